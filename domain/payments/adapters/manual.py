"""Money that is settled outside: cash, bank transfer, invoice.

There is nobody to ask, so every intent is final the moment it is written: an authorisation is the
merchant's trust, a capture is staff saying that the money came.
"""

from domain.payments.adapters.port import GatewayAnswer, GatewayRequest


class ManualGateway:
    """Says yes to everything, at once."""

    name = "manual"
    offline = True

    async def call(self, request: GatewayRequest) -> GatewayAnswer:
        return GatewayAnswer(approved=True, reference=f"manual-{request.key}")
