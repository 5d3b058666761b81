"""reportShortPick: the shelf holds less than the books. The books follow, the units come from elsewhere.

What is missing is taken off the level with the reason, and sourced by the channel's policy from other
locations; what nobody has waits on backorder. All in one transaction, and the customer hears of it.
"""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from domain.allocation import decisions
from domain.allocation.candidates import Found, look
from domain.allocation.days import keep_within
from domain.allocation.decide import Decision, Question
from domain.allocation.events import ShortPickReported
from domain.allocation.explain import decide
from domain.allocation.models import DecisionOccasion, FulfillmentOrder, FulfillmentOrderStatus
from domain.allocation.plans import Need, Take
from domain.allocation.policies import InForce, policy_of
from domain.allocation.portions import Portion, Units, portions
from domain.allocation.service import add_work, settle
from domain.allocation.state import SHIPPABLE
from domain.inventory import ledger
from domain.inventory.ledger import Posting
from domain.inventory.models import MovementKind
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text
from domain.orders.models import Order, OrderLine
from domain.orders.queries import lines_of
from domain.processes.allocate_order import allocating, capacities
from domain.processes.destination import destination_of
from domain.processes.roll_up import roll_up
from domain.processes.work_in_hand import WorkInHand, check_state, take_in_hand


async def report_short_pick(
    uow: UnitOfWork,
    *,
    fulfillment_order_id: UUID,
    lines: Sequence[Portion],
    reason: str,
    expected_version: int | None = None,
) -> tuple[Order, FulfillmentOrder]:
    """So many units of these lines are not there. Returns the order and the fulfillment order.

    Raises `NotFound`, `VersionConflict`, `InvalidInput` for more units than are open or an empty reason,
    and `IllegalTransition` for a fulfillment order that is on hold or over.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    hand = await take_in_hand(uow, fulfillment_order_id, expected_version=expected_version)
    check_state(hand.work, SHIPPABLE, requested="SHORT_PICKED")
    units = portions(hand.own_lines, lines)
    order_lines = await lines_of(uow, hand.order.id)
    for line, quantity in units:
        line.quantity -= quantity
    await uow.catch_up()
    by = await policy_of(await uow.session.connection(), hand.order.channel_id)
    found = await _look_elsewhere(uow, hand, units, by)
    needs = _needs(units, order_lines)
    decision = decide(Question(needs, found.lots, found.sites, by.policy, uow.now()))
    takes = decision.plan.takes
    _move_lines(order_lines, units, decision)
    skus = {line.id: line.sku for line in order_lines}
    await decisions.keep(
        uow,
        order_id=hand.order.id,
        decision=decision,
        by=by,
        skus=skus,
        occasion=DecisionOccasion.SHORT_PICK,
    )
    opened, added = add_work(
        uow,
        order_id=hand.order.id,
        order_number=hand.order.number,
        existing=hand.siblings,
        lines=hand.lines,
        takes=takes,
        skus=skus,
        sites=found.sites,
    )
    uow.session.add_all(opened)
    await uow.flush()
    uow.session.add_all(added)
    settle(uow, hand.work, hand.lines)
    uow.emit(
        ShortPickReported(
            order_id=hand.order.id,
            fulfillment_order_id=hand.work.id,
            location_id=hand.work.location_id,
            resourced=sum(take.quantity for take in takes),
            backordered=decision.missing,
            reason=reason,
        )
    )
    order = await roll_up(uow, hand.order, lines=order_lines)
    within = capacities(found, takes, by)
    uow.do_last(lambda: keep_within(uow, within))
    ledger.post_last(uow, _postings(hand, units, takes, reason))
    return order, hand.work


async def _look_elsewhere(uow: UnitOfWork, hand: WorkInHand, units: Units, by: InForce) -> Found:
    """What other locations have. This one has just shown that its books are not to be trusted."""
    found = await look(
        await uow.session.connection(),
        product_ids=[line.product_id for line, _ in units],
        channel_id=hand.order.channel_id,
        policy=by.policy,
        at=uow.now(),
        destination=destination_of(hand.order),
        working=[
            each.location_id for each in hand.siblings if each.status is FulfillmentOrderStatus.OPEN
        ],
        locking=uow.insists,
    )
    here = hand.work.location_id
    return Found(
        {id: site for id, site in found.sites.items() if id != here},
        [lot for lot in found.lots if lot.location_id != here],
    )


def _needs(units: Units, order_lines: Sequence[OrderLine]) -> list[Need]:
    pins = {line.id: line.location_id for line in order_lines}
    return [
        Need(line.order_line_id, line.product_id, quantity, pins[line.order_line_id])
        for line, quantity in units
    ]


def _move_lines(order_lines: Sequence[OrderLine], units: Units, decision: Decision) -> None:
    """Allocated units that were not there are allocated elsewhere, or wait."""
    gone: Counter[UUID] = Counter()
    for line, quantity in units:
        gone[line.order_line_id] += quantity
    for order_line in order_lines:
        waiting = decision.plan.missing.get(order_line.id, 0) if gone[order_line.id] else 0
        order_line.allocated_quantity -= waiting
        order_line.backordered_quantity += waiting


def _postings(hand: WorkInHand, units: Units, takes: Sequence[Take], reason: str) -> list[Posting]:
    number, here = hand.order.number, hand.work.location_id
    corrected = [
        Posting(kind, line.product_id, here, signed, reason, number)
        for line, quantity in units
        for kind, signed in (
            (MovementKind.RELEASE, quantity),
            (MovementKind.ADJUST, -quantity),
        )
    ]
    return [*corrected, *allocating(takes, reference=number)]
