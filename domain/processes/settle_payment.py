"""Asking a gateway, between two transactions.

Transaction 1 takes the intent with a lease, so that nobody else asks meanwhile. The call carries the
intent's id as its idempotency key. Transaction 2 writes what came back. Whoever dies in between leaves
a lease that runs out; the same key is then asked again and moves nothing twice. A gateway's own webhook
would enter by `record_answer`, the same function as transaction 2.
"""

import asyncio
from datetime import timedelta
from uuid import UUID

from domain.kernel.actor import Actor, system
from domain.kernel.clock import Clock
from domain.kernel.database import Database
from domain.kernel.uow import UnitOfWork, run_again, transaction
from domain.orders.models import OrderStatus
from domain.orders.queries import lock_order
from domain.payments import queries, service
from domain.payments.adapters.port import GatewayAnswer, GatewayRequest, GatewayUnreachable
from domain.payments.adapters.registry import GatewayRegistry
from domain.payments.models import TransactionKind, TransactionStatus
from domain.processes.give_back import give_back
from domain.processes.resolve_return import resolve_return
from domain.processes.roll_up import roll_up

_LEASE_MARGIN = timedelta(seconds=5)
_OVER = (OrderStatus.CANCELLED, OrderStatus.EXPIRED)


async def settle_transaction(
    database: Database,
    *,
    transaction_id: UUID,
    gateways: GatewayRegistry,
    patience: float,
    actor: Actor | None = None,
    clock: Clock | None = None,
) -> bool:
    """Ask the gateway about one intent and write what it says; `patience` in seconds.

    True when the intent is settled (now, or by somebody else); False when it has to be tried again
    later, at the time that its row says.
    """
    acting = actor or system("payments")

    async def claim() -> GatewayRequest | bool:
        async with transaction(database, actor=acting, clock=clock) as uow:
            return await _claim(uow, transaction_id, lease=timedelta(seconds=patience))

    claimed = await run_again(claim)
    if isinstance(claimed, bool):
        return claimed
    answer = await _ask(gateways, claimed, patience)

    async def record() -> bool:
        async with transaction(database, actor=acting, clock=clock) as uow:
            return await record_answer(uow, transaction_id=transaction_id, answer=answer)

    return await run_again(record)


async def _claim(uow: UnitOfWork, transaction_id: UUID, *, lease: timedelta) -> GatewayRequest | bool:
    key = await queries.find_transaction(uow, transaction_id)
    if key is None:
        return True
    order = await lock_order(uow, key.order_id)
    intent = await queries.get_transaction(uow, transaction_id)
    if intent.status is not TransactionStatus.PENDING:
        return True
    now = uow.now()
    if intent.leased_until is not None and intent.leased_until > now:
        return False
    if intent.next_attempt_at is not None and intent.next_attempt_at > now:
        return False
    payments = {each.id: each for each in await queries.payments_of(uow, order.id)}
    payment = payments[intent.payment_id]
    unheard = intent.attempts == 0
    if intent.kind is TransactionKind.AUTHORIZE and order.status in _OVER and unheard:
        late = GatewayAnswer(approved=False, failure=f"The order is {order.status}.")
        service.record(uow, payment, intent, late)
        await roll_up(uow, order)
        return True
    intent.attempts += 1
    intent.leased_until = now + lease + _LEASE_MARGIN
    return GatewayRequest(
        key=str(intent.id),
        gateway=payment.gateway,
        kind=intent.kind,
        amount=intent.amount,
        currency=intent.currency,
        token=payment.token,
        reference=payment.reference,
        attempt=intent.attempts,
    )


async def _ask(
    gateways: GatewayRegistry, request: GatewayRequest, patience: float
) -> GatewayAnswer | str:
    """The gateway's answer, or a sentence about why there is none."""
    try:
        async with asyncio.timeout(patience):
            return await gateways.get(request.gateway).call(request)
    except GatewayUnreachable as error:
        return str(error)
    except TimeoutError:
        return "The gateway did not answer in time."
    except Exception as error:
        # An adapter's own mistake says nothing about the money either.
        return f"The gateway failed: {type(error).__name__}"


async def record_answer(uow: UnitOfWork, *, transaction_id: UUID, answer: GatewayAnswer | str) -> bool:
    """Write what a gateway said about an intent, and what follows from it for the order.

    Money for an order that is over by now goes straight back. True when the intent is settled.
    """
    key = await queries.find_transaction(uow, transaction_id)
    if key is None:
        return True
    order = await lock_order(uow, key.order_id)
    intent = await queries.get_transaction(uow, transaction_id)
    if intent.status is not TransactionStatus.PENDING:
        return True
    payments = {each.id: each for each in await queries.payments_of(uow, order.id)}
    payment = payments[intent.payment_id]
    if isinstance(answer, str):
        service.postpone(uow, payment, intent, answer)
    else:
        service.record(uow, payment, intent, answer)
    settled = intent.status is not TransactionStatus.PENDING
    await uow.flush()
    if settled and order.status in _OVER:
        await give_back(uow, order, reason=f"The order is {order.status.lower()}.")
    if settled:
        if intent.return_id is not None:
            await resolve_return(uow, return_id=intent.return_id)
        await roll_up(uow, order)
    return settled
