"""voidPayment: let go of authorised money."""

from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.payments.models import Payment, TransactionKind
from domain.payments.rules import capturable
from domain.payments.service import ask
from domain.processes.payment_intent import lock_payment, nothing_to_do
from domain.processes.roll_up import roll_up


async def void_payment(uow: UnitOfWork, *, payment_id: UUID) -> Payment:
    """Let go of what is authorised and not captured. A payment that is voided stays as it is.

    Raises `NotFound`, and `IllegalTransition` where nothing is left to void.
    """
    order, payment = await lock_payment(uow, payment_id)
    left = capturable(payment)
    if left == 0:
        if payment.voided + payment.voiding > 0:
            return payment
        raise nothing_to_do(payment, "VOIDED")
    ask(uow, payment, TransactionKind.VOID, left)
    await roll_up(uow, order)
    return payment
