"""Telling a customer about an event: written once, sent, marked as sent.

Exactly once in our own tables, at least once on the wire: the worker may die after the mail server took
the message and before that was written down. It is then sent again with the same Message-ID.
"""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from domain.kernel.actor import Actor
from domain.kernel.database import Database
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork, transaction
from domain.notifications import queries
from domain.notifications.messages import render
from domain.notifications.models import Notification, notifications
from domain.notifications.port import Mail, Mailer


async def notify_customer(
    database: Database, *, event_id: UUID, mailer: Mailer, sender: str, actor: Actor
) -> bool:
    """Tell the customer of an event's order. False where there is nothing to tell, or it was told."""
    notification = await _write(database, event_id, actor)
    if notification is None or notification.sent_at is not None:
        return False
    await mailer.send(
        Mail(
            id=notification.event_id,
            sender=sender,
            recipient=notification.recipient,
            subject=notification.subject,
            body=notification.body,
            written_at=notification.created_at,
        )
    )
    async with transaction(database, actor=actor) as uow:
        await mark_sent(uow, event_id=event_id)
    return True


async def _write(database: Database, event_id: UUID, actor: Actor) -> Notification | None:
    """The row of an event's message; what a first attempt wrote is what a second one sends."""
    async with database.read() as read:
        written = await queries.find_notification(read, event_id)
        told = None if written else await queries.find_occasion(read, event_id)
    if written or told is None:
        return written
    message = render(told.event_type, told.occasion)
    if message is None:
        return None
    async with transaction(database, actor=actor) as uow:
        await write_notification(
            uow,
            event_id=event_id,
            order_id=told.order_id,
            recipient=told.recipient,
            subject=message.subject,
            body=message.body,
        )
    async with database.read() as read:
        return await queries.find_notification(read, event_id)


async def write_notification(
    uow: UnitOfWork, *, event_id: UUID, order_id: UUID, recipient: str, subject: str, body: str
) -> None:
    """Keep a message before it goes out; a second one for the same event is not kept."""
    await uow.session.execute(
        insert(notifications)
        .values(
            id=new_id(),
            event_id=event_id,
            order_id=order_id,
            recipient=recipient,
            subject=subject,
            body=body,
            created_at=uow.now(),
        )
        .on_conflict_do_nothing(index_elements=["event_id"])
    )


async def mark_sent(uow: UnitOfWork, *, event_id: UUID) -> None:
    """The message is with the mail server."""
    await uow.session.execute(
        notifications.update().where(notifications.c.event_id == event_id).values(sent_at=uow.now())
    )
