"""Who is acting. Every unit of work has one, and everything written says who it was."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    STAFF = "staff"
    CUSTOMER = "customer"
    PARTNER = "partner"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of a verb: a person with a token, a partner with a key, or Waybill itself."""

    kind: ActorKind
    id: str
    "Stable id of the caller within its kind; idempotency keys belong to `label`."
    name: str = ""
    customer_id: UUID | None = None
    "Set for customers only: the row that their own orders point at."
    expires_at: datetime | None = field(default=None, compare=False)
    "When the credentials end that said so; what lasts longer than a request ends then."

    @property
    def label(self) -> str:
        """How ledgers and events name the actor: ``staff:ana@example.com``, ``system:allocation``."""
        return f"{self.kind}:{self.id}"

    @property
    def is_customer(self) -> bool:
        return self.kind is ActorKind.CUSTOMER

    @property
    def sees_all_orders(self) -> bool:
        """Staff, partners and Waybill's own jobs; a customer sees their own orders only."""
        return self.kind in (ActorKind.STAFF, ActorKind.PARTNER, ActorKind.SYSTEM)


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS, id="anonymous")


def system(id: str) -> Actor:
    """Waybill acting by itself, named after the job that acts: ``system("expiry")``."""
    return Actor(kind=ActorKind.SYSTEM, id=id)
