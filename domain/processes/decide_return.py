"""approveReturn and declineReturn."""

from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.processes.roll_up import roll_up
from domain.returns import queries
from domain.returns.events import ReturnApproved, ReturnDeclined
from domain.returns.models import Return, ReturnState
from domain.returns.service import transition

_PATH = ("input", "returnId")


async def approve_return(uow: UnitOfWork, *, return_id: UUID) -> Return:
    """Let the goods come back. Approving twice is approving once.

    Raises `NotFound` and `IllegalTransition`.
    """
    order, order_return = await lock_return(uow, return_id)
    approved = ReturnApproved(order_id=order.id, return_id=order_return.id, number=order_return.number)
    if transition(uow, order_return, to=ReturnState.APPROVED, telling=approved):
        await roll_up(uow, order)
    return order_return


async def decline_return(uow: UnitOfWork, *, return_id: UUID, reason: str) -> Return:
    """Refuse a return; its units may be asked for again.

    Raises `NotFound`, `InvalidInput` for an empty reason, and `IllegalTransition`.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    order, order_return = await lock_return(uow, return_id)
    declined = ReturnDeclined(
        order_id=order.id, return_id=order_return.id, number=order_return.number, reason=reason
    )
    if transition(uow, order_return, to=ReturnState.DECLINED, telling=declined):
        order_return.decline_reason = reason
        await roll_up(uow, order)
    return order_return


async def lock_return(uow: UnitOfWork, return_id: UUID) -> tuple[Order, Return]:
    """A return and its order, locked. Raises `NotFound`."""
    order_id = await queries.order_id_of(uow, return_id, path=_PATH)
    order = await lock_order(uow, order_id, path=_PATH)
    return order, await queries.get_return(uow, return_id)
