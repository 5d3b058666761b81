"""Money that is no longer owed goes back: authorisations are voided, captures refunded.

Called under the order's lock after its totals have fallen. What a payment can give back already counts
every refund on its way, so nothing is given back twice, however often this is asked.
"""

from uuid import UUID

from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order
from domain.payments import service
from domain.payments.adapters.port import GatewayAnswer
from domain.payments.models import (
    Payment,
    PaymentTransaction,
    TransactionKind,
)
from domain.payments.queries import in_flight, payments_of
from domain.payments.rules import capturable, net_captured, spread_refund


async def give_back(
    uow: UnitOfWork,
    order: Order,
    *,
    at_most: int | None = None,
    reason: str,
    return_id: UUID | None = None,
) -> list[PaymentTransaction]:
    """Refund what was captured beyond the order's total, `at_most` that much in minor units, and void
    what is authorised once nothing is left to capture. Returns the refunds."""
    payments = await payments_of(uow, order.id)
    await _void_what_is_not_needed(uow, order, payments)
    excess = max(0, net_captured(payments) - order.total)
    if at_most is not None:
        excess = min(excess, at_most)
    return [
        service.ask(uow, payment, TransactionKind.REFUND, part, reason=reason, return_id=return_id)
        for payment, part in spread_refund(payments, excess)
    ]


async def _void_what_is_not_needed(uow: UnitOfWork, order: Order, payments: list[Payment]) -> None:
    coming = sum(payment.capturing for payment in payments)
    if net_captured(payments) + coming < order.total:
        return
    by_id = {payment.id: payment for payment in payments}
    for transaction in await in_flight(uow, order.id):
        # An authorisation that no gateway has heard of yet never needs to be asked for. One that is
        # being asked for right now is voided when its answer comes (`settle_payment`).
        unheard = transaction.attempts == 0 and transaction.leased_until is None
        if transaction.kind is TransactionKind.AUTHORIZE and unheard:
            payment = by_id[transaction.payment_id]
            service.record(uow, payment, transaction, _NOT_NEEDED)
    for payment in payments:
        if capturable(payment) > 0:
            service.ask(uow, payment, TransactionKind.VOID, capturable(payment))


_NOT_NEEDED = GatewayAnswer(approved=False, failure="The order no longer needs this payment.")
