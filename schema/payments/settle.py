"""After a payment mutation's commit: wait for a gateway that answers, so that its answer is in ours.

The work itself is a row and a job has it too; whoever comes first takes it with a lease. A gateway that
does not answer leaves the payment PENDING here, and the job goes on.
"""

import asyncio
from uuid import UUID

import structlog

from domain.payments.loads import is_being_asked, list_pending_transactions
from domain.processes.settle_payment import settle_transaction
from schema.context import Context
from schema.ids import get_id
from schema.transaction import Answer

_LOOKS, _PAUSE = 20, 0.05
_log = structlog.get_logger("waybill.payments")


async def settle_payment(context: Context, answer: Answer) -> None:
    """Settle what the payment in the answer waits for."""
    payment_id = get_id(answer["payment"], "Payment")
    async with context.read() as read:
        pending = await list_pending_transactions(read, [payment_id])
    for transaction_id in pending:
        await _settle(context, transaction_id)


async def settle_refund(context: Context, answer: Answer) -> None:
    """Settle the refund in the answer; it is a transaction itself."""
    await _settle(context, get_id(answer["refund"], "Refund"))


async def _wait_for_somebody_else(context: Context, transaction_id: UUID) -> None:
    """A job may have been faster to take the intent; what its gateway says belongs in our answer."""
    for _ in range(_LOOKS):
        async with context.read() as read:
            if not await is_being_asked(read, transaction_id):
                return
        await asyncio.sleep(_PAUSE)


async def _settle(context: Context, transaction_id: UUID) -> None:
    """The intent is committed, so nothing that happens here may make its answer an error."""
    try:
        settled = await settle_transaction(
            context.database,
            transaction_id=transaction_id,
            gateways=context.gateways,
            patience=context.gateway_timeout,
        )
        if not settled:
            await _wait_for_somebody_else(context, transaction_id)
    except Exception:
        _log.exception("settling_failed", transaction_id=str(transaction_id))
    finally:
        context.forget_loaded()
        context.wake()
