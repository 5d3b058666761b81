"""When each step of an order's life happened, as far as its row says. Pure.

The data set writes down five moments of an order; the steps are those, in the order in which they
can have happened:

- placed when bought; captured when approved; allocated when approved, or when it left if that was
  earlier; shipped when the carrier took it; delivered when the customer had it;
- a moment that cannot lie before another is moved to it, never the other way round: nothing leaves
  before it is bought, and nothing arrives before it left;
- a moment that is missing is taken from the promise that the row holds: leaving from the sellers'
  limit, arrival from the promised date, canceling from the limit when nothing left, else from the
  promised date; each of them no earlier than the last moment that is known.
"""

from collections.abc import Sequence
from datetime import datetime

from domain.imports.olist.plan import Deed, Quirk, Step
from domain.imports.olist.rows import ItemRow, OrderRow
from domain.imports.olist.times import happened_twice, instant, was_skipped


def timeline(order: OrderRow, items: Sequence[ItemRow], quirks: list[Quirk]) -> tuple[Step, ...]:
    """The order's steps, the earliest first; what is odd about its moments is added to `quirks`."""
    bought = instant(order.purchased_at)
    steps = [Step(Deed.PLACE, bought)]
    approved = _approved(order, bought, quirks)
    if approved is not None:
        steps.append(Step(Deed.CAPTURE, approved))
    left = _left(order, items, bought, approved, quirks)
    if approved is not None and order.status != "unavailable":
        steps.append(Step(Deed.ALLOCATE, approved if left is None else min(approved, left)))
    arrived = None
    if left is not None:
        steps.append(Step(Deed.SHIP, left))
        arrived = _arrived(order, left, quirks)
    if arrived is not None:
        steps.append(Step(Deed.DELIVER, arrived))
    if order.status == "canceled":
        steps += _canceling(order, items, steps, quirks)
    # Stable: what the same instant holds stays in the order above. A parcel that left before its
    # payment was approved is captured after it left, as it was.
    return tuple(sorted(steps, key=lambda step: step.at))


def _approved(order: OrderRow, bought: datetime, quirks: list[Quirk]) -> datetime | None:
    if order.approved_at is not None:
        return max(bought, instant(order.approved_at, after=bought))
    if order.status == "created":
        return None
    quirks.append(Quirk.NO_APPROVAL_DATE)
    return bought


def _left(
    order: OrderRow,
    items: Sequence[ItemRow],
    bought: datetime,
    approved: datetime | None,
    quirks: list[Quirk],
) -> datetime | None:
    if order.left_at is not None and order.status in ("shipped", "delivered", "canceled"):
        left = instant(order.left_at, after=approved or bought)
        if left < bought:
            quirks.append(Quirk.LEFT_BEFORE_PURCHASE)
        if approved is not None and left < approved:
            quirks.append(Quirk.LEFT_BEFORE_APPROVAL)
        return max(bought, left)
    if order.status not in ("shipped", "delivered"):
        return None
    quirks.append(Quirk.NO_CARRIER_DATE)
    return max(approved or bought, instant(_limit(items), after=approved))


def _arrived(order: OrderRow, left: datetime, quirks: list[Quirk]) -> datetime | None:
    if order.status == "shipped":
        return None
    if order.delivered_at is not None:
        arrived = instant(order.delivered_at, after=left)
        if arrived < left:
            quirks.append(Quirk.DELIVERED_BEFORE_LEAVING)
        return max(left, arrived)
    if order.status != "delivered":
        return None
    quirks.append(Quirk.NO_DELIVERY_DATE)
    return max(left, instant(order.promised_for)) if order.promised_for else left


def _canceling(
    order: OrderRow, items: Sequence[ItemRow], steps: Sequence[Step], quirks: list[Quirk]
) -> list[Step]:
    deeds = {step.deed for step in steps}
    underway = Deed.SHIP in deeds
    expected = order.promised_for if underway and order.promised_for else _limit(items)
    canceled = max(instant(expected), *(step.at for step in steps))
    quirks.append(Quirk.NO_CANCEL_DATE)
    if not underway:
        return [Step(Deed.CANCEL, canceled)]
    quirks.append(Quirk.CANCELED_UNDERWAY)
    if Deed.DELIVER in deeds:
        quirks.append(Quirk.CANCELED_DELIVERED)
        return [Step(Deed.RETURN, canceled)]
    return [Step(Deed.COME_BACK, canceled), Step(Deed.RETURN, canceled)]


def _limit(items: Sequence[ItemRow]) -> datetime:
    return max(item.ship_by for item in items)


def clock_quirks(order: OrderRow) -> list[Quirk]:
    """The order's moments in hours that summer time made happen twice, or not at all."""
    moments = (order.purchased_at, order.approved_at, order.left_at, order.delivered_at)
    known = [moment for moment in moments if moment is not None]
    twice = [Quirk.HOUR_TWICE for moment in known if happened_twice(moment)]
    return twice + [Quirk.HOUR_NEVER for moment in known if was_skipped(moment)]
