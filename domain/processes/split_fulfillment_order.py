"""splitFulfillmentOrder and mergeFulfillmentOrders: what leaves by itself, and what leaves together.

The units stay where they lie, so nothing moves in the ledger.
"""

from collections.abc import Sequence
from uuid import UUID

from domain.allocation.events import FulfillmentOrdersMerged, FulfillmentOrderSplit
from domain.allocation.models import FulfillmentOrder, FulfillmentOrderStatus
from domain.allocation.portions import Portion, open_units, portions
from domain.allocation.service import hand_over
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order
from domain.processes.roll_up import roll_up
from domain.processes.work_in_hand import NOT_STARTED, check_state, lines_of, take_in_hand

_IDS = ("input", "fulfillmentOrderIds")


async def split_fulfillment_order(
    uow: UnitOfWork,
    *,
    fulfillment_order_id: UUID,
    lines: Sequence[Portion],
    expected_version: int | None = None,
) -> tuple[Order, FulfillmentOrder]:
    """Have some units leave by themselves. Returns the order and the new fulfillment order.

    Raises `NotFound`, `VersionConflict`, `IllegalTransition` for work that somebody has begun or that is
    over, and `InvalidInput` for more units than are open, or for all of them.
    """
    hand = await take_in_hand(uow, fulfillment_order_id, expected_version=expected_version)
    check_state(hand.work, NOT_STARTED, requested="SPLIT")
    units = portions(hand.own_lines, lines)
    count = sum(quantity for _, quantity in units)
    if count == sum(open_units(line) for line in hand.own_lines):
        raise InvalidInput("Nothing would be left of it.", path=("input", "lines"))
    part, added = hand_over(
        uow,
        order_number=hand.order.number,
        work=hand.work,
        siblings=hand.siblings,
        lines=hand.lines,
        units=units,
    )
    uow.session.add(part)
    await uow.flush()
    uow.session.add_all(added)
    uow.emit(
        FulfillmentOrderSplit(
            order_id=hand.order.id,
            fulfillment_order_id=hand.work.id,
            into_id=part.id,
            units=count,
        )
    )
    return await roll_up(uow, hand.order), part


async def merge_fulfillment_orders(
    uow: UnitOfWork, *, fulfillment_order_ids: Sequence[UUID], expected_version: int | None = None
) -> tuple[Order, FulfillmentOrder]:
    """Have work of one location leave together. Returns the order and the first, which has it all.

    Raises `NotFound`, `VersionConflict`, `IllegalTransition` for work that is not open, and
    `InvalidInput` for fewer than two, or for work of several locations or days.
    """
    ids = list(dict.fromkeys(fulfillment_order_ids))
    if len(ids) < 2:
        raise InvalidInput("It takes two to be merged.", path=_IDS)
    hand = await take_in_hand(uow, ids[0], expected_version=expected_version, path=(*_IDS, "0"))
    by_id = {each.id: each for each in hand.siblings}
    for nth, id in enumerate(ids):
        path = (*_IDS, str(nth))
        if id not in by_id:
            raise NotFound("The order has no such fulfillment order.", path=path)
        check_state(by_id[id], {FulfillmentOrderStatus.OPEN}, requested="MERGED")
        if by_id[id].location_id != hand.work.location_id:
            raise InvalidInput("Only work of one location leaves together.", path=path)
        if by_id[id].starts_on != hand.work.starts_on:
            raise InvalidInput("It belongs to another day of its location.", path=path)
    count = 0
    lines = list(hand.lines)
    for id in ids[1:]:
        units = portions(lines_of(by_id[id], lines), None)
        _, added = hand_over(
            uow,
            order_number=hand.order.number,
            work=by_id[id],
            siblings=hand.siblings,
            lines=lines,
            units=units,
            target=hand.work,
        )
        uow.session.add_all(added)
        lines += added
        count += sum(quantity for _, quantity in units)
    uow.emit(FulfillmentOrdersMerged(order_id=hand.order.id, into_id=hand.work.id, units=count))
    return await roll_up(uow, hand.order), hand.work
