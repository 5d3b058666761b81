"""What capturing, voiding and refunding have in common: intents on a payment that exists.

Each is checked under the order's lock against sums that count what is on its way already, so no two
intents, however they race, spend the same money. What the gateway says comes by `settle_payment`.
"""

from decimal import Decimal
from uuid import UUID

from domain.kernel.errors import AmountExceeded, IllegalTransition
from domain.kernel.money import to_minor
from domain.kernel.uow import UnitOfWork
from domain.orders.models import Order
from domain.orders.queries import lock_order
from domain.payments import queries
from domain.payments.models import Payment

_PATH = ("input", "paymentId")


async def lock_payment(uow: UnitOfWork, payment_id: UUID) -> tuple[Order, Payment]:
    """A payment and its order, locked. Raises `NotFound`."""
    order_id = await queries.order_id_of(uow, payment_id, path=_PATH)
    order = await lock_order(uow, order_id, path=_PATH)
    payments = await queries.payments_of(uow, order_id)
    return order, next(each for each in payments if each.id == payment_id)


def checked_amount(amount: Decimal | None, left: int, order: Order, why: str) -> int:
    """The amount in minor units; all that is left where none was given.

    Raises `InvalidInput`, and `AmountExceeded` with the sentence `why`.
    """
    if amount is None:
        return left
    wanted = to_minor(amount, order.currency, path=("input", "amount"), allow_zero=False)
    if wanted > left:
        raise AmountExceeded(why, maximum=left, currency=order.currency, path=("input", "amount"))
    return wanted


def nothing_to_do(payment: Payment, requested: str) -> IllegalTransition:
    """The refusal of an intent that the payment's status leaves no room for."""
    return IllegalTransition(
        subject="The payment",
        current=payment.status,
        requested=requested,
        because=f"The payment is {payment.status}; there is nothing to do here.",
    )
