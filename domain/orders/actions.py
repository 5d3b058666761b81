"""What may be done to an order now, as the names of verbs in camelCase. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.orders.models import OrderStatus


@dataclass(frozen=True, slots=True)
class Situation:
    """The sums that decide. Quantities in units, amounts in minor units."""

    status: OrderStatus
    on_hold: bool
    reserved: int = 0
    allocated: int = 0
    shippable: int = 0
    "Allocated to fulfillment orders that nobody holds back, and not preordered for a later date."
    in_work: int = 0
    "Allocated to fulfillment orders that nobody holds back."
    movable: int = 0
    "Open units of work that nobody has begun, which no line is pinned to their location for."
    splittable: int = 0
    "Units that could leave by themselves, of the largest such work."
    mergeable: int = 0
    "Works that could leave with another one."
    going_on: int = 0
    "Works that nobody has begun and that are not on hold by themselves."
    waiting_work: int = 0
    "Works on hold."
    backordered: int = 0
    on_the_way: int = 0
    "Shipped and not delivered yet."
    returnable: int = 0
    "Shipped, not returned, and in no open return."
    owed: int = 0
    "What no tender covers yet."
    capturable: int = 0
    refundable: int = 0
    returns_to_decide: int = 0
    returns_to_receive: int = 0


_ALIVE = (OrderStatus.PENDING, OrderStatus.CONFIRMED)


def available_actions(order: Situation) -> list[str]:
    """The verbs that would not be refused, in the order of an order's life."""
    return list(_actions(order))


def _actions(order: Situation) -> Iterator[str]:
    alive = order.status in _ALIVE
    working = order.status is OrderStatus.CONFIRMED and not order.on_hold
    if alive and order.owed > 0:
        yield "authorizePayment"
    if alive and order.reserved + order.allocated + order.backordered > 0:
        yield "cancelOrder"
    if alive:
        yield "releaseOrderHold" if order.on_hold else "holdOrder"
    if working and order.reserved + order.backordered > 0:
        yield "allocateOrder"
    if working and order.shippable > 0:
        yield "shipFulfillmentOrder"
    yield from _on_work(order)
    if order.on_the_way > 0:
        yield "recordShipmentEvent"
    if order.capturable > 0:
        yield "capturePayment"
        yield "voidPayment"
    if order.refundable > 0:
        yield "refundPayment"
    if order.returnable > 0:
        yield "requestReturn"
    if order.returns_to_decide > 0:
        yield "approveReturn"
        yield "declineReturn"
    if order.returns_to_receive > 0:
        yield "receiveReturn"


def _on_work(order: Situation) -> Iterator[str]:
    """What may be done to some fulfillment order of it; each says for itself which."""
    if order.in_work > 0:
        yield "reportShortPick"
    if order.movable > 0:
        yield "moveFulfillmentOrder"
    if order.splittable > 0:
        yield "splitFulfillmentOrder"
    if order.mergeable > 0:
        yield "mergeFulfillmentOrders"
    if order.going_on > 0:
        yield "holdFulfillmentOrder"
    if order.waiting_work > 0 and not order.on_hold:
        yield "releaseFulfillmentOrder"
