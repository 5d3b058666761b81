"""prioritizeBackorder: somebody goes before, or after, whoever else waits."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from domain.backorders.events import BackorderPrioritized
from domain.backorders.models import backorders
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text
from domain.orders.models import OrderLine, order_lines
from domain.orders.queries import lines_of, lock_order

_ORDER_OF = select(order_lines.c.order_id)


async def prioritize_backorder(
    uow: UnitOfWork, *, order_line_id: UUID, priority: int, reason: str
) -> OrderLine:
    """Give a line that waits another place in its queue; a lower priority is served first.

    Raises `NotFound`, `InvalidInput`, and `IllegalTransition` where nothing of the line waits.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    if not 1 <= priority <= 1000:
        raise InvalidInput("A priority is a number from 1 to 1000.", path=("input", "priority"))
    path = ("input", "orderLineId")
    order_id = await uow.session.scalar(_ORDER_OF.where(order_lines.c.id == order_line_id))
    if order_id is None:
        raise NotFound("There is no such order line.", path=path)
    order = await lock_order(uow, order_id, path=path)
    line = next(each for each in await lines_of(uow, order.id) if each.id == order_line_id)
    if not line.backordered_quantity:
        raise IllegalTransition(
            subject="The line",
            current="SERVED",
            requested="PRIORITIZED",
            because="Nothing of this line is on backorder.",
        )
    statement = insert(backorders).values(
        order_line_id=line.id, policy_id=None, counted=0, priority=priority, promised_at=None
    )
    await uow.session.execute(
        statement.on_conflict_do_update(
            index_elements=["order_line_id"], set_={"priority": statement.excluded.priority}
        )
    )
    uow.emit(BackorderPrioritized(order_id=order.id, priority=priority, reason=reason))
    return line
