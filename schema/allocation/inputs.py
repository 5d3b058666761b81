"""What is said to allocate orders."""

import strawberry

from schema.inputs import expected_version, given, idempotency_key


@strawberry.input(
    description="Sourcing runs in the background after an order is placed; this runs it now."
)
class AllocateOrderInput:
    order_id: strawberry.ID = given("Global id of the order.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()
