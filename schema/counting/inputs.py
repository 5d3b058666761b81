"""What is said to count stock."""

import strawberry

from domain.counting.entering import Found
from domain.counting.pages import CycleCountCriteria
from domain.kernel.errors import InvalidInput
from schema.counting.types import CycleCountStatus
from schema.ids import filtered_id
from schema.inputs import expected_version, given, idempotency_key, optional

_WHICH = "Global id of the cycle count."


@strawberry.input(
    description="A new cycle count. Without `skus` and `bins`, of all that lies at the location."
)
class StartCycleCountInput:
    location_code: str = given("Code of the location.")
    skus: list[str] | None = optional("These products only, held there or not: at most 500.")
    bins: list[str] | None = optional("What lies in these bins only: at most 500.")
    blind: bool | None = optional(
        "Do not tell those who enter what is expected; no when not said. Give them `inventory.count` "
        "and not `inventory.read`."
    )
    reason: str = given("Why, in words; the ledger keeps it.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="What was found of a product.")
class CycleCountEntryInput:
    sku: str = given("SKU; one that nobody expected becomes a line.")
    found: int | None = optional("Units, all of them at the location, wherever they lie.")
    take_back: bool | None = optional("Instead of `found`: what was entered before does not stand.")

    def to_found(self, index: int) -> Found:
        """The entry as the verb takes it."""
        if (self.found is None) is not bool(self.take_back):
            raise InvalidInput(
                "Say either what was `found` or `takeBack`.",
                path=("input", "entries", str(index), "found"),
            )
        return Found(self.sku, self.found)


@strawberry.input(description="What was found, many products at once. The latest entry of each stands.")
class EnterCycleCountInput:
    cycle_count_id: strawberry.ID = given(_WHICH)
    entries: list[CycleCountEntryInput] = given("At most 500, each product once.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Those who count are done.")
class SubmitCycleCountInput:
    cycle_count_id: strawberry.ID = given(_WHICH)
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Some of it is to be counted again.")
class ReopenCycleCountInput:
    cycle_count_id: strawberry.ID = given(_WHICH)
    reason: str = given("Why, in words.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Let the differences be the ledger's.")
class PostCycleCountInput:
    cycle_count_id: strawberry.ID = given(_WHICH)
    leave_uncounted: bool | None = optional(
        "Leave expected lines as they are that nobody counted; else they stand in the way."
    )
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Give the count up.")
class CancelCycleCountInput:
    cycle_count_id: strawberry.ID = given(_WHICH)
    reason: str = given("Why, in words.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Which cycle counts; what is left out does not matter.")
class CycleCountFilter:
    status: list[CycleCountStatus] | None = optional("In one of these states.")
    location_id: strawberry.ID | None = optional("At this location.")
    product_id: strawberry.ID | None = optional("With this product.")

    def to_criteria(self) -> CycleCountCriteria:
        """The criteria as the list takes them."""
        return CycleCountCriteria(
            status=self.status or (),
            location_id=filtered_id(self.location_id, "Location", "locationId"),
            product_id=filtered_id(self.product_id, "Product", "productId"),
        )
