"""Who is acting. Every unit of work has one, and everything written says who it was."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.kernel.capabilities import Capability


class ActorKind(StrEnum):
    STAFF = "staff"
    CUSTOMER = "customer"
    PARTNER = "partner"
    GUEST = "guest"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


_HOUSE = frozenset({ActorKind.STAFF, ActorKind.SYSTEM})
_TRADE = _HOUSE | {ActorKind.PARTNER}


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a caller showed, as far as it takes to see whether it is still good. No secret is in it."""

    bearer: str
    "The `label` of whom it speaks for."
    id: str | None
    "A token's ``jti``, or how a key begins."
    issued_at: float | None
    "When a token was issued, in seconds of Unix time; None for a key."
    expires_at: datetime | None
    "When it ends by itself."


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of a verb: a person with a token, a partner with a key, or Waybill itself."""

    kind: ActorKind
    id: str
    "Stable id of the caller within its kind; idempotency keys belong to `label`."
    name: str = ""
    customer_id: UUID | None = None
    "Set for customers only: the row that their own orders point at."
    order_id: UUID | None = None
    "Set for guests only: the one order that their link is about."
    permissions: frozenset[Capability] | None = None
    "What staff may do; None is everything. For others their kind decides."
    channels: frozenset[UUID] | None = None
    "The sales channels that a partner is confined to; None is all of them."
    credentials: Credentials | None = field(default=None, compare=False)
    "What said so; what lasts longer than a request ends with it."

    @property
    def label(self) -> str:
        """How ledgers and events name the actor: ``staff:ana@example.com``, ``system:allocation``."""
        return f"{self.kind}:{self.id}"

    @property
    def sight(self) -> tuple[object, ...]:
        """What the answer to a read depends on: two actors of the same sight are shown the same. Who of
        the house it is does not matter, who of the others does: they know their own deeds."""
        whose = None if self.sees_names else self.label
        return (self.kind, whose, self.customer_id, self.order_id, self.permissions, self.channels)

    @property
    def is_customer(self) -> bool:
        return self.kind is ActorKind.CUSTOMER

    def may(self, capability: Capability) -> bool:
        """Whether nothing in the caller's credentials speaks against it."""
        return self.permissions is None or capability in self.permissions

    @property
    def sees_all_orders(self) -> bool:
        """Staff who may read orders, partners of every channel, and Waybill's own jobs. Others see
        those of their channels, their own, or the one of their link."""
        return self.kind in _TRADE and self.channels is None and self.may(Capability.ORDERS_READ)

    @property
    def sees_all_customers(self) -> bool:
        return self.kind in _TRADE and self.channels is None and self.may(Capability.CUSTOMERS_READ)

    @property
    def sees_stock(self) -> bool:
        return self.kind in _TRADE and self.may(Capability.INVENTORY_READ)

    @property
    def sees_transfers(self) -> bool:
        """What goes from one of our places to another is for the house alone."""
        return self.kind in _HOUSE and self.may(Capability.INVENTORY_READ)

    @property
    def sees_all_holds(self) -> bool:
        """Whose carts hold what is for those of the house who see orders."""
        return self.kind in _HOUSE and self.may(Capability.ORDERS_READ)

    @property
    def sees_counts(self) -> bool:
        """Whoever counts need not see stock: a blind count would be none."""
        return self.kind in _HOUSE and self.may(Capability.INVENTORY_COUNT)

    @property
    def sees_purchases(self) -> bool:
        """What is bought from whom and for how much is for the house alone."""
        return self.kind in _HOUSE and self.may(Capability.PURCHASES_READ)

    @property
    def sees_names(self) -> bool:
        """Who of the staff did something is for the staff."""
        return self.kind in _HOUSE

    @property
    def sets_terms(self) -> bool:
        """May say what a line costs and where it ships from."""
        return self.kind in _TRADE

    def sells_on(self, channel_id: UUID) -> bool:
        """Whether the channel exists for this caller."""
        return self.channels is None or channel_id in self.channels


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS, id="anonymous")


def system(id: str) -> Actor:
    """Waybill acting by itself, named after the job that acts: ``system("expiry")``."""
    return Actor(kind=ActorKind.SYSTEM, id=id)
