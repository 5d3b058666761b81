"""What is said about selling beyond the stock."""

from datetime import datetime

import strawberry

from schema.backorders.types import BackorderKind
from schema.inputs import given, idempotency_key, optional


@strawberry.input(description="How far a product is sold beyond its stock in a channel.")
class SetBackorderPolicyInput:
    sku: str = given("SKU of the product.")
    channel: str = given("Code of the channel.")
    kind: BackorderKind = given("Whether, and how.")
    cap: int | None = optional("Units that may wait at the same time; no bound when not said.")
    available_on: datetime | None = optional("When a preordered product is there; for preorders only.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Another place in the queue.")
class PrioritizeBackorderInput:
    order_line_id: strawberry.ID = given("Global id of the order line that waits.")
    priority: int = given("1 to 1000; a lower one is served first, 100 is the usual.")
    reason: str = given("Why, in words.")
    idempotency_key: str | None = idempotency_key()
