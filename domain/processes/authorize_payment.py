"""authorizePayment: one more tender for an order that is not paid for yet."""

from decimal import Decimal
from uuid import UUID

from domain.kernel.errors import AmountExceeded, IllegalTransition
from domain.kernel.money import to_minor
from domain.kernel.uow import UnitOfWork
from domain.orders.queries import lock_order
from domain.orders.state import LIVE
from domain.payments.models import Payment, TransactionKind
from domain.payments.queries import in_flight, payments_of
from domain.payments.service import NewPayment, open_payment
from domain.processes.roll_up import roll_up
from domain.processes.tenders import check_gateway


async def authorize_payment(
    uow: UnitOfWork,
    *,
    order_id: UUID,
    gateway: str,
    amount: Decimal,
    method: str | None = None,
    token: str | None = None,
) -> Payment:
    """Ask a gateway to set money aside for an order; `amount` in major units.

    Raises `NotFound`, `InvalidInput`, `IllegalTransition` for an order that is over, and
    `AmountExceeded` beyond what no other payment covers, counting those still being asked for.
    """
    order = await lock_order(uow, order_id)
    check_gateway(gateway, path=("input", "gateway"))
    minor = to_minor(amount, order.currency, path=("input", "amount"), allow_zero=False)
    if order.status not in LIVE:
        raise IllegalTransition(
            subject="The order",
            current=order.status,
            requested="AUTHORIZED",
            because=f"An order that is {order.status} takes no more payments.",
        )
    payments = await payments_of(uow, order.id)
    coming = sum(
        each.amount for each in await in_flight(uow, order.id) if each.kind is TransactionKind.AUTHORIZE
    )
    covered = sum(each.authorized - each.voided - each.refunded for each in payments)
    uncovered = max(0, order.total - covered - coming)
    if minor > uncovered:
        raise AmountExceeded(
            "This is more than what is left to pay.",
            maximum=uncovered,
            currency=order.currency,
            path=("input", "amount"),
        )
    payment = await open_payment(
        uow,
        order_id=order.id,
        currency=order.currency,
        after=len(payments),
        tender=NewPayment(gateway, method, token, minor),
    )
    await roll_up(uow, order)
    return payment
