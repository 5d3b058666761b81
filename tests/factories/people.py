"""Who acts in the tests, and where they live."""

from uuid import UUID

from domain.kernel.actor import Actor, ActorKind
from domain.kernel.address import Address

STAFF = Actor(kind=ActorKind.STAFF, id="ana@waybill.example", name="Ana")
PARTNER = Actor(kind=ActorKind.PARTNER, id="marketplace", name="Marketplace")

ADDRESS = Address(
    name="Lena Vogt", line1="Torstraße 1", city="Berlin", postal_code="10119", country="DE"
)


def customer(id: UUID, email: str = "lena@example.com") -> Actor:
    """The customer behind the row `id`, signed in."""
    return Actor(kind=ActorKind.CUSTOMER, id=email, name="Lena", customer_id=id)
