"""What is said to hold stock for a cart."""

import strawberry

from domain.holds.pages import HoldCriteria
from schema.holds.types import StockHoldStatus
from schema.ids import filtered_id
from schema.inputs import given, idempotency_key, optional


@strawberry.input(description="A product of a cart.")
class HoldStockItemInput:
    sku: str = given("SKU; of a bundle, its components are kept.")
    quantity: int = given("Units, at least 1.")


@strawberry.input(description="Stock to be kept for a cart: all of it, or nothing.")
class HoldStockInput:
    channel: str = given("Code of the channel.")
    items: list[HoldStockItemInput] = given("What the cart holds: 1 to 500 items.")
    minutes: int | None = optional("How long; the shop's usual time when not said.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="More time, or less, for a cart.")
class ExtendStockHoldInput:
    hold_id: strawberry.ID = given("Global id of the hold.")
    minutes: int | None = optional("How long from now; the shop's usual time when not said.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A cart that is given up.")
class ReleaseStockHoldInput:
    hold_id: strawberry.ID = given("Global id of the hold.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Which holds; what is left out does not matter.")
class StockHoldFilter:
    status: list[StockHoldStatus] | None = optional(
        "What became of them; HELD are those that keep something now."
    )
    channel: str | None = optional("Code of the channel.")
    sku: str | None = optional("With this SKU.")
    customer_id: strawberry.ID | None = optional("Of this customer.")

    def to_criteria(self) -> HoldCriteria:
        """The criteria as the list takes them."""
        return HoldCriteria(
            status=self.status or (),
            channel=self.channel,
            sku=self.sku,
            customer_id=filtered_id(self.customer_id, "Customer", "customerId"),
        )
