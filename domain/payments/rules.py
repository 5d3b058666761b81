"""What follows from a payment's sums. Pure."""

from collections.abc import Iterable, Sequence

from domain.kernel.money import apportion
from domain.payments.models import Payment
from domain.payments.models import PaymentTransactionStatus as S


def capturable(payment: Payment) -> int:
    """Authorised, and neither captured nor voided, nor on the way to be."""
    spoken_for = payment.captured + payment.capturing + payment.voided + payment.voiding
    return payment.authorized - spoken_for


def refundable(payment: Payment) -> int:
    """Captured, and neither refunded nor being refunded."""
    return payment.captured - payment.refunded - payment.refunding


def payment_status(payment: Payment) -> S:
    """The status of a payment whose authorisation succeeded."""
    if payment.refunded:
        return S.REFUNDED if payment.refunded == payment.captured else S.PARTIALLY_REFUNDED
    if payment.captured or payment.amount == 0:
        whole = payment.captured + payment.voided == payment.authorized
        return S.CAPTURED if whole else S.PARTIALLY_CAPTURED
    return S.VOIDED if payment.voided == payment.authorized else S.AUTHORIZED


def spread_refund(payments: Sequence[Payment], amount: int) -> list[tuple[Payment, int]]:
    """Share a refund over payments in proportion to what each can give back.

    No part exceeds its payment's refundable amount; what all of them together cannot give is left out.
    """
    able = [payment for payment in payments if refundable(payment) > 0]
    limits = [refundable(payment) for payment in able]
    parts = apportion(min(amount, sum(limits)), limits)
    return [(payment, part) for payment, part in zip(able, parts, strict=True) if part > 0]


def net_captured(payments: Iterable[Payment]) -> int:
    """What the merchant keeps once every refund on its way has arrived."""
    return sum(refundable(payment) for payment in payments)
