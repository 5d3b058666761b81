"""What an order's rows mean: its life as dated steps, its oddities, and the state it must end in.

Pure. When each step happened is `timeline`'s business.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from domain.imports.olist.naming import customer_address, customer_email
from domain.imports.olist.plan import (
    Deed,
    Ending,
    Plan,
    PlannedLine,
    PlannedTender,
    Quirk,
    Skipped,
    SkipReason,
    Step,
)
from domain.imports.olist.rows import ItemRow, OlistData, OrderRow, PaymentRow
from domain.imports.olist.timeline import clock_quirks, timeline
from domain.orders.models import AllocationStatus, FulfillmentStatus, OrderStatus, ReturnStatus

UNTYPED = "not_defined"
"What the data set calls the type of a payment that has none."

_KNOWN = frozenset(
    (
        "created",
        "approved",
        "processing",
        "invoiced",
        "unavailable",
        "shipped",
        "delivered",
        "canceled",
    )
)


def plan_history(data: OlistData) -> tuple[list[Plan], list[Skipped]]:
    """Every order, the earliest first: those that can be replayed and those that cannot."""
    plans: list[Plan] = []
    skipped: list[Skipped] = []
    for order in sorted(data.orders, key=lambda row: (row.purchased_at, row.id)):
        outcome = plan_order(order, data)
        if isinstance(outcome, Plan):
            plans.append(outcome)
        else:
            skipped.append(outcome)
    return plans, skipped


def plan_order(order: OrderRow, data: OlistData) -> Plan | Skipped:
    """One order's life, or the reason why it cannot be lived again."""
    items = data.items.get(order.id, ())
    payments = data.payments.get(order.id, ())
    customer = data.customers.get(order.customer_id)
    quirks = [*_payment_quirks(payments), *clock_quirks(order)]
    reason = _skip_reason(order, items, data)
    if reason is not None or customer is None:
        return Skipped(order.id, order.status, reason or SkipReason.NO_CUSTOMER, tuple(quirks))
    cost = sum((item.price + item.freight for item in items), Decimal(0))
    tendered = sum((payment.amount for payment in payments), Decimal(0))
    if cost != tendered:
        quirks.append(Quirk.PAID_MORE if tendered > cost else Quirk.PAID_LESS)
    if len({item.seller_id for item in items}) > 1:
        quirks.append(Quirk.SEVERAL_SELLERS)
    steps = timeline(order, items, quirks)
    return Plan(
        order_id=order.id,
        row_status=order.status,
        email=customer_email(customer),
        address=customer_address(customer),
        lines=_lines(items),
        freight=sum((item.freight for item in items), Decimal(0)),
        tenders=tuple(_tender(payment) for payment in payments),
        backordered=order.status == "unavailable",
        steps=steps,
        ending=_ending(order, steps, cost=cost, tendered=tendered),
        quirks=tuple(quirks),
    )


def _skip_reason(order: OrderRow, items: Sequence[ItemRow], data: OlistData) -> SkipReason | None:
    if order.status not in _KNOWN:
        return SkipReason.UNKNOWN_STATUS
    if not items:
        return SkipReason.NO_ITEMS
    if any(item.product_id not in data.products for item in items):
        return SkipReason.NO_PRODUCT
    if any(item.seller_id not in data.sellers for item in items):
        return SkipReason.NO_SELLER
    return None


def _ending(order: OrderRow, steps: tuple[Step, ...], *, cost: Decimal, tendered: Decimal) -> Ending:
    deeds = {step.deed for step in steps}
    undone = order.status == "canceled"
    status: OrderStatus | None = OrderStatus.CONFIRMED
    if Deed.CANCEL in deeds:
        status = OrderStatus.CANCELLED
    elif Deed.RETURN in deeds:
        status = None
    elif Deed.DELIVER in deeds and cost == tendered:
        status = OrderStatus.COMPLETED
    allocation = None
    if not undone:
        allocation = AllocationStatus.UNALLOCATED
        if order.status == "unavailable":
            allocation = AllocationStatus.BACKORDERED
        elif Deed.ALLOCATE in deeds:
            allocation = AllocationStatus.ALLOCATED
    fulfillment = FulfillmentStatus.UNFULFILLED
    if Deed.SHIP in deeds:
        arrived = Deed.DELIVER in deeds
        fulfillment = FulfillmentStatus.DELIVERED if arrived else FulfillmentStatus.SHIPPED
    captured = tendered if Deed.CAPTURE in deeds else Decimal(0)
    return Ending(
        status=status,
        allocation=allocation,
        fulfillment=fulfillment,
        returned=ReturnStatus.RETURNED if Deed.RETURN in deeds else ReturnStatus.NONE,
        captured=captured,
        refunded=captured if undone else Decimal(0),
    )


def _lines(items: Sequence[ItemRow]) -> tuple[PlannedLine, ...]:
    units: dict[tuple[str, str, Decimal], int] = defaultdict(int)
    for item in items:
        units[item.product_id, item.seller_id, item.price] += 1
    return tuple(PlannedLine(*key, quantity) for key, quantity in units.items())


def _tender(payment: PaymentRow) -> PlannedTender:
    typed = payment.method not in ("", UNTYPED)
    return PlannedTender(payment.method if typed else "unknown", payment.amount)


def _payment_quirks(payments: Sequence[PaymentRow]) -> list[Quirk]:
    zero = [Quirk.ZERO_PAYMENT for payment in payments if payment.amount == 0]
    untyped = [Quirk.UNTYPED_PAYMENT for payment in payments if payment.method in ("", UNTYPED)]
    return zero + untyped
