"""What is said to place, cancel and hold orders, and to list them."""

from datetime import datetime
from decimal import Decimal

import strawberry

from domain.orders.criteria import OrderCriteria
from domain.processes.order_request import LineRequest, OrderRequest, TenderRequest
from schema.ids import filter_id, get_id
from schema.inputs import expected_version, given, idempotency_key, optional
from schema.money import AddressInput
from schema.orders.enums import (
    AllocationStatus,
    FulfillmentStatus,
    OrderSortField,
    OrderStatus,
    PaymentStatus,
    ReturnStatus,
    SortDirection,
)


@strawberry.input(
    description="`unitPrice` overrides the channel's price; staff and partners may send it, customers "
    "may not. Neither may they send `discountTotal`, `taxTotal`, `location`, or a `backorder` of true."
)
class PlaceOrderLineInput:
    sku: str = given("SKU. A bundle becomes a line of each of its components.")
    quantity: int = given("Units, at least 1.")
    unit_price: Decimal | None = optional("Price of one unit; the channel's when not said.")
    discount_total: Decimal | None = optional("Discount on the whole line, above zero.")
    tax_total: Decimal | None = optional("Tax on the whole line that the price does not include.")
    location: str | None = optional("Code of the location that it must ship from.")
    backorder: bool | None = optional(
        "True sells it without taking stock: it waits for some. False refuses what is not there, "
        "whatever the product's terms are; they decide when not said."
    )


@strawberry.input(description="A tender.")
class PlaceOrderPaymentInput:
    gateway: str = given('Who moves the money; "manual" is settled outside.')
    method: str | None = optional("Card, boleto, invoice, …")
    amount: Decimal | None = optional("How much; what is left to pay when not said.")
    token: str | None = optional("What the gateway knows the card or account by.")


@strawberry.input(description="A new order. All its lines are had, or none.")
class PlaceOrderInput:
    channel: str = given("Code of the channel.")
    email: str = given("Who orders; an unknown address makes a customer.")
    customer_name: str | None = optional("Name of a new customer.")
    lines: list[PlaceOrderLineInput] = given("What is ordered: 1 to 500 lines.")
    shipping_address: AddressInput = given("Where it goes.")
    billing_address: AddressInput | None = optional("Whom it is billed to.")
    shipping_total: Decimal | None = optional("Price of shipping; zero when not said.")
    discount_total: Decimal | None = optional(
        "Discount on the whole order, spread over its lines; staff and partners only."
    )
    payments: list[PlaceOrderPaymentInput] | None = optional(
        'Tenders; their sum may be less than the total. Gateway "manual" is settled outside (cash, '
        "bank transfer, invoice)."
    )
    external_reference: str | None = optional(
        "The caller's own id of this order, unique within the channel."
    )
    hold_id: strawberry.ID | None = optional(
        "Global id of a hold: its units become the order's; what the order does not want is free again."
    )
    idempotency_key: str | None = idempotency_key()

    def to_request(self) -> OrderRequest:
        """The order as the verb takes it."""
        return OrderRequest(
            channel=self.channel,
            email=self.email,
            lines=tuple(
                LineRequest(
                    sku=line.sku,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    discount_total=line.discount_total,
                    tax_total=line.tax_total,
                    location=line.location,
                    backorder=line.backorder,
                )
                for line in self.lines
            ),
            shipping_address=self.shipping_address.to_domain(),
            billing_address=self.billing_address.to_domain() if self.billing_address else None,
            customer_name=self.customer_name,
            shipping_total=self.shipping_total,
            discount_total=self.discount_total,
            payments=tuple(
                TenderRequest(
                    gateway=tender.gateway,
                    method=tender.method,
                    amount=tender.amount,
                    token=tender.token,
                )
                for tender in self.payments or ()
            ),
            external_reference=self.external_reference,
            hold_id=None if self.hold_id is None else get_id(self.hold_id, "StockHold", "holdId"),
        )


@strawberry.input(description="Units of one line to cancel.")
class CancelOrderLineInput:
    order_line_id: strawberry.ID = given("Global id of the order line.")
    quantity: int = given("Units, at least 1.")


@strawberry.input(description="Without `lines`, everything that has not shipped is cancelled.")
class CancelOrderInput:
    order_id: strawberry.ID = given("Global id of the order.")
    lines: list[CancelOrderLineInput] | None = optional("What to cancel.")
    reason: str = given("Why, in words.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Stop allocating and shipping an order for now.")
class HoldOrderInput:
    order_id: strawberry.ID = given("Global id of the order.")
    reason: str = given("Why, in words.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Give whoever holds the link one order to see, and nothing else.")
class IssueOrderLinkInput:
    order_id: strawberry.ID = given("Global id of the order.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Let a held order go on.")
class ReleaseOrderHoldInput:
    order_id: strawberry.ID = given("Global id of the order.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="All that is given must hold; an empty list is the same as none.")
class OrderFilter:
    status: list[OrderStatus] | None = optional("In one of these states.")
    payment_status: list[PaymentStatus] | None = optional("Paid so far.")
    allocation_status: list[AllocationStatus] | None = optional("Sourced so far.")
    fulfillment_status: list[FulfillmentStatus] | None = optional("Shipped so far.")
    return_status: list[ReturnStatus] | None = optional("Come back so far.")
    channel: list[str] | None = optional("From one of these channels, by code.")
    customer_id: strawberry.ID | None = optional("Ordered by this customer.")
    sku: str | None = optional("Has a line of this SKU.")
    location_id: strawberry.ID | None = optional("Has a fulfillment order at this location.")
    on_hold: bool | None = optional("Is held, or is not.")
    placed_after: datetime | None = optional("Placed later than this.")
    placed_before: datetime | None = optional("Placed earlier than this.")
    total_at_least: Decimal | None = optional("Total no less, in its currency's major unit.")
    total_at_most: Decimal | None = optional("Total no more, in its currency's major unit.")
    search: str | None = optional(
        "Order number, external reference, e-mail, customer name, SKU or tracking number. Every word "
        "must be the beginning of one of these."
    )

    def to_criteria(self) -> OrderCriteria:
        """The filter as reads take it. Raises `InvalidInput` naming an id of another type."""
        return OrderCriteria(
            status=self.status or (),
            payment_status=self.payment_status or (),
            allocation_status=self.allocation_status or (),
            fulfillment_status=self.fulfillment_status or (),
            return_status=self.return_status or (),
            channel=self.channel or (),
            customer_id=None
            if self.customer_id is None
            else filter_id(self.customer_id, "Customer", ("filter", "customerId")),
            sku=self.sku,
            location_id=None
            if self.location_id is None
            else filter_id(self.location_id, "Location", ("filter", "locationId")),
            on_hold=self.on_hold,
            placed_after=self.placed_after,
            placed_before=self.placed_before,
            total_at_least=self.total_at_least,
            total_at_most=self.total_at_most,
            search=self.search,
        )


@strawberry.input(description="Newest first when not said.")
class OrderSort:
    field: OrderSortField = given("By what.")
    direction: SortDirection = given("Which end comes first.")
