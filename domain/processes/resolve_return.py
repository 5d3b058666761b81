"""A return is resolved when its goods are accounted for and its refunds have arrived."""

from uuid import UUID

from sqlalchemy import select

from domain.kernel.uow import UnitOfWork
from domain.payments.models import TransactionStatus, payment_transactions
from domain.returns.events import ReturnResolved
from domain.returns.models import ReturnState
from domain.returns.queries import get_return
from domain.returns.service import transition


async def resolve_return(uow: UnitOfWork, *, return_id: UUID, asked: bool = False) -> None:
    """Move a RECEIVED return to RESOLVED unless a refund of it is pending or failed.

    A return whose value nobody `asked` to pay back stays RECEIVED: what it is worth is still open. One
    that is to be paid back and owes nothing, because nothing was captured, is resolved at once.
    """
    await uow.flush()
    order_return = await get_return(uow, return_id)
    if order_return.status is not ReturnState.RECEIVED:
        return
    statement = select(payment_transactions.c.status).where(
        payment_transactions.c.return_id == return_id
    )
    refunds = list((await uow.session.execute(statement)).scalars())
    settled = all(status is TransactionStatus.SUCCEEDED for status in refunds)
    if settled and (refunds or asked):
        transition(
            uow,
            order_return,
            to=ReturnState.RESOLVED,
            telling=ReturnResolved(
                order_id=order_return.order_id,
                return_id=order_return.id,
                number=order_return.number,
            ),
        )
