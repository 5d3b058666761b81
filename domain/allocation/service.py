"""How fulfillment orders open, shrink and end. Processes call these under the order's lock."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from domain.allocation.events import FulfillmentOrderCancelled, FulfillmentOrderOpened
from domain.allocation.models import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    FulfillmentOrderStatus,
)
from domain.allocation.plans import Take
from domain.allocation.portions import Units
from domain.allocation.sites import Site
from domain.allocation.state import FULFILLMENT_ORDER
from domain.kernel.uow import UnitOfWork


def transition(
    uow: UnitOfWork, fulfillment_order: FulfillmentOrder, *, to: FulfillmentOrderStatus
) -> bool:
    """Move it along its lifecycle. Raises `IllegalTransition`; False where it is there already."""
    if not FULFILLMENT_ORDER.check(fulfillment_order.status, to):
        return False
    fulfillment_order.status = to
    fulfillment_order.updated_at = uow.now()
    if to is FulfillmentOrderStatus.CANCELLED:
        uow.emit(
            FulfillmentOrderCancelled(
                order_id=fulfillment_order.order_id,
                fulfillment_order_id=fulfillment_order.id,
                number=fulfillment_order.number,
            )
        )
    return True


def add_work(
    uow: UnitOfWork,
    *,
    order_id: UUID,
    order_number: str,
    existing: Sequence[FulfillmentOrder],
    lines: Sequence[FulfillmentOrderLine],
    takes: Sequence[Take],
    skus: Mapping[UUID, str],
    sites: Mapping[UUID, Site],
) -> tuple[list[FulfillmentOrder], list[FulfillmentOrderLine]]:
    """Give each location its share of the plan: one OPEN fulfillment order per location.

    Work for a location whose fulfillment order nobody has started joins that one, unless it would
    slip past the capacity of another day. Returns what is new; the caller adds it to the session,
    fulfillment orders first.
    """
    joinable = {each.location_id: each for each in existing if _may_join(each, sites)}
    known = {(line.fulfillment_order_id, line.order_line_id): line for line in lines}
    opened: list[FulfillmentOrder] = []
    added: list[FulfillmentOrderLine] = []
    for take in takes:
        target = joinable.get(take.location_id)
        if target is None:
            target = FulfillmentOrder(
                order_id=order_id,
                location_id=take.location_id,
                number=f"{order_number}-F{len(existing) + len(opened) + 1}",
                status=FulfillmentOrderStatus.OPEN,
                starts_on=sites[take.location_id].starts_on,
                created_at=uow.now(),
                updated_at=uow.now(),
            )
            joinable[take.location_id] = target
            opened.append(target)
        line = known.get((target.id, take.order_line_id))
        if line is None:
            line = FulfillmentOrderLine(
                fulfillment_order_id=target.id,
                order_line_id=take.order_line_id,
                product_id=take.product_id,
                sku=skus[take.order_line_id],
                quantity=0,
            )
            known[target.id, take.order_line_id] = line
            added.append(line)
        line.quantity += take.quantity
    for each in opened:
        uow.emit(
            FulfillmentOrderOpened(
                order_id=order_id,
                fulfillment_order_id=each.id,
                location_id=each.location_id,
                number=each.number,
            )
        )
    return opened, added


def hand_over(
    uow: UnitOfWork,
    *,
    order_number: str,
    work: FulfillmentOrder,
    siblings: Sequence[FulfillmentOrder],
    lines: Sequence[FulfillmentOrderLine],
    units: Units,
    target: FulfillmentOrder | None = None,
    location_id: UUID | None = None,
    starts_on: date | None = None,
) -> tuple[FulfillmentOrder, list[FulfillmentOrderLine]]:
    """Units of one fulfillment order become another's: of `target`, or of a new one.

    A new one is at `location_id` from `starts_on` on, or beside the old; it is on hold where the old one
    is. Returns it and its new lines, to be added to the session in that order. The old one ends when
    nothing is left to do for it.
    """
    if target is None:
        target = FulfillmentOrder(
            order_id=work.order_id,
            location_id=location_id or work.location_id,
            number=f"{order_number}-F{len(siblings) + 1}",
            status=work.status,
            starts_on=starts_on or work.starts_on,
            hold_reason=work.hold_reason,
            created_at=uow.now(),
            updated_at=uow.now(),
        )
        uow.emit(
            FulfillmentOrderOpened(
                order_id=work.order_id,
                fulfillment_order_id=target.id,
                location_id=target.location_id,
                number=target.number,
            )
        )
    known = {line.order_line_id: line for line in lines if line.fulfillment_order_id == target.id}
    added: list[FulfillmentOrderLine] = []
    for line, quantity in units:
        line.quantity -= quantity
        other = known.get(line.order_line_id)
        if other is None:
            other = FulfillmentOrderLine(
                fulfillment_order_id=target.id,
                order_line_id=line.order_line_id,
                product_id=line.product_id,
                sku=line.sku,
                quantity=0,
            )
            known[line.order_line_id] = other
            added.append(other)
        other.quantity += quantity
    target.updated_at = uow.now()
    settle(uow, work, lines)
    return target, added


def joinable(
    siblings: Sequence[FulfillmentOrder], site: Site, *, like: FulfillmentOrder
) -> FulfillmentOrder | None:
    """The fulfillment order at a location that work `like` another's may join, if there is one."""
    for each in siblings:
        if each.location_id == site.location_id and each.id != like.id and each.status is like.status:
            same_hold = each.hold_reason == like.hold_reason
            if same_hold and (site.capacity is None or each.starts_on == site.starts_on):
                return each
    return None


def _may_join(work: FulfillmentOrder, sites: Mapping[UUID, Site]) -> bool:
    site = sites.get(work.location_id)
    if work.status is not FulfillmentOrderStatus.OPEN or site is None:
        return False
    return site.capacity is None or site.starts_on == work.starts_on


def settle(
    uow: UnitOfWork, fulfillment_order: FulfillmentOrder, lines: Sequence[FulfillmentOrderLine]
) -> None:
    """End it when nothing is left to do: SHIPPED where something left, CANCELLED where nothing is to."""
    own = [line for line in lines if line.fulfillment_order_id == fulfillment_order.id]
    if any(line.quantity > line.shipped_quantity for line in own):
        return
    shipped = any(line.shipped_quantity for line in own)
    if shipped and fulfillment_order.status is FulfillmentOrderStatus.ON_HOLD:
        # What was left was cancelled while the order was on hold; what shipped, shipped.
        fulfillment_order.status = FulfillmentOrderStatus.OPEN
    transition(
        uow,
        fulfillment_order,
        to=FulfillmentOrderStatus.SHIPPED if shipped else FulfillmentOrderStatus.CANCELLED,
    )
