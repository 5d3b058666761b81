"""What the audit is told of an operation: every refusal, and every privileged action that was taken."""

from collections.abc import Iterator
from typing import Any

from domain.audit.service import Deed, record, record_refusal
from domain.kernel.actor import ActorKind
from schema.context import Context
from schema.ids import read_global_id
from schema.permissions import Permission


def keep(context: Context, *, action: str, permission: Permission, answer: dict[str, Any]) -> None:
    """Keep an action of the transaction that is running, where it is privileged: only the house may take
    it, or somebody of the staff takes it for another."""
    if permission.is_privileged or context.actor.kind is ActorKind.STAFF:
        first = next(iter(answer.values()), None)
        subject = (first[0] if first else None) if isinstance(first, list) else first
        record(context.uow, _deed(context, action, subject))


async def keep_refusal(context: Context, *, action: str, about: Any, code: str) -> None:
    """Keep a refusal; `about` are the arguments, of which the first global id is the subject."""
    subject = next(_ids_in(about), None)
    await record_refusal(context.database, context.actor, _deed(context, action, subject), code=code)


def _deed(context: Context, action: str, subject: str | None) -> Deed:
    return Deed(action=action, subject=subject, origin=context.origin, request_id=context.request_id)


def _ids_in(value: Any) -> Iterator[str]:
    """The global ids in arguments and inputs, from the top; nothing else that was typed is kept."""
    if isinstance(value, str):
        if len(value) < 128 and read_global_id(value) is not None:
            yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _ids_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _ids_in(each)
    elif hasattr(value, "__dict__"):
        yield from _ids_in(vars(value))
