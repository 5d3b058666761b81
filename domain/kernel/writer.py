"""Writing: one transaction on one connection, by the driver where a statement is known beforehand, by
SQLAlchemy where rows are objects.

Verbs mix both as they like. The ORM's session is opened for those who ask for it, on the connection that
the transaction has already; placing an order never does, which is half of what it costs. A transaction
that nobody had to begin before its end is one message, BEGIN and COMMIT included.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncSession

from domain.kernel.compiled import KnownStatements
from domain.kernel.driver import Driver, Lent, Written
from domain.kernel.turnstile import Turnstile

Prepared = tuple[Executable, Mapping[str, Any]]
"A statement that was built once, at import, and its parameters."


class Writer:
    """What a unit of work writes by."""

    def __init__(
        self,
        driver: Driver,
        known: KnownStatements,
        turnstile: Turnstile,
        open_session: Callable[[Lent], AsyncSession],
    ) -> None:
        self._driver = driver
        self._known = known
        self._turnstile = turnstile
        self._open_session = open_session
        self._lent: Lent | None = None
        self._session: AsyncSession | None = None
        self.opening: Prepared | None = None
        "What is sent with BEGIN, until it is."

    async def begin(self) -> Lent:
        """Open the transaction, unless it is open. Raises `DBAPIError`."""
        if self._lent is None:
            self._lent = await self._driver.begin(*self._opened())
        return self._lent

    def _opened(self) -> list[Written]:
        opening, self.opening = self.opening, None
        return [] if opening is None else [self._written(opening)]

    @property
    def session(self) -> AsyncSession:
        """The ORM's, from when it is first asked for to the end of the transaction. Raises
        `RuntimeError` before the transaction begins."""
        if self._session is None:
            if self._lent is None:
                raise RuntimeError("there is no session before the transaction begins")
            self._session = self._open_session(self._lent)
        return self._session

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """What a statement that was built once, and lives on, answers with; pending rows are sent before
        it. Raises `DBAPIError`."""
        lent = await self.begin()
        await self.flush()
        known = self._known.find(statement)
        if known is None:
            return (await self.session.execute(statement, dict(parameters))).all()
        return known.rows(await lent.fetch(known.text, known.arguments(parameters)))

    async def peek(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The same of a statement that only reads, and that need not be in the transaction: it is sent
        by itself before that begins. Raises `DBAPIError`."""
        known = self._known.find(statement)
        if self._lent is not None or known is None:
            return await self.rows(statement, parameters)
        return known.rows(await self._driver.fetch(known.text, known.arguments(parameters)))

    async def flush(self) -> None:
        """Send pending rows."""
        if self._session is not None:
            await self._session.flush()

    async def commit(self, *last: Prepared, contended: Collection[Hashable] = ()) -> None:
        """Make it last, together with the `last` statements where there are any. The session knows of no
        row then that was not sent, and has nothing left to do. `contended` is what others may want to
        write at the same time. Raises `DBAPIError`."""
        if self._lent is not None:
            await self.flush()
            await self._lent.end(*map(self._written, last))
        elif message := [*self._opened(), *map(self._written, last)]:
            # Whoever holds no lock yet may wait for a turn; PostgreSQL sees no deadlock with us in it.
            async with self._turnstile.turn(contended):
                await self._driver.transact(*message)

    def _written(self, prepared: Prepared) -> Written:
        statement, parameters = prepared
        known = self._known.find(statement)
        assert known is not None, "a statement that is known beforehand"
        return known.text, known.arguments(parameters)

    async def close(self) -> None:
        """Roll back what was not committed, and give the connection back."""
        try:
            if self._session is not None:
                self._session.sync_session.expunge_all()
        finally:
            if self._lent is not None:
                await self._lent.give_back()
