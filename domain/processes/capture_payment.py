"""capturePayment: take authorised money, wholly or in parts."""

from decimal import Decimal
from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.payments.models import Payment, PaymentTransactionStatus, TransactionKind
from domain.payments.rules import capturable
from domain.payments.service import ask
from domain.processes.payment_intent import checked_amount, lock_payment, nothing_to_do
from domain.processes.roll_up import roll_up


async def capture_payment(
    uow: UnitOfWork, *, payment_id: UUID, amount: Decimal | None = None
) -> Payment:
    """Take authorised money; without `amount` (in major units), all that is left.

    A payment that is captured whole answers as it is when no amount is asked. Raises `NotFound`,
    `InvalidInput`, `AmountExceeded`, and `IllegalTransition` where nothing is authorised.
    """
    order, payment = await lock_payment(uow, payment_id)
    left = capturable(payment)
    if amount is None and left == 0 and payment.captured + payment.capturing > 0:
        return payment
    if left == 0 and amount is None:
        raise nothing_to_do(payment, "CAPTURED")
    if payment.authorized == 0 or payment.status is PaymentTransactionStatus.VOIDED:
        raise nothing_to_do(payment, "CAPTURED")
    wanted = checked_amount(amount, left, order, "Only what is authorised can be captured.")
    ask(uow, payment, TransactionKind.CAPTURE, wanted)
    await roll_up(uow, order)
    return payment
