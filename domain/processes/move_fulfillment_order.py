"""moveFulfillmentOrder: work, or a part of it, goes to another location; all of it or nothing."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from domain.allocation.candidates import Found, look
from domain.allocation.days import keep_within
from domain.allocation.events import FulfillmentOrderMoved
from domain.allocation.models import FulfillmentOrder
from domain.allocation.policy import DEFAULT
from domain.allocation.portions import Portion, Units, portions
from domain.allocation.service import hand_over, joinable
from domain.allocation.sites import Site
from domain.inventory import ledger
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.inventory.queries import get_location
from domain.kernel.errors import InsufficientStock, InvalidInput, Shortage
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text
from domain.orders.models import Order
from domain.orders.queries import lines_of
from domain.processes.roll_up import roll_up
from domain.processes.work_in_hand import NOT_STARTED, WorkInHand, check_state, take_in_hand

_CODE = ("input", "locationCode")


async def move_fulfillment_order(
    uow: UnitOfWork,
    *,
    fulfillment_order_id: UUID,
    location_code: str,
    reason: str,
    lines: Sequence[Portion] | None = None,
    expected_version: int | None = None,
) -> tuple[Order, FulfillmentOrder]:
    """Have a location do the work of another; without `lines`, everything that is open.

    Returns the order and the fulfillment order that has the units now. Raises `NotFound`,
    `VersionConflict`, `IllegalTransition` for work that somebody has begun or that is over,
    `InsufficientStock` where the location has too few units, and `InvalidInput` for a location that is
    closed to the order, has no room in its day, or is not the one that a line is pinned to.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    hand = await take_in_hand(uow, fulfillment_order_id, expected_version=expected_version)
    check_state(hand.work, NOT_STARTED, requested="MOVED")
    location_id = await get_location(uow, location_code, path=_CODE)
    if location_id == hand.work.location_id:
        raise InvalidInput("It is there already.", path=_CODE)
    units = portions(hand.own_lines, lines)
    await _check_pins(uow, hand, units, location_id)
    site = await _check_stock(uow, hand, units, location_id)
    target, added = hand_over(
        uow,
        order_number=hand.order.number,
        work=hand.work,
        siblings=hand.siblings,
        lines=hand.lines,
        units=units,
        target=joinable(hand.siblings, site, like=hand.work),
        location_id=location_id,
        starts_on=site.starts_on,
    )
    uow.session.add(target)
    await uow.flush()
    uow.session.add_all(added)
    uow.emit(
        FulfillmentOrderMoved(
            order_id=hand.order.id,
            fulfillment_order_id=hand.work.id,
            into_id=target.id,
            units=sum(quantity for _, quantity in units),
            reason=reason,
        )
    )
    order = await roll_up(uow, hand.order)
    if site.capacity is not None and site.starts_on is not None:
        within = {(location_id, site.starts_on): site.capacity}
        uow.do_last(lambda: keep_within(uow, within))
    ledger.post_last(uow, _postings(hand, units, location_id, reason))
    return order, target


async def _check_pins(uow: UnitOfWork, hand: WorkInHand, units: Units, location_id: UUID) -> None:
    pins = {line.id: line.location_id for line in await lines_of(uow, hand.order.id)}
    for line, _ in units:
        if pins[line.order_line_id] not in (None, location_id):
            raise InvalidInput(f"{line.sku} is to ship from where it is.", path=_CODE)


async def _check_stock(uow: UnitOfWork, hand: WorkInHand, units: Units, location_id: UUID) -> Site:
    """The location as it is for the order. Raises what speaks against it."""
    await uow.catch_up()
    found = await look(
        await uow.session.connection(),
        product_ids=[line.product_id for line, _ in units],
        channel_id=hand.order.channel_id,
        policy=DEFAULT,
        at=uow.now(),
        locking=uow.insists,
    )
    wanted: Counter[UUID] = Counter()
    skus = {line.product_id: line.sku for line, _ in units}
    for line, quantity in units:
        wanted[line.product_id] += quantity
    if shortages := _shortages(found, wanted, skus, location_id):
        raise InsufficientStock(shortages, path=_CODE)
    site = found.sites[location_id]
    if not (site.active and site.serves):
        raise InvalidInput("This location does not serve orders of the channel.", path=_CODE)
    if site.capacity_left is not None and site.capacity_left < wanted.total():
        raise InvalidInput(
            f"Its day, {site.starts_on}, has room for {site.capacity_left} more units.", path=_CODE
        )
    return site


def _shortages(
    found: Found, wanted: Counter[UUID], skus: dict[UUID, str], location_id: UUID
) -> list[Shortage]:
    there = {lot.product_id: lot.free for lot in found.lots if lot.location_id == location_id}
    return [
        Shortage(skus[product_id], units, there.get(product_id, 0))
        for product_id, units in wanted.items()
        if units > there.get(product_id, 0)
    ]


def _postings(hand: WorkInHand, units: Units, to: UUID, reason: str) -> list[Posting]:
    return [
        Posting(kind, line.product_id, place, quantity, reason, hand.order.number)
        for line, quantity in units
        for kind, place in (
            (MovementKind.RELEASE, hand.work.location_id),
            (MovementKind.ALLOCATE, to),
        )
    ]
