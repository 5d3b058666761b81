"""What is said to buy what was suggested."""

import strawberry

from schema.inputs import given, idempotency_key


@strawberry.input(description="Suggestions to make purchase orders of.")
class CreatePurchaseOrdersInput:
    from_suggestions: list[strawberry.ID] = given("Global ids of suggestions, at most 500.")
    idempotency_key: str | None = idempotency_key()
