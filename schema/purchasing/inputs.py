"""What is said about suppliers, and to order, change and receive."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain.inventory.dock import ReceivedLine
from domain.processes.record_supplier_shipment import SentLine
from domain.purchasing.drafting import LineTerms
from domain.purchasing.pages import PurchaseOrderCriteria
from domain.purchasing.suppliers import NewTerms
from schema.ids import filtered_id, get_id
from schema.inputs import clearable, expected_version, given, idempotency_key, is_given, optional
from schema.purchasing.types import PurchaseOrderStatus

_WHICH = "Global id of the purchase order."


@strawberry.input(description="A new supplier.")
class CreateSupplierInput:
    code: str = given("Unique, for people and programs.")
    name: str = given("Name for people.")
    currency: str = given("What it is paid in; ISO 4217. It stays.")
    email: str | None = optional("Where orders are sent.")
    location_code: str | None = optional(
        "A location of kind SUPPLIER: what is allocated there it sends to customers itself."
    )
    lead_time_days: float | None = optional(
        "Days from an order to its arrival, on average: 0 to 730; 0 when not said."
    )
    lead_time_spread_days: float | None = optional(
        "How much that varies: a standard deviation, in days; 0 when not said."
    )
    over_tolerance_percent: int | None = optional(
        "So much more than was ordered is taken in without asking: 0 to 100; 0 when not said."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="What of a supplier is to change; what is left out stays.")
class UpdateSupplierInput:
    supplier_id: strawberry.ID = given("Global id of the supplier.")
    name: str | None = optional("Name for people.")
    email: str | None = clearable("Where orders are sent; null takes it away.")
    lead_time_days: float | None = optional("Days from an order to its arrival, on average.")
    lead_time_spread_days: float | None = optional("A standard deviation, in days.")
    over_tolerance_percent: int | None = optional("0 to 100.")
    active: bool | None = optional("It can be ordered from.")
    location_code: str | None = clearable("A location of kind SUPPLIER; null takes it away.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="On what terms a supplier sells a product.")
class SupplierProductInput:
    sku: str = given("Our SKU.")
    supplier_sku: str = given("What the supplier calls it.")
    cost: Decimal = given("Of one unit, in the supplier's currency.")
    pack_size: int | None = optional("Units in a pack; 1 when not said.")
    minimum_quantity: int | None = optional("Units that must be ordered at least; 1 when not said.")
    lead_time_days: float | None = optional("Where it takes another time than the supplier's others.")
    priority: int | None = optional("A lower one is bought from first; 100 when not said.")
    active: bool | None = optional("It can be ordered; yes when not said.")

    def to_terms(self) -> NewTerms:
        """The terms as the verb takes them."""
        return NewTerms(
            sku=self.sku,
            supplier_sku=self.supplier_sku,
            cost=self.cost,
            pack_size=1 if self.pack_size is None else self.pack_size,
            minimum_quantity=1 if self.minimum_quantity is None else self.minimum_quantity,
            lead_time_days=self.lead_time_days,
            priority=100 if self.priority is None else self.priority,
            active=self.active is not False,
        )


@strawberry.input(description="What a supplier sells; what is not named stays as it is.")
class SetSupplierProductsInput:
    supplier_id: strawberry.ID = given("Global id of the supplier.")
    products: list[SupplierProductInput] = given("At most 500.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Units of one product to order.")
class PurchaseOrderLineInput:
    sku: str = given("Our SKU.")
    quantity: int = given("Units; zero takes a line out of an order that has it.")
    unit_cost: Decimal | None = optional("What one unit costs; the supplier's price when not said.")
    expected_at: datetime | None = clearable(
        "Where it is another time than the order's; null: with the order."
    )

    def to_terms(self) -> LineTerms:
        """The line as the verbs take it."""
        if not is_given(self.expected_at):
            return LineTerms(self.sku, self.quantity, self.unit_cost)
        return LineTerms(
            self.sku, self.quantity, self.unit_cost, self.expected_at, self.expected_at is None
        )


@strawberry.input(description="A new purchase order, as a draft.")
class CreatePurchaseOrderInput:
    supplier_id: strawberry.ID = given("Global id of the supplier.")
    location_code: str = given("Code of the location where it is to arrive.")
    lines: list[PurchaseOrderLineInput] = given("What is ordered: 1 to 500 lines.")
    expected_at: datetime | None = optional("When it is to arrive; not in the past.")
    note: str | None = optional("For whoever reads it.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="What of a purchase order is to change; what is left out stays.")
class UpdatePurchaseOrderInput:
    purchase_order_id: strawberry.ID = given(_WHICH)
    lines: list[PurchaseOrderLineInput] | None = optional("Lines to change or to add, by their SKU.")
    expected_at: datetime | None = clearable(
        "When it is to arrive, not in the past; null: nobody knows."
    )
    note: str | None = clearable("For whoever reads it; null takes it away.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Send it to the supplier.")
class SubmitPurchaseOrderInput:
    purchase_order_id: strawberry.ID = given(_WHICH)
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="The supplier has agreed.")
class ConfirmPurchaseOrderInput:
    purchase_order_id: strawberry.ID = given(_WHICH)
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Call it off; nothing of it has arrived.")
class CancelPurchaseOrderInput:
    purchase_order_id: strawberry.ID = given(_WHICH)
    reason: str = given("Why, in words.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Be done with it; what has not arrived is short.")
class ClosePurchaseOrderInput:
    purchase_order_id: strawberry.ID = given(_WHICH)
    reason: str | None = optional("Why, in words.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="What became of a line at the dock.")
class ReceivePurchaseOrderLineInput:
    purchase_order_line_id: strawberry.ID = given("Global id of the line.")
    quantity: int | None = optional("Good units; none when not said.")
    damaged_quantity: int | None = optional("Damaged units, beside the good ones; none when not said.")
    short_quantity: int | None = optional("Units that will not come; none when not said.")

    def to_line(self, index: int) -> ReceivedLine:
        """The line as the verb takes it."""
        return ReceivedLine(
            line_id=get_id(
                self.purchase_order_line_id, "PurchaseOrderLine", "lines", index, "purchaseOrderLineId"
            ),
            quantity=self.quantity or 0,
            damaged_quantity=self.damaged_quantity or 0,
            short_quantity=self.short_quantity or 0,
        )


@strawberry.input(description="Goods that arrived of a purchase order, all of it or some.")
class ReceivePurchaseOrderInput:
    purchase_order_id: strawberry.ID = given(_WHICH)
    lines: list[ReceivePurchaseOrderLineInput] = given("What became of which line.")
    accept_over: bool | None = optional("Take in more than the supplier's tolerance; no when not said.")
    delivery_note: str | None = optional("What the supplier's paper says.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Units of a line that the supplier has sent.")
class SupplierShipmentLineInput:
    purchase_order_line_id: strawberry.ID = given("Global id of the line.")
    quantity: int = given("Units, at least 1.")

    def to_line(self, index: int) -> SentLine:
        """The line as the verb takes it."""
        return SentLine(
            line_id=get_id(
                self.purchase_order_line_id, "PurchaseOrderLine", "lines", index, "purchaseOrderLineId"
            ),
            quantity=self.quantity,
        )


@strawberry.input(
    description="A parcel from the supplier to the customer. Without `lines`, all that is outstanding."
)
class RecordSupplierShipmentInput:
    purchase_order_id: strawberry.ID = given(_WHICH)
    lines: list[SupplierShipmentLineInput] | None = optional("What is in the parcel.")
    carrier: str = given("Who carries it.")
    tracking_number: str | None = optional(
        "What the carrier knows it by. Where all has left by hand, the parcel that has none gets it."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Which purchase orders; what is left out does not matter.")
class PurchaseOrderFilter:
    status: list[PurchaseOrderStatus] | None = optional("In one of these states.")
    supplier_id: strawberry.ID | None = optional("Of this supplier.")
    location_id: strawberry.ID | None = optional("For this location.")
    product_id: strawberry.ID | None = optional("With this product on a line.")

    def to_criteria(self) -> PurchaseOrderCriteria:
        """The criteria as the list takes them."""
        return PurchaseOrderCriteria(
            status=self.status or (),
            supplier_id=filtered_id(self.supplier_id, "Supplier", "supplierId"),
            location_id=filtered_id(self.location_id, "Location", "locationId"),
            product_id=filtered_id(self.product_id, "Product", "productId"),
        )
