"""What Waybill asks of a payment gateway.

Every call carries an idempotency key: a gateway that hears the same key again must answer as before
and move no money twice. A call either answers, or raises `GatewayUnreachable`, which says nothing
about whether the money moved: the same key is then asked again later.
"""

from dataclasses import dataclass
from typing import Protocol

from domain.payments.models import TransactionKind


class GatewayUnreachable(Exception):
    """No answer came: timed out, refused, or cut off. The outcome is unknown."""


@dataclass(frozen=True, slots=True)
class GatewayRequest:
    """One intent. `amount` in minor units; `reference` is the authorisation's at the gateway."""

    key: str
    gateway: str
    kind: TransactionKind
    amount: int
    currency: str
    token: str | None
    reference: str | None
    attempt: int
    "1 for the first time this intent is asked, counted over all processes."


@dataclass(frozen=True, slots=True)
class GatewayAnswer:
    """Approved with the gateway's reference, or declined with a sentence."""

    approved: bool
    reference: str | None = None
    failure: str | None = None


class Gateway(Protocol):
    """One provider. `offline`: money is settled outside, so there is nobody to ask."""

    name: str
    offline: bool

    async def call(self, request: GatewayRequest) -> GatewayAnswer:
        """Carry out one intent. Raises `GatewayUnreachable`."""
        ...
