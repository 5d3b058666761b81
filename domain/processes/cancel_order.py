"""cancelOrder: all that has not shipped, or some of it, together with the money it stands for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text, counted
from domain.orders.events import OrderCancelled, OrderLinesCancelled
from domain.orders.models import Order, OrderLine, OrderStatus
from domain.orders.queries import lines_of, lock_order
from domain.orders.rules import live_units, open_units, reprice
from domain.orders.service import transition
from domain.orders.state import LIVE, ORDER
from domain.processes.give_back import give_back
from domain.processes.release_units import release_units
from domain.processes.roll_up import roll_up


@dataclass(frozen=True, slots=True)
class CancelLine:
    """So many units of a line."""

    order_line_id: UUID
    quantity: int


async def cancel_order(
    uow: UnitOfWork,
    *,
    order_id: UUID,
    reason: str,
    lines: Sequence[CancelLine] | None = None,
    expected_version: int | None = None,
) -> Order:
    """Cancel what has not shipped; without `lines`, all of it.

    Stock is released, fulfillment orders shrink or end, authorisations that nothing is left for are
    voided, and captured money for what was cancelled is refunded: its price, its share of tax and
    discount to the minor unit, and shipping where nothing ships. What has shipped is untouched.

    Raises `NotFound`, `VersionConflict`, `InvalidInput` for more units than are open, and
    `IllegalTransition` where nothing is left to cancel. Cancelling twice is cancelling once.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    order = await lock_order(uow, order_id, expected_version=expected_version)
    if order.status is OrderStatus.CANCELLED and lines is None:
        return order
    order_lines = await lines_of(uow, order.id)
    if order.status not in LIVE or not any(open_units(line) for line in order_lines):
        raise IllegalTransition(
            subject="The order",
            current=order.status,
            requested=OrderStatus.CANCELLED,
            allowed=sorted(ORDER.steps[order.status] - {OrderStatus.CANCELLED}),
            because="Nothing of this order can be cancelled any more.",
        )
    units = _units(order_lines, lines)
    worth_before = order.total
    await release_units(uow, order, order_lines, units)
    nothing_ships = not any(live_units(line) for line in order_lines)
    if nothing_ships:
        order.shipping_total = 0
        transition(
            uow,
            order,
            to=OrderStatus.CANCELLED,
            telling=OrderCancelled(order_id=order.id, reason=reason),
        )
    else:
        uow.emit(OrderLinesCancelled(order_id=order.id, reason=reason, units=sum(units.values())))
    reprice(order, order_lines)
    await give_back(uow, order, at_most=_owed(order, worth_before), reason=reason)
    return await roll_up(uow, order, lines=order_lines)


def _owed(order: Order, worth_before: int) -> int | None:
    """What the cancelled units were worth; a cancelled order owes everything back."""
    return None if order.status is OrderStatus.CANCELLED else worth_before - order.total


def _units(lines: Sequence[OrderLine], asked: Sequence[CancelLine] | None) -> dict[UUID, int]:
    if asked is None:
        return {line.id: open_units(line) for line in lines}
    if not asked:
        raise InvalidInput("Name at least one line, or leave `lines` out.", path=("input", "lines"))
    by_id = {line.id: line for line in lines}
    units: dict[UUID, int] = {}
    for index, each in enumerate(asked):
        path = ("input", "lines", str(index))
        line = by_id.get(each.order_line_id)
        if line is None:
            raise NotFound("The order has no such line.", path=(*path, "orderLineId"))
        checked_quantity(each.quantity, path=(*path, "quantity"))
        units[line.id] = units.get(line.id, 0) + each.quantity
        if units[line.id] > open_units(line):
            raise InvalidInput(
                f"Only {counted(open_units(line), 'unit')} of {line.sku} can still be cancelled.",
                path=(*path, "quantity"),
            )
    return units
