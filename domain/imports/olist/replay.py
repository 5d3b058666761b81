"""Lives one order again: each step of its plan through the verb that the API calls.

A whole life is one transaction, so an order is either there with all of its history or not at all.
The clock stands at the step's own time, and nobody is told today what happened then.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from domain.allocation.models import FulfillmentOrder
from domain.imports.olist.plan import Deed, Plan
from domain.imports.olist.seed.masters import CHANNEL, CURRENCY
from domain.kernel.clock import FixedClock
from domain.kernel.money import to_decimal
from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order
from domain.orders.queries import lines_of
from domain.payments.queries import payments_of
from domain.payments.rules import capturable, refundable
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import cancel_order
from domain.processes.capture_payment import capture_payment
from domain.processes.decide_return import approve_return
from domain.processes.order_request import LineRequest, OrderRequest, TenderRequest
from domain.processes.place_order import place_order
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.record_shipment_event import record_shipment_event
from domain.processes.refund_payment import refund_payment
from domain.processes.request_return import ReturnLineRequest, request_return
from domain.processes.ship_fulfillment_order import ship_fulfillment_order
from domain.returns.models import ReturnDisposition
from domain.returns.queries import lines_of as return_lines_of
from domain.shipments.models import Shipment, ShipmentStatus

GATEWAY = "manual"
CARRIER = "Olist"
"The data set does not say who carried what."
CANCELED = "Canceled, as the marketplace recorded it"


class WrongEnding(Exception):
    """An order did not end as its row says; its transaction is rolled back."""


@dataclass(slots=True)
class Life:
    """An order on its way through its plan."""

    plan: Plan
    order_id: UUID
    order: Order | None = None
    "Held, because a session forgets rows that nobody holds and would read it again."
    fulfillment_orders: list[FulfillmentOrder] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)


async def replay_order(uow: UnitOfWork, clock: FixedClock, plan: Plan) -> None:
    """Everything that happened to one order. `clock` is the unit of work's own.

    Raises `WrongEnding` where the order ends otherwise than its row says, and whatever a verb refuses.
    """
    placing, *rest = plan.steps
    clock.set(placing.at)
    placed = await place_order(uow, request=request_of(plan))
    life = Life(plan, placed.id)
    for step in rest:
        # Verbs may keep their stock movements for last; those belong to this step's time too.
        await uow.catch_up()
        clock.set(step.at)
        await _DEEDS[step.deed](uow, life)
    await uow.catch_up()
    await uow.flush()
    wrong = state_differences(plan, await uow.session.get_one(Order, life.order_id))
    if wrong:
        raise WrongEnding("; ".join(wrong))


def request_of(plan: Plan) -> OrderRequest:
    """What the storefront would have asked for."""
    return OrderRequest(
        channel=CHANNEL,
        email=plan.email,
        lines=tuple(
            LineRequest(
                sku=line.product_id,
                quantity=line.quantity,
                unit_price=line.unit_price,
                location=line.seller_id,
                backorder=plan.backordered or None,
            )
            for line in plan.lines
        ),
        shipping_address=plan.address,
        customer_name=plan.address.name,
        shipping_total=plan.freight,
        payments=tuple(
            TenderRequest(gateway=GATEWAY, method=tender.method, amount=tender.amount)
            for tender in plan.tenders
        ),
        external_reference=plan.order_id,
    )


def state_differences(plan: Plan, order: Order | Row[Any]) -> list[str]:
    """In words, where an order's state is not what its row says."""
    expected = plan.ending
    pairs = {
        "status": (expected.status, order.status),
        "allocation": (expected.allocation, order.allocation_status),
        "fulfillment": (expected.fulfillment, order.fulfillment_status),
        "returned": (expected.returned, order.return_status),
        "captured": (expected.captured, to_decimal(order.captured_total, CURRENCY)),
        "refunded": (expected.refunded, to_decimal(order.refunded_total, CURRENCY)),
    }
    return [
        f"{what} is {found}, the row says {wanted}"
        for what, (wanted, found) in pairs.items()
        if wanted is not None and wanted != found
    ]


async def _capture(uow: UnitOfWork, life: Life) -> None:
    for payment in await payments_of(uow, life.order_id):
        # A tender of zero is a payment with nothing to capture.
        if capturable(payment) > 0:
            await capture_payment(uow, payment_id=payment.id)


async def _allocate(uow: UnitOfWork, life: Life) -> None:
    life.order, life.fulfillment_orders = await allocate_order(uow, order_id=life.order_id)


async def _ship(uow: UnitOfWork, life: Life) -> None:
    for fulfillment_order in life.fulfillment_orders:
        shipment = await ship_fulfillment_order(
            uow, fulfillment_order_id=fulfillment_order.id, carrier=CARRIER
        )
        life.shipments.append(shipment)
    await _report(uow, life, ShipmentStatus.IN_TRANSIT)


async def _deliver(uow: UnitOfWork, life: Life) -> None:
    await _report(uow, life, ShipmentStatus.DELIVERED)


async def _come_back(uow: UnitOfWork, life: Life) -> None:
    await _report(uow, life, ShipmentStatus.RETURNED_TO_SENDER)


async def _report(uow: UnitOfWork, life: Life, status: ShipmentStatus) -> None:
    for shipment in life.shipments:
        await record_shipment_event(uow, shipment_id=shipment.id, status=status, occurred_at=uow.now())


async def _cancel(uow: UnitOfWork, life: Life) -> None:
    await cancel_order(uow, order_id=life.order_id, reason=CANCELED)
    await _refund_the_rest(uow, life)


async def _return(uow: UnitOfWork, life: Life) -> None:
    """Each seller gets back what they sent; the freight goes back with the last of it."""
    lines = await lines_of(uow, life.order_id)
    order_return = await request_return(
        uow,
        order_id=life.order_id,
        lines=[ReturnLineRequest(line.id, line.shipped_quantity, CANCELED) for line in lines],
    )
    await approve_return(uow, return_id=order_return.id)
    seller_of = {
        line.id: planned.seller_id for line, planned in zip(lines, life.plan.lines, strict=True)
    }
    arriving: dict[str, list[ReceiptLine]] = {}
    for line in await return_lines_of(uow, order_return.id):
        receipt = ReceiptLine(line.id, line.quantity, ReturnDisposition.RESTOCK)
        arriving.setdefault(seller_of[line.order_line_id], []).append(receipt)
    for seller, receipts in arriving.items():
        await receive_return(
            uow,
            return_id=order_return.id,
            location_code=seller,
            lines=receipts,
            refund=True,
            refund_shipping=True,
        )
    await _refund_the_rest(uow, life)


async def _refund_the_rest(uow: UnitOfWork, life: Life) -> None:
    """A canceled order keeps nothing, not even what was paid beyond its cost."""
    for payment in await payments_of(uow, life.order_id):
        if refundable(payment) > 0:
            await refund_payment(uow, payment_id=payment.id, reason=CANCELED)


_DEEDS: dict[Deed, Callable[[UnitOfWork, Life], Awaitable[None]]] = {
    Deed.CAPTURE: _capture,
    Deed.ALLOCATE: _allocate,
    Deed.SHIP: _ship,
    Deed.DELIVER: _deliver,
    Deed.CANCEL: _cancel,
    Deed.COME_BACK: _come_back,
    Deed.RETURN: _return,
}
