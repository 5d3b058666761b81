"""One verb of the house, run by a command in a transaction of its own and kept in the audit."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from domain.kernel.config import Settings

if TYPE_CHECKING:
    from domain.kernel.uow import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")


async def do(
    settings: Settings,
    action: str,
    subject: str | None,
    verb: Callable[Concatenate["UnitOfWork", P], Awaitable[T]],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Run `verb` as the command; `action` and `subject` are what the audit says of it."""
    from domain.audit.service import Deed, record
    from domain.kernel.actor import system
    from domain.kernel.database import Database
    from domain.kernel.uow import transaction

    database = Database(settings.database_url or "", pool_size=1)
    try:
        async with transaction(database, actor=system("cli")) as uow:
            result = await verb(uow, *args, **kwargs)
            record(uow, Deed(action=action, subject=subject))
    finally:
        await database.dispose()
    return result
