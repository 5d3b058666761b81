"""requestReturn: a customer wants to send something back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text, counted
from domain.orders.models import OrderLine
from domain.orders.queries import lines_of, lock_order
from domain.processes.roll_up import roll_up
from domain.returns import queries
from domain.returns.events import ReturnRequested
from domain.returns.models import Return, ReturnLine, ReturnState


@dataclass(frozen=True, slots=True)
class ReturnLineRequest:
    """So many units of an order line, and why."""

    order_line_id: UUID
    quantity: int
    reason: str


async def request_return(
    uow: UnitOfWork, *, order_id: UUID, lines: Sequence[ReturnLineRequest]
) -> Return:
    """Announce a return of units that have shipped.

    Raises `NotFound`, `InvalidInput` for more units than shipped and are not in another return, and
    `IllegalTransition` where nothing has shipped.
    """
    order = await lock_order(uow, order_id)
    order_lines = {line.id: line for line in await lines_of(uow, order.id)}
    if not any(line.shipped_quantity for line in order_lines.values()):
        raise IllegalTransition(
            subject="The order",
            current=order.fulfillment_status,
            requested=ReturnState.REQUESTED,
            because="Nothing of this order has shipped, so nothing can come back. Cancel it instead.",
        )
    if not lines:
        raise InvalidInput("A return has at least one line.", path=("input", "lines"))
    spoken_for = await queries.units_spoken_for(uow, order.id)
    existing = await queries.returns_of(uow, order.id)
    order_return = Return(
        order_id=order.id,
        number=f"{order.number}-R{len(existing) + 1}",
        status=ReturnState.REQUESTED,
        created_at=uow.now(),
        updated_at=uow.now(),
    )
    return_lines: list[ReturnLine] = []
    for index, asked in enumerate(lines):
        path = ("input", "lines", str(index))
        line = _check_line(asked, order_lines, spoken_for, path)
        spoken_for[line.id] = spoken_for.get(line.id, 0) + asked.quantity
        return_lines.append(
            ReturnLine(
                return_id=order_return.id,
                order_line_id=line.id,
                position=index + 1,
                quantity=asked.quantity,
                reason=checked_text(asked.reason, path=(*path, "reason"), longest=MAX_TEXT),
            )
        )
    uow.session.add(order_return)
    await uow.flush()
    uow.session.add_all(return_lines)
    uow.emit(
        ReturnRequested(
            order_id=order.id,
            return_id=order_return.id,
            number=order_return.number,
            units=sum(line.quantity for line in return_lines),
        )
    )
    await roll_up(uow, order, lines=list(order_lines.values()))
    return order_return


def _check_line(
    asked: ReturnLineRequest,
    lines: dict[UUID, OrderLine],
    spoken_for: dict[UUID, int],
    path: tuple[str, ...],
) -> OrderLine:
    line = lines.get(asked.order_line_id)
    if line is None:
        raise NotFound("The order has no such line.", path=(*path, "orderLineId"))
    checked_quantity(asked.quantity, path=(*path, "quantity"))
    left = line.shipped_quantity - spoken_for.get(line.id, 0)
    if asked.quantity > left:
        raise InvalidInput(
            f"Only {counted(left, 'unit')} of {line.sku} can still be returned.",
            path=(*path, "quantity"),
        )
    return line
