"""refundPayment: give captured money back, wholly or in parts."""

from decimal import Decimal
from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text
from domain.payments.models import PaymentTransaction, TransactionKind
from domain.payments.rules import refundable
from domain.payments.service import ask
from domain.processes.payment_intent import checked_amount, lock_payment, nothing_to_do
from domain.processes.roll_up import roll_up


async def refund_payment(
    uow: UnitOfWork,
    *,
    payment_id: UUID,
    amount: Decimal | None = None,
    reason: str | None = None,
) -> PaymentTransaction:
    """Give captured money back; without `amount` (in major units), all that is neither refunded nor
    being refunded. The order's total stays: this is money, not goods.

    Raises `NotFound`, `InvalidInput`, `AmountExceeded`, and `IllegalTransition` where nothing was
    captured or everything went back already.
    """
    if reason is not None:
        reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    order, payment = await lock_payment(uow, payment_id)
    left = refundable(payment)
    if payment.captured == 0 or (left == 0 and amount is None):
        raise nothing_to_do(payment, "REFUNDED")
    wanted = checked_amount(amount, left, order, "Only what was captured can be refunded.")
    refund = ask(uow, payment, TransactionKind.REFUND, wanted, reason=reason)
    await roll_up(uow, order)
    return refund
