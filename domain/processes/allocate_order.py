"""allocateOrder: sourcing for good. Reservations become allocations, each location gets its work.

The channel's policy chooses (`domain.allocation`), and the decision is kept with its reasons. Reserved
units are the order's own: a better choice of locations moves them, and the worst choice is where they
lie. Backordered units are allocated as far as stock has come in. What the policy holds back for now, a
location that is closed or has enough to do, stays reserved and is looked at again when that changes.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from domain.allocation import decisions
from domain.allocation.candidates import Found, look
from domain.allocation.days import keep_within
from domain.allocation.decide import Question
from domain.allocation.events import OrderAllocated
from domain.allocation.models import FulfillmentOrder, FulfillmentOrderStatus
from domain.allocation.plans import Take
from domain.allocation.policies import InForce, policy_of
from domain.allocation.policy import FilterKind
from domain.allocation.queries import fulfillment_lines_of, fulfillment_orders_of
from domain.allocation.service import add_work
from domain.allocation.waiting import Kept, Sourced, WaitingLine, source_waiting
from domain.backorders import service as backorders
from domain.inventory import ledger
from domain.inventory.ledger import LevelKey, Posting
from domain.inventory.models import MovementKind
from domain.inventory.queries import reservations_of
from domain.inventory.reserve import leave_reserved
from domain.kernel.errors import IllegalTransition, InsufficientStock, Shortage
from domain.kernel.uow import UnitOfWork
from domain.orders.errors import on_hold
from domain.orders.models import Order, OrderLine, OrderStatus
from domain.orders.queries import lines_of, lock_order
from domain.orders.rules import open_units
from domain.processes.destination import destination_of
from domain.processes.fill_backorders import take_turn
from domain.processes.roll_up import roll_up

_NAMED = 5
"Locations that a refusal names; the decision names them all."


async def allocate_order(
    uow: UnitOfWork, *, order_id: UUID, expected_version: int | None = None, waits: bool = False
) -> tuple[Order, list[FulfillmentOrder]]:
    """Allocate what waits for it and open one fulfillment order per location.

    Returns the order and all its fulfillment orders; an order that has everything allocated stays as it
    is. Raises `NotFound`, `VersionConflict`, `IllegalTransition` for an order that is not confirmed or
    on hold, and `InsufficientStock` where nothing of what waits can be had now; an order that `waits`
    keeps that decision instead, with its reasons.
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
    left = await take_turn(uow, order, lines)
    await uow.catch_up()
    reserved = await reservations_of(uow, order.id)
    by = await policy_of(await uow.session.connection(), order.channel_id)
    found = _in_turn(await _look(uow, order, waiting, existing, reserved, by), left)
    sourced = _decide(uow, waiting, reserved, found, by)
    takes = sourced.decision.plan.takes
    if not takes and not waits:
        raise _nothing_sourced(waiting, sourced, found)
    skus = {line.id: line.sku for line in waiting}
    await decisions.keep(uow, order_id=order.id, decision=sourced.decision, by=by, skus=skus)
    if not takes:
        await uow.flush()
        return order, existing
    _move_lines(waiting, takes, sourced.stays, reserved)
    opened, added = add_work(
        uow,
        order_id=order.id,
        order_number=order.number,
        existing=existing,
        lines=await fulfillment_lines_of(uow, order.id) if existing else (),
        takes=takes,
        skus=skus,
        sites=found.sites,
    )
    uow.session.add_all(opened)
    await uow.flush()
    uow.session.add_all(added)
    uow.emit(OrderAllocated(order_id=order.id, units=sum(take.quantity for take in takes)))
    await leave_reserved(uow, {row.id: sourced.stays.get(row.id, 0) for row in reserved})
    if left:
        await backorders.settle(uow, [line.id for line in waiting])
    await roll_up(uow, order, lines=lines)
    within = capacities(found, takes, by)
    uow.do_last(lambda: keep_within(uow, within))
    ledger.post_last(uow, _postings(order, reserved, sourced.stays, takes))
    return order, [*existing, *opened]


async def _look(
    uow: UnitOfWork,
    order: Order,
    waiting: Sequence[OrderLine],
    existing: Sequence[FulfillmentOrder],
    reserved: Sequence[Row[Any]],
    by: InForce,
) -> Found:
    own: Counter[tuple[UUID, UUID]] = Counter()
    for row in reserved:
        own[row.product_id, row.location_id] += row.quantity
    return await look(
        await uow.session.connection(),
        product_ids=[line.product_id for line in waiting],
        channel_id=order.channel_id,
        policy=by.policy,
        at=uow.now(),
        destination=destination_of(order),
        kept=own,
        working=[each.location_id for each in existing if each.status is FulfillmentOrderStatus.OPEN],
        locking=uow.insists,
    )


def _in_turn(found: Found, left: Mapping[LevelKey, int]) -> Found:
    """What others wait for longer than this order is not for it to take."""
    lots = [
        replace(lot, free=min(lot.free, left.get((lot.product_id, lot.location_id), lot.free)))
        for lot in found.lots
    ]
    return replace(found, lots=lots)


def _decide(
    uow: UnitOfWork,
    waiting: Sequence[OrderLine],
    reserved: Sequence[Row[Any]],
    found: Found,
    by: InForce,
) -> Sourced:
    lines = [
        WaitingLine(
            line.id,
            line.product_id,
            line.reserved_quantity,
            line.backordered_quantity,
            line.location_id,
        )
        for line in waiting
    ]
    needs = [line.need(line.reserved + line.backordered) for line in lines]
    question = Question(needs, found.lots, found.sites, by.policy, uow.now())
    kept = [
        Kept(row.id, row.order_line_id, row.product_id, row.location_id, row.quantity)
        for row in reserved
    ]
    return source_waiting(question, lines, kept)


def capacities(found: Found, takes: Sequence[Take], by: InForce) -> dict[Any, int]:
    """The days that the takes fill, and what each may hold: to be checked once more before COMMIT."""
    if FilterKind.CAPACITY not in by.policy.kinds:
        return {}
    sites = {take.location_id: found.sites[take.location_id] for take in takes}
    return {
        (id, site.starts_on): site.capacity
        for id, site in sites.items()
        if site.capacity is not None and site.capacity_left
    }


def _move_lines(
    waiting: Sequence[OrderLine],
    takes: Sequence[Take],
    stays: Mapping[UUID, int],
    reserved: Sequence[Row[Any]],
) -> None:
    taken: Counter[UUID] = Counter()
    for take in takes:
        taken[take.order_line_id] += take.quantity
    staying: Counter[UUID] = Counter()
    for row in reserved:
        staying[row.order_line_id] += stays.get(row.id, 0)
    for line in waiting:
        from_backorder = taken[line.id] + staying[line.id] - line.reserved_quantity
        assert from_backorder >= 0, "reserved units are sourced or stay reserved"
        line.allocated_quantity += taken[line.id]
        line.backordered_quantity -= from_backorder
        line.reserved_quantity = staying[line.id]


def _postings(
    order: Order, reserved: Sequence[Row[Any]], stays: Mapping[UUID, int], takes: Sequence[Take]
) -> list[Posting]:
    freed = [
        Posting(MovementKind.UNRESERVE, row.product_id, row.location_id, units, None, order.number)
        for row in reserved
        if (units := row.quantity - stays.get(row.id, 0))
    ]
    return [*freed, *allocating(takes, reference=order.number)]


def allocating(takes: Sequence[Take], *, reference: str) -> list[Posting]:
    """The movements that set units aside for fulfillment orders."""
    return [
        Posting(MovementKind.ALLOCATE, take.product_id, take.location_id, take.quantity, None, reference)
        for take in takes
    ]


def _nothing_sourced(waiting: Sequence[OrderLine], sourced: Sourced, found: Found) -> InsufficientStock:
    """What could be had of each SKU where the policy lets it be taken, and why nowhere else."""
    refused = {
        each.site.location_id: f"{each.site.code} ({each.reasons[0][1]})"
        for each in sourced.decision.candidates
        if each.outcome == "REFUSED"
    }
    because = None
    if refused:
        named = ", ".join(list(refused.values())[:_NAMED])
        more = f", and {len(refused) - _NAMED} more" if len(refused) > _NAMED else ""
        because = f"Nothing can be sourced now. These may not be asked: {named}{more}."
    requested: dict[tuple[UUID, str], int] = defaultdict(int)
    for line in waiting:
        requested[line.product_id, line.sku] += open_units(line) - line.allocated_quantity
    shortages = [
        Shortage(
            sku,
            units,
            sum(
                lot.units
                for lot in found.lots
                if lot.product_id == product_id and lot.location_id not in refused
            ),
        )
        for (product_id, sku), units in requested.items()
    ]
    return InsufficientStock(shortages, path=("input", "orderId"), because=because)
