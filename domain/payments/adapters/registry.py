"""Which gateways this installation has.

The set is fixed when a process starts (`configure`), because a verb has to know whether a gateway
exists before anything is written. The simulated one takes any token for money, so production does
without it.
"""

from domain.kernel.config import Settings
from domain.payments.adapters.manual import ManualGateway
from domain.payments.adapters.port import Gateway
from domain.payments.adapters.simulated import SimulatedGateway


class GatewayRegistry:
    """Gateways by name."""

    def __init__(self, *gateways: Gateway) -> None:
        self._gateways = {gateway.name: gateway for gateway in gateways}

    def get(self, name: str) -> Gateway:
        """The gateway. Raises `KeyError` for one this installation does not have."""
        return self._gateways[name]

    def names(self) -> frozenset[str]:
        return frozenset(self._gateways)


_configured = GatewayRegistry(ManualGateway(), SimulatedGateway())


def build_gateways(settings: Settings) -> GatewayRegistry:
    """Make this installation's gateways and let verbs know of them."""
    global _configured
    if settings.environment == "production":
        _configured = GatewayRegistry(ManualGateway())
    else:
        _configured = GatewayRegistry(ManualGateway(), SimulatedGateway())
    return _configured


def configured() -> GatewayRegistry:
    """What `build_gateways` made; in development also without it."""
    return _configured
