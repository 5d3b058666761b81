"""Statements straight on the driver's connection: past SQLAlchemy's execution, but from its pool.

What SQLAlchemy would do for the caller is done here: the statement is counted and traced, an error is
raised as SQLAlchemy raises it, and a connection that is lost, or whose statement was given up, is not
lent again.
"""

from asyncio import create_task, shield
from collections.abc import Awaitable, Callable, Sequence
from contextlib import nullcontext, suppress
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, MissingGreenlet
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn
from sqlalchemy.util.concurrency import in_greenlet

from domain.kernel.literals import literal
from domain.kernel.slot import Slot
from domain.kernel.watch import statement

Heard = Callable[[str, Sequence[Any]], None]
Written = tuple[str, Sequence[Any]]
"A statement's text and its arguments, to be sent in one message with others."
R = TypeVar("R")

_TWICE = (True, False)
"""Whether the connection may be lost, first and second. PostgreSQL says that it goes, and closes its
end a moment later; until the event loop has come to both, asyncpg takes the connection for open, and
nobody reads what is sent on it. That is sent once more, on a connection that is made for it, where it
cannot have changed anything: BEGIN with what comes with it, and statements that only read."""


class Driver:
    """Lends connections, and runs texts with places `$1`, `$2`, … on them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.dialect: Any = engine.dialect
        self._engine = engine
        event.listen(engine.sync_engine, "do_connect", _connect_in_greenlets)
        self.listeners: list[Heard] = []
        "Told of everything that is sent here, BEGIN and COMMIT included; for tests and tools."

    async def fetch(self, text: str, arguments: Sequence[Any]) -> list[Any]:
        """All rows of what writes nothing, in autocommit. Raises `DBAPIError`."""
        self.tell(text, arguments)
        with statement(text):
            for may_be_lost in _TWICE:
                lent = self._lend_for_a_message() or await self.lend()
                try:
                    return await lent.send(text, arguments)
                except DBAPIError:
                    if not (may_be_lost and lent.is_lost):
                        raise
                finally:
                    await lent.give_back()
        raise AssertionError("unreachable")

    async def begin(self, *first: "Written") -> "Lent":
        """A connection as `lend` has it, in a transaction that has sent its `first` statements with
        BEGIN. Raises `DBAPIError`."""
        for may_be_lost in _TWICE:
            lent = await self.lend()
            try:
                await lent.begin(*first)
            except BaseException as error:
                await lent.give_back()
                if not (isinstance(error, DBAPIError) and may_be_lost and lent.is_lost):
                    raise
            else:
                return lent
        raise AssertionError("unreachable")

    async def transact(self, *statements: "Written") -> None:
        """A whole transaction in one message. Raises `DBAPIError`."""
        lent = self._lend_for_a_message() or await self.lend()
        try:
            await lent.transact(*statements)
        finally:
            await lent.give_back()

    async def lend(self) -> "Lent":
        """A connection of the pool, to be given back. One that was lost while nobody used it is not
        worth an error. Raises `DBAPIError`."""
        while True:
            try:
                pooled: Any = self._lend_idle() or await self._engine.raw_connection()
            except self.dialect.loaded_dbapi.Error as error:
                raise self.error("", (), error, lost=False) from error
            lent = Lent(self, pooled)
            if not lent.is_lost:
                return lent
            await greenlet_spawn(self._lose, pooled, None)

    def tell(self, text: str, arguments: Sequence[Any] = ()) -> None:
        """Something is about to be sent."""
        for listener in self.listeners:
            listener(text, arguments)

    def error(
        self, text: str, arguments: Sequence[Any], error: Exception, *, lost: bool
    ) -> BaseException:
        """The error as SQLAlchemy raises it."""
        return DBAPIError.instance(
            text,
            tuple(arguments),
            error,
            self.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=lost,
            dialect=self.dialect,
        )

    @property
    def keeps_all(self) -> bool:
        """Whether the pool closes none of those that are given back to it now."""
        return bool(self._pool.overflow() <= 0)

    @property
    def _pool(self) -> Any:
        return self._engine.sync_engine.pool  # another one after each `dispose`

    def _lend_idle(self) -> Any:
        """A connection that lies idle in the pool: nothing about it has to be awaited, and to wait for
        nothing in a greenlet takes as long as a small statement."""
        if not self._pool.checkedin():
            return None
        try:
            return self._engine.sync_engine.raw_connection()
        except MissingGreenlet:  # it has to be connected anew
            return None

    def _lend_for_a_message(self) -> "Lent | None":
        """An idle connection that lives, for what is over before anybody could want to know of it."""
        pool = self._pool
        if not pool.checkedin():
            return None
        slot = Slot(pool)
        try:
            slot.connection()
        except MissingGreenlet:  # it has to be connected anew
            slot.close()
            return None
        lent = Lent(self, slot)
        if lent.is_lost:
            slot.close()
            return None
        return lent

    def _lose(self, pooled: Any, error: BaseException | None) -> None:
        """The server is gone: none of the connections made before now is lent again."""
        self._pool._invalidate(pooled, error)


class Lent:
    """A connection in the hands of one task; in autocommit until `begin`."""

    def __init__(self, driver: Driver, pooled: Any) -> None:
        self.pooled = pooled
        "What SQLAlchemy knows it by."
        self._driver = driver
        self._adapted = pooled.dbapi_connection
        self._connection = self._adapted.driver_connection
        self._failure: BaseException | None = None

    @property
    def is_lost(self) -> bool:
        """Whether there is nobody at its other end."""
        return bool(self._connection.is_closed())

    async def begin(self, *first: Written) -> None:
        """Open a transaction, with its `first` statements in the same message. To SQLAlchemy the
        connection stays in autocommit: it is ours to end it. Raises `DBAPIError`."""
        self._adapted.autocommit = True
        await self._say("BEGIN", *first)

    async def end(self, *last: Written) -> None:
        """Commit the transaction together with its `last` statements, in one message.

        Between the answer to a statement and our COMMIT lies a turn of the event loop, in which others
        have theirs. Sent together, they are nothing but PostgreSQL's own business. Where a statement
        fails, PostgreSQL does not come to the COMMIT. Raises `DBAPIError`.
        """
        await self._say(*last, "COMMIT")

    async def transact(self, *statements: Written) -> None:
        """A whole transaction in one message. Raises `DBAPIError`."""
        await self._say("BEGIN", *statements, "COMMIT")

    async def _say(self, *parts: str | Written) -> None:
        """Send words and statements in one message; what they answer is nobody's."""
        told, message = [], []
        for part in parts:
            if isinstance(part, str):
                told.append(part)
                message.append(part)
            else:
                told.append(part[0])
                message.append(await self._execute(*part))
        text = "; ".join(told)
        self._driver.tell(text)
        with statement(text) if len(parts) > 1 else nullcontext():
            await self._try(self._connection.execute("; ".join(message)), text)

    async def _execute(self, text: str, arguments: Sequence[Any]) -> str:
        """How a statement is asked for in a message, once this connection knows it."""
        prepared = self.pooled.info.get(text)
        if prepared is None:
            prepared = await self._try(self._connection.prepare(text), text)
            self.pooled.info[text] = prepared
        return f"EXECUTE {prepared.get_name()}({', '.join(map(literal, arguments))})"

    async def fetch(self, text: str, arguments: Sequence[Any]) -> list[Any]:
        """All rows. Raises `DBAPIError`."""
        self._driver.tell(text, arguments)
        with statement(text):
            return await self.send(text, arguments)

    async def send(self, text: str, arguments: Sequence[Any]) -> list[Any]:
        """As `fetch`, for those who have told of it themselves."""
        return await self._try(self._connection.fetch(text, *arguments), text, arguments)

    async def give_back(self) -> None:
        """Return it to the pool. A transaction that is still open is rolled back, whatever happens to
        the task meanwhile."""
        if not self.is_lost and self._connection.is_in_transaction():
            await shield(create_task(self._undo()))
        elif self._failure is None and not self.is_lost and self._driver.keeps_all:
            self._return()  # nothing has to be awaited, as in `_lend_idle`
        else:
            await greenlet_spawn(self._return)

    async def _undo(self) -> None:
        if self._is_sound:
            with suppress(DBAPIError):
                await self._say("ROLLBACK")
        await greenlet_spawn(self._return)

    @property
    def _is_sound(self) -> bool:
        """Whether nothing but the server's word has gone wrong here; else PostgreSQL may be in the
        middle of a statement that was given up, and what it will still say is for nobody."""
        return self._failure is None or getattr(self._failure, "sqlstate", None) is not None

    def _return(self) -> None:
        if not self.pooled.is_valid:
            return  # SQLAlchemy has seen to it
        self._adapted.autocommit = False
        if self.is_lost:
            self._driver._lose(self.pooled, self._failure)
        elif self._is_sound:
            self.pooled.close()
        else:
            self.pooled.invalidate(self._failure)

    async def _try(self, sent: Awaitable[R], text: str, arguments: Sequence[Any] = ()) -> R:
        errors = self._driver.dialect.loaded_dbapi.Error
        try:
            try:
                return await sent
            except BaseException as error:
                self._failure = error
                if isinstance(error, Exception) and not isinstance(error, errors):
                    self._adapted._handle_exception(error)  # one of SQLAlchemy's driver errors
                raise
        except errors as error:
            raise self._driver.error(text, arguments, error, lost=self.is_lost) from error


def _connect_in_greenlets(*_: Any) -> None:
    """To connect takes awaiting. Said here, it is said before there is a coroutine to await."""
    if not in_greenlet():
        raise MissingGreenlet
