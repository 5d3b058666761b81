"""Tasks that take an intent to its gateway."""

from uuid import UUID

from domain.kernel.actor import Actor
from domain.processes.settle_payment import settle_transaction
from jobs.context import JobContext
from jobs.task import Arguments


async def settle_payment(context: JobContext, actor: Actor, args: Arguments) -> None:
    """Ask the gateway and write down what it says.

    A gateway that does not answer ends the task all the same: the transaction's own row says when it is
    to be tried again, and `cron` finds it then. Two records of one retry would drift apart.
    """
    await settle_transaction(
        context.database,
        transaction_id=UUID(args["transaction_id"]),
        gateways=context.gateways,
        patience=context.settings.gateway_timeout,
        actor=actor,
    )
