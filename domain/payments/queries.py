"""Finding payments for verbs. The order's row lock guards them, so they are read after taking it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from domain.kernel.database import Reader
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork
from domain.payments.models import (
    Payment,
    PaymentTransaction,
    TransactionStatus,
    payment_transactions,
    payments,
)

_OF_ORDER = (
    select(Payment)
    .where(payments.c.order_id == bindparam("id"))
    .order_by(payments.c.position)
    .execution_options(populate_existing=True)
)
_IN_FLIGHT = (
    select(PaymentTransaction)
    .where(
        payment_transactions.c.order_id == bindparam("id"),
        payment_transactions.c.status == TransactionStatus.PENDING,
    )
    .order_by(payment_transactions.c.id)
    .execution_options(populate_existing=True)
)


async def payments_of(uow: UnitOfWork, order_id: UUID) -> list[Payment]:
    """The order's tenders, in the order they were made."""
    return list((await uow.session.execute(_OF_ORDER, {"id": order_id})).scalars())


async def in_flight(uow: UnitOfWork, order_id: UUID) -> list[PaymentTransaction]:
    """The order's transactions that wait for a gateway."""
    return list((await uow.session.execute(_IN_FLIGHT, {"id": order_id})).scalars())


async def order_id_of(uow: UnitOfWork, payment_id: UUID, *, path: Sequence[str]) -> UUID:
    """Which order a payment belongs to, to lock it. Raises `NotFound` naming `path`."""
    found: UUID | None = await uow.session.scalar(
        select(payments.c.order_id).where(payments.c.id == payment_id)
    )
    if found is None:
        raise NotFound("There is no such payment.", path=path)
    return found


@dataclass(frozen=True, slots=True)
class TransactionKey:
    """A transaction and the order whose lock guards it."""

    id: UUID
    order_id: UUID


async def find_transaction(uow: UnitOfWork, transaction_id: UUID) -> TransactionKey | None:
    """Which order a transaction belongs to."""
    statement = select(payment_transactions.c.id, payment_transactions.c.order_id).where(
        payment_transactions.c.id == transaction_id
    )
    row = (await uow.session.execute(statement)).one_or_none()
    return None if row is None else TransactionKey(row.id, row.order_id)


async def get_transaction(uow: UnitOfWork, transaction_id: UUID) -> PaymentTransaction:
    """The transaction as it is now; read under the order's lock."""
    return await uow.session.get_one(PaymentTransaction, transaction_id, populate_existing=True)


_DUE = (
    select(payment_transactions.c.id)
    .where(
        payment_transactions.c.status == TransactionStatus.PENDING,
        payment_transactions.c.next_attempt_at <= bindparam("now"),
        or_(
            payment_transactions.c.leased_until.is_(None),
            payment_transactions.c.leased_until < bindparam("now"),
        ),
    )
    .order_by(payment_transactions.c.next_attempt_at)
    .limit(bindparam("limit"))
)


async def list_due_transactions(read: Reader, *, now: datetime, limit: int = 200) -> list[UUID]:
    """Transactions that should be with their gateway and are not; the sweeper wakes them."""
    return list((await read.execute(_DUE, {"now": now, "limit": limit})).scalars())
