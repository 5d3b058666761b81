"""allocateOrder: sourcing for good. Reservations become allocations, each location gets its work.

Reserved units are always allocated: the order's own reservations are part of what sourcing may use,
so a better choice of locations moves them, and the worst choice is where they lie. Backordered units
are allocated as far as stock has come in.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from domain.allocation.events import OrderAllocated
from domain.allocation.models import FulfillmentOrder
from domain.allocation.queries import fulfillment_lines_of, fulfillment_orders_of
from domain.allocation.rules import Need, Plan, Source, Take, source
from domain.allocation.service import add_work
from domain.inventory import ledger
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.inventory.queries import StockAt, list_sources, reservations_of
from domain.inventory.reserve import drop_reservations, unreserving
from domain.kernel.errors import IllegalTransition, InsufficientStock, Shortage
from domain.kernel.uow import UnitOfWork
from domain.orders.errors import on_hold
from domain.orders.models import Order, OrderLine, OrderStatus
from domain.orders.queries import lines_of, lock_order
from domain.orders.rules import open_units
from domain.processes.roll_up import roll_up


async def allocate_order(
    uow: UnitOfWork, *, order_id: UUID, expected_version: int | None = None
) -> tuple[Order, list[FulfillmentOrder]]:
    """Allocate what waits for it and open one fulfillment order per location.

    Returns the order and all its fulfillment orders; an order that has everything allocated stays as it
    is. Raises `NotFound`, `VersionConflict`, `IllegalTransition` for an order that is not confirmed or
    on hold, and `InsufficientStock` where only backordered units wait and none of them can be had.
    """
    order = await lock_order(uow, order_id, expected_version=expected_version)
    lines = await lines_of(uow, order.id)
    waiting = [line for line in lines if line.reserved_quantity + line.backordered_quantity]
    existing = await fulfillment_orders_of(uow, order.id)
    if not waiting and order.status not in (OrderStatus.PENDING, OrderStatus.DRAFT):
        return order, existing
    if order.status is not OrderStatus.CONFIRMED:
        raise IllegalTransition(
            subject="The order",
            current=order.status,
            requested="ALLOCATED",
            because=f"Only a confirmed order is allocated; this one is {order.status}.",
        )
    if order.on_hold:
        raise on_hold(requested="ALLOCATED")
    reserved = await reservations_of(uow, order.id)
    stock = await list_sources(uow, [line.product_id for line in waiting], channel_id=order.channel_id)
    plan = _plan(waiting, _offers(stock, reserved))
    if not plan.takes:
        raise InsufficientStock(_shortages(waiting, stock))
    _move_lines(waiting, plan)
    opened, added = add_work(
        uow,
        order_id=order.id,
        order_number=order.number,
        existing=existing,
        lines=await fulfillment_lines_of(uow, order.id) if existing else (),
        takes=plan.takes,
        skus={line.id: line.sku for line in waiting},
    )
    uow.session.add_all(opened)
    await uow.flush()
    uow.session.add_all(added)
    units = sum(take.quantity for take in plan.takes)
    uow.emit(OrderAllocated(order_id=order.id, units=units))
    await drop_reservations(uow, [row.order_line_id for row in reserved])
    await roll_up(uow, order, lines=lines)
    uow.do_last(lambda: ledger.post(uow, _postings(order, reserved, plan.takes)))
    return order, [*existing, *opened]


def _offers(stock: Sequence[StockAt], reserved: Sequence[Row[Any]]) -> list[Source]:
    """What sourcing may use: what is available, and what this order keeps already."""
    own: Counter[tuple[UUID, UUID]] = Counter()
    for row in reserved:
        own[row.product_id, row.location_id] += row.quantity
    offers = [
        Source(
            at.location_id,
            at.product_id,
            max(0, at.available) + own.pop((at.product_id, at.location_id), 0),
            at.priority,
            at.code,
        )
        for at in stock
    ]
    # A location that was closed, or that serves the channel no longer, keeps what it promised.
    closed = [
        Source(location_id, product_id, quantity, 2**31, str(location_id))
        for (product_id, location_id), quantity in own.items()
    ]
    return [*offers, *closed]


def _plan(waiting: Sequence[OrderLine], offers: Sequence[Source]) -> Plan:
    """Everything from the fewest locations, if there is enough; else what is reserved first."""
    whole = source(
        [_need(line, line.reserved_quantity + line.backordered_quantity) for line in waiting], offers
    )
    if not whole.missing:
        return whole
    kept = source(
        [_need(line, line.reserved_quantity) for line in waiting if line.reserved_quantity], offers
    )
    left = _left(offers, kept.takes)
    later = source(
        [_need(line, line.backordered_quantity) for line in waiting if line.backordered_quantity],
        left,
    )
    return Plan((*kept.takes, *later.takes), later.missing)


def _need(line: OrderLine, quantity: int) -> Need:
    return Need(line.id, line.product_id, quantity, line.location_id)


def _left(offers: Sequence[Source], takes: Sequence[Take]) -> list[Source]:
    taken: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for take in takes:
        taken[take.location_id, take.product_id] += take.quantity
    return [
        Source(
            offer.location_id,
            offer.product_id,
            offer.available - taken[offer.location_id, offer.product_id],
            offer.priority,
            offer.code,
        )
        for offer in offers
    ]


def _move_lines(waiting: Sequence[OrderLine], plan: Plan) -> None:
    taken: Counter[UUID] = Counter()
    for take in plan.takes:
        taken[take.order_line_id] += take.quantity
    for line in waiting:
        from_backorder = taken[line.id] - line.reserved_quantity
        assert from_backorder >= 0, "reserved units can always be sourced"
        line.allocated_quantity += taken[line.id]
        line.backordered_quantity -= from_backorder
        line.reserved_quantity = 0


def _postings(order: Order, reserved: Sequence[Row[Any]], takes: Sequence[Take]) -> list[Posting]:
    return [
        *unreserving(reserved, reference=order.number),
        *(
            Posting(
                MovementKind.ALLOCATE,
                take.product_id,
                take.location_id,
                take.quantity,
                None,
                order.number,
            )
            for take in takes
        ),
    ]


def _shortages(waiting: Sequence[OrderLine], stock: Sequence[StockAt]) -> list[Shortage]:
    requested: dict[tuple[UUID, str], int] = defaultdict(int)
    for line in waiting:
        requested[line.product_id, line.sku] += open_units(line) - line.allocated_quantity
    return [
        Shortage(
            sku,
            units,
            sum(max(0, at.available) for at in stock if at.product_id == product_id),
        )
        for (product_id, sku), units in requested.items()
    ]
