"""What is said to move stock, to take it in, and to find transfers."""

from datetime import datetime

import strawberry

from domain.inventory.dock import ReceivedLine
from domain.transfers.drafting import TransferUnits
from domain.transfers.pages import StockTransferCriteria
from schema.ids import filter_id, get_id
from schema.inputs import clearable, expected_version, given, idempotency_key, optional
from schema.orders.enums import SortDirection
from schema.transfers.enums import (
    StockTransferSortField,
    StockTransferStatus,
    StockTransferWhereabouts,
)

_WHICH = "Global id of the stock transfer."


@strawberry.input(description="Units of one product to move.")
class StockTransferLineInput:
    sku: str = given("Our SKU.")
    quantity: int = given("Units; zero takes a line out of a draft that has it.")

    def to_units(self) -> TransferUnits:
        """The line as the verbs take it."""
        return TransferUnits(self.sku, self.quantity)


@strawberry.input(description="A new stock transfer, as a draft.")
class CreateStockTransferInput:
    origin_code: str = given("Code of the location that it leaves.")
    destination_code: str = given("Code of the location that it goes to.")
    lines: list[StockTransferLineInput] = given("What is moved: 1 to 500 lines.")
    expected_at: datetime | None = optional("When it is to arrive; not in the past.")
    note: str | None = optional("For whoever reads it.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(
    description="What of a stock transfer is to change; what is left out stays. Once it has left, its "
    "date and its note may."
)
class UpdateStockTransferInput:
    stock_transfer_id: strawberry.ID = given(_WHICH)
    origin_code: str | None = optional("Code of the location that it leaves.")
    destination_code: str | None = optional("Code of the location that it goes to.")
    lines: list[StockTransferLineInput] | None = optional("Lines to change or to add, by their SKU.")
    expected_at: datetime | None = clearable(
        "When it is to arrive, not in the past; null: nobody knows. Promised dates follow."
    )
    note: str | None = clearable("For whoever reads it; null takes it away.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(
    description="Send a draft off. It takes what could be sold at its origin, never what is promised."
)
class ShipStockTransferInput:
    stock_transfer_id: strawberry.ID = given(_WHICH)
    expected_at: datetime | None = optional("When it is to arrive; as drafted when not said.")
    use_safety_stock: bool | None = optional("Take of the safety stock too; no when not said.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="What became of a line at the dock.")
class ReceiveStockTransferLineInput:
    stock_transfer_line_id: strawberry.ID = given("Global id of the line.")
    quantity: int | None = optional("Good units; none when not said.")
    damaged_quantity: int | None = optional("Damaged units, beside the good ones; none when not said.")
    short_quantity: int | None = optional("Units that will not come; none when not said.")

    def to_line(self, index: int) -> ReceivedLine:
        """The line as the verb takes it."""
        return ReceivedLine(
            line_id=get_id(
                self.stock_transfer_line_id, "StockTransferLine", "lines", index, "stockTransferLineId"
            ),
            quantity=self.quantity or 0,
            damaged_quantity=self.damaged_quantity or 0,
            short_quantity=self.short_quantity or 0,
        )


@strawberry.input(description="Goods that arrived of a stock transfer, all of it or some.")
class ReceiveStockTransferInput:
    stock_transfer_id: strawberry.ID = given(_WHICH)
    lines: list[ReceiveStockTransferLineInput] = given("What became of which line.")
    accept_over: bool | None = optional(
        "Take in more than is on its way, and what comes after it was given up; no when not said."
    )
    note: str | None = optional("Kept with what arrived, and with what differs.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Be done with it; what has not arrived is written off as short.")
class CloseStockTransferInput:
    stock_transfer_id: strawberry.ID = given(_WHICH)
    reason: str = given("Why, in words.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Call it off. What is on its way has to be somewhere.")
class CancelStockTransferInput:
    stock_transfer_id: strawberry.ID = given(_WHICH)
    reason: str = given("Why, in words.")
    whereabouts: StockTransferWhereabouts | None = optional(
        "Where the goods are; must be said of those on their way, and of no others."
    )
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Which stock transfers; what is left out does not matter.")
class StockTransferFilter:
    status: list[StockTransferStatus] | None = optional("In one of these states.")
    origin_id: strawberry.ID | None = optional("From this location.")
    destination_id: strawberry.ID | None = optional("To this location.")
    sku: str | None = optional("With a line of this SKU.")

    def to_criteria(self) -> StockTransferCriteria:
        """The criteria as the list takes them. Raises `InvalidInput` naming an id of another type."""
        places = {
            name: None if value is None else filter_id(value, "Location", ("filter", field))
            for name, field, value in (
                ("origin_id", "originId", self.origin_id),
                ("destination_id", "destinationId", self.destination_id),
            )
        }
        return StockTransferCriteria(status=self.status or (), sku=self.sku, **places)


@strawberry.input(description="Newest first when not said.")
class StockTransferSort:
    field: StockTransferSortField = given("By what.")
    direction: SortDirection = given("Which end comes first.")
