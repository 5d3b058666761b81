"""How a payment's row and its ledger move. Processes call these under the order's lock.

`open_payment` and `ask` write intents; `record` writes what came of them. For a gateway that is
settled outside the two happen in one breath, for the others a network call lies between two
transactions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.kernel.drafts import drafted, finished
from domain.kernel.uow import UnitOfWork
from domain.payments import events
from domain.payments.adapters.port import GatewayAnswer
from domain.payments.adapters.registry import configured
from domain.payments.models import (
    Payment,
    PaymentTransaction,
    PaymentTransactionStatus,
    TransactionKind,
    TransactionStatus,
)
from domain.payments.rules import payment_status

MAX_ATTEMPTS = 10

_REQUESTED = {
    TransactionKind.AUTHORIZE: events.PaymentRequested,
    TransactionKind.CAPTURE: events.PaymentCaptureRequested,
    TransactionKind.VOID: events.PaymentVoidRequested,
    TransactionKind.REFUND: events.RefundRequested,
}
_SUCCEEDED = {
    TransactionKind.AUTHORIZE: events.PaymentAuthorized,
    TransactionKind.CAPTURE: events.PaymentCaptured,
    TransactionKind.VOID: events.PaymentVoided,
    TransactionKind.REFUND: events.RefundSucceeded,
}


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A tender to be opened; `amount` in minor units."""

    gateway: str
    method: str | None
    token: str | None
    amount: int


Opened = list[tuple[Payment, PaymentTransaction]]


def draft_payments(
    uow: UnitOfWork, *, order_id: UUID, currency: str, after: int, tenders: Sequence[NewPayment]
) -> Opened:
    """New tenders, each with the intent to authorise it; `after` counts those the order has.

    The caller writes the rows.
    """
    payments = [
        drafted(
            Payment,
            order_id=order_id,
            position=after + index,
            gateway=tender.gateway,
            method=tender.method or tender.gateway,
            token=tender.token,
            currency=currency,
            status=PaymentTransactionStatus.PENDING,
            amount=tender.amount,
            created_at=uow.now(),
            updated_at=uow.now(),
        )
        for index, tender in enumerate(tenders, start=1)
    ]
    return [
        (payment, _intend(uow, payment, TransactionKind.AUTHORIZE, payment.amount))
        for payment in payments
    ]


async def open_payment(
    uow: UnitOfWork, *, order_id: UUID, currency: str, after: int, tender: NewPayment
) -> Payment:
    """One more tender for an order that exists."""
    [(payment, transaction)] = draft_payments(
        uow, order_id=order_id, currency=currency, after=after, tenders=[tender]
    )
    payment = finished(payment)
    # The payment before its transaction: nothing tells the session about bare foreign keys.
    uow.session.add(payment)
    await uow.flush()
    uow.session.add(finished(transaction))
    await uow.flush()
    return payment


def ask(
    uow: UnitOfWork,
    payment: Payment,
    kind: TransactionKind,
    amount: int,
    *,
    reason: str | None = None,
    return_id: UUID | None = None,
) -> PaymentTransaction:
    """Another intent for a payment that exists."""
    transaction = finished(_intend(uow, payment, kind, amount, reason=reason, return_id=return_id))
    uow.session.add(transaction)
    return transaction


def _intend(
    uow: UnitOfWork,
    payment: Payment,
    kind: TransactionKind,
    amount: int,
    *,
    reason: str | None = None,
    return_id: UUID | None = None,
) -> PaymentTransaction:
    """An intent, with the money set aside for it, so that no other intent counts on it.

    Final at once where the gateway is settled outside. The caller adds the row to the session.
    """
    now = uow.now()
    transaction = drafted(
        PaymentTransaction,
        payment_id=payment.id,
        order_id=payment.order_id,
        gateway=payment.gateway,
        kind=kind,
        status=TransactionStatus.PENDING,
        amount=amount,
        currency=payment.currency,
        reason=reason,
        return_id=return_id,
        next_attempt_at=now,
        created_at=now,
    )
    _set_aside(payment, kind, amount)
    payment.updated_at = now
    if configured().get(payment.gateway).offline:
        answer = GatewayAnswer(approved=True, reference=f"{payment.gateway}-{transaction.id}")
        record(uow, payment, transaction, answer)
    else:
        uow.emit(_REQUESTED[kind](**_facts(payment, transaction)))
    return transaction


def record(
    uow: UnitOfWork, payment: Payment, transaction: PaymentTransaction, answer: GatewayAnswer
) -> None:
    """Write what came of an intent: the sums move, or the money set aside is free again."""
    now = uow.now()
    kind, amount = transaction.kind, transaction.amount
    _set_aside(payment, kind, -amount)
    transaction.status = TransactionStatus.SUCCEEDED if answer.approved else TransactionStatus.FAILED
    transaction.gateway_reference = answer.reference
    transaction.failure = answer.failure
    transaction.settled_at = now
    transaction.next_attempt_at = None
    transaction.leased_until = None
    payment.updated_at = now
    if answer.approved:
        _move(payment, kind, amount)
        if kind is TransactionKind.AUTHORIZE:
            payment.reference = answer.reference
        payment.status = payment_status(payment)
        uow.emit(_SUCCEEDED[kind](**_facts(payment, transaction)))
        return
    failure = answer.failure or "The gateway declined."
    payment.failure = failure
    if kind is TransactionKind.AUTHORIZE:
        payment.status = PaymentTransactionStatus.FAILED
    if kind is TransactionKind.REFUND:
        uow.emit(events.RefundFailed(**_facts(payment, transaction), failure=failure))
    else:
        uow.emit(events.PaymentFailed(**_facts(payment, transaction), kind=kind.value, failure=failure))


def postpone(uow: UnitOfWork, payment: Payment, transaction: PaymentTransaction, why: str) -> None:
    """Nobody answered: the same intent again, after 1, 2, 4 … seconds, at most five minutes.

    After `MAX_ATTEMPTS` the intent counts as failed.
    """
    if transaction.attempts >= MAX_ATTEMPTS:
        record(uow, payment, transaction, GatewayAnswer(approved=False, failure=why))
        return
    pause = timedelta(seconds=min(2 ** (transaction.attempts - 1), 300))
    transaction.next_attempt_at = uow.now() + pause
    transaction.leased_until = None
    transaction.failure = why


def _set_aside(payment: Payment, kind: TransactionKind, amount: int) -> None:
    match kind:
        case TransactionKind.CAPTURE:
            payment.capturing += amount
        case TransactionKind.VOID:
            payment.voiding += amount
        case TransactionKind.REFUND:
            payment.refunding += amount


def _move(payment: Payment, kind: TransactionKind, amount: int) -> None:
    match kind:
        case TransactionKind.AUTHORIZE:
            payment.authorized += amount
        case TransactionKind.CAPTURE:
            payment.captured += amount
        case TransactionKind.VOID:
            payment.voided += amount
        case TransactionKind.REFUND:
            payment.refunded += amount


def _facts(payment: Payment, transaction: PaymentTransaction) -> dict[str, Any]:
    return {
        "order_id": payment.order_id,
        "payment_id": payment.id,
        "transaction_id": transaction.id,
        "amount": transaction.amount,
        "currency": payment.currency,
    }
