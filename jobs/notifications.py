"""Tasks that tell customers."""

from uuid import UUID

from domain.kernel.actor import Actor
from domain.notifications import service
from jobs.context import JobContext
from jobs.task import Arguments


async def notify_customer(context: JobContext, actor: Actor, args: Arguments) -> None:
    """Write the message for an event once, and send it."""
    await service.notify_customer(
        context.database,
        event_id=UUID(args["event_id"]),
        mailer=context.mailer,
        sender=context.settings.mail_from,
        actor=actor,
    )
