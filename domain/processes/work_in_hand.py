"""A fulfillment order that is to be changed: its order under lock, with all that belongs to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.allocation.actions import NOT_STARTED as NOT_STARTED
from domain.allocation.models import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderStatus,
)
from domain.allocation.queries import fulfillment_lines_of, fulfillment_orders_of, order_id_of
from domain.allocation.state import FULFILLMENT_ORDER
from domain.kernel.errors import IllegalTransition
from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order
from domain.orders.queries import lock_order

PATH = ("input", "fulfillmentOrderId")


@dataclass(frozen=True, slots=True)
class WorkInHand:
    """`siblings` are all fulfillment orders of the order, `lines` all of their lines."""

    order: Order
    work: FulfillmentOrder
    siblings: list[FulfillmentOrder]
    lines: list[FulfillmentOrderLine]

    @property
    def own_lines(self) -> list[FulfillmentOrderLine]:
        return lines_of(self.work, self.lines)


async def take_in_hand(
    uow: UnitOfWork,
    fulfillment_order_id: UUID,
    *,
    expected_version: int | None = None,
    path: Sequence[str] = PATH,
) -> WorkInHand:
    """Lock the order of a fulfillment order and load its work. Raises `NotFound`, `VersionConflict`."""
    order_id = await order_id_of(uow, fulfillment_order_id, path=path)
    order = await lock_order(uow, order_id, expected_version=expected_version, path=path)
    siblings = await fulfillment_orders_of(uow, order_id)
    work = next(each for each in siblings if each.id == fulfillment_order_id)
    return WorkInHand(order, work, siblings, await fulfillment_lines_of(uow, order_id))


def lines_of(
    work: FulfillmentOrder, lines: Sequence[FulfillmentOrderLine]
) -> list[FulfillmentOrderLine]:
    """Those of the lines that are the fulfillment order's own."""
    return [line for line in lines if line.fulfillment_order_id == work.id]


def check_state(
    work: FulfillmentOrder, among: Collection[FulfillmentOrderStatus], *, requested: str
) -> None:
    """Raises `IllegalTransition` for a fulfillment order that is in none of the states."""
    if work.status not in among:
        raise IllegalTransition(
            subject="The fulfillment order",
            current=work.status,
            requested=requested,
            allowed=sorted(FULFILLMENT_ORDER.steps[work.status]),
        )
