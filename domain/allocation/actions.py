"""What may be done to a fulfillment order now, as the names of verbs in camelCase. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.allocation.models import FulfillmentOrderStatus
from domain.allocation.state import SHIPPABLE

NOT_STARTED = frozenset({FulfillmentOrderStatus.OPEN, FulfillmentOrderStatus.ON_HOLD})
"States in which nobody has the units in hand yet."


@dataclass(frozen=True, slots=True)
class WorkSituation:
    """What decides. Of the `open` units, those that are `due` wait for no date, and for those that are
    `loose` no line is pinned here; `alike` are the order's works of the same state, location and day,
    this one included."""

    status: FulfillmentOrderStatus
    order_on_hold: bool
    is_held: bool
    "It is on hold by itself, whatever its order is."
    open: int
    due: int
    loose: int
    alike: int


def work_actions(work: WorkSituation) -> Iterator[str]:
    """The verbs that its state does not refuse."""
    if work.open and work.status in SHIPPABLE:
        if work.due and not work.order_on_hold:
            yield "shipFulfillmentOrder"
        yield "reportShortPick"
    if work.status in NOT_STARTED:
        if work.loose:
            yield "moveFulfillmentOrder"
        if work.open > 1:
            yield "splitFulfillmentOrder"
        if work.alike > 1 and work.status is FulfillmentOrderStatus.OPEN:
            yield "mergeFulfillmentOrders"
        if not work.is_held:
            yield "holdFulfillmentOrder"
        if work.status is FulfillmentOrderStatus.ON_HOLD and not work.order_on_hold:
            yield "releaseFulfillmentOrder"
