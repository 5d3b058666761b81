"""What is said to change stock."""

import strawberry

from domain.inventory.set_levels import LevelRow
from schema.inputs import given, idempotency_key, optional
from schema.inventory.enums import UnavailableReason


@strawberry.input(
    description="`delta` moves onHand by that much; `setTo` counts it to a figure and must say the "
    "figure it expects to find."
)
class AdjustStockInput:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location.")
    delta: int | None = optional("Units to add, or to take away when below zero.")
    set_to: int | None = optional("Units that were counted.")
    expected: int | None = optional("Units on hand that the count started from; goes with `setTo`.")
    reason: str = given("Why, in words; kept in the ledger.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="What one level is to be.")
class StockLevelRow:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location; a level that there is not yet is opened.")
    set_to: int = given("Units that lie there.")
    expected_on_hand: int | None = optional(
        "Set it only where so many are on hand now; whatever there is when not said."
    )
    safety_stock: int | None = optional("Units to keep back from sale; as it was when not said.")
    bin: str | None = optional("Where on the shelf; as it was when not said.")

    def to_row(self) -> LevelRow:
        """The row as the verb takes it."""
        return LevelRow(
            self.sku,
            self.location_code,
            self.set_to,
            self.expected_on_hand,
            self.safety_stock,
            self.bin,
        )


@strawberry.input(
    description="What many levels are to be. Valid rows are taken and the others answered, with their "
    "place in `path`."
)
class SetStockLevelsInput:
    rows: list[StockLevelRow] = given("1 to 250, each level once.")
    atomic: bool | None = optional("Take all rows or none; no when not said.")
    reason: str = given("Why, in words; kept in the ledger.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Units that are not to be sold.")
class MakeStockUnavailableInput:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location.")
    quantity: int = given("Units.")
    because: UnavailableReason = given("Why they are not for sale.")
    instead_of: UnavailableReason | None = optional(
        "They are unavailable already, for this reason, which goes."
    )
    reason: str = given("Why, in words; kept in the ledger.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Units that may be sold again.")
class MakeStockAvailableInput:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location.")
    quantity: int = given("Units.")
    because: UnavailableReason = given("Why they were not for sale.")
    reason: str = given("Why, in words; kept in the ledger.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Units that are gone for good.")
class WriteOffStockInput:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location.")
    quantity: int = given("Units.")
    because: UnavailableReason | None = optional(
        "They are of those unavailable for this reason; else of those that were free to be sold."
    )
    reason: str = given("Why, in words; kept in the ledger.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Units to keep back from sale.")
class SetSafetyStockInput:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location.")
    safety_stock: int = given("Units; more than lies there stops selling until more comes in.")
    reason: str = given("Why, in words; kept in the ledger.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A place on the shelf.")
class SetBinInput:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location.")
    bin: str | None = optional("In the location's own words; none is nowhere in particular.")
    idempotency_key: str | None = idempotency_key()
