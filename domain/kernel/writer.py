"""Writing: one transaction on one connection, by the driver where a statement is known beforehand, by
SQLAlchemy where rows are objects.

Verbs mix both as they like. The ORM's session is opened for those who ask for it, on the connection that
the transaction has already; placing an order never does, which is half of what it costs.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.ext.asyncio import AsyncSession

from domain.kernel.compiled import KnownStatements
from domain.kernel.driver import Lent


class Writer:
    """What a unit of work writes by. Its transaction is open when it is made."""

    def __init__(
        self, lent: Lent, known: KnownStatements, open_session: Callable[[Lent], AsyncSession]
    ) -> None:
        self._lent = lent
        self._known = known
        self._open_session = open_session
        self._session: AsyncSession | None = None

    @property
    def session(self) -> AsyncSession:
        """The ORM's, from when it is first asked for to the end of the transaction."""
        if self._session is None:
            self._session = self._open_session(self._lent)
        return self._session

    async def rows(self, statement: Executable, parameters: Mapping[str, Any]) -> Sequence[Any]:
        """What a statement that was built once, and lives on, answers with; pending rows are sent before
        it. Raises `DBAPIError`."""
        await self.flush()
        known = self._known.find(statement)
        if known is None:
            return (await self.session.execute(statement, dict(parameters))).all()
        return known.rows(await self._lent.fetch(known.text, known.arguments(parameters)))

    async def flush(self) -> None:
        """Send pending rows."""
        if self._session is not None:
            await self._session.flush()

    async def commit(self, *last: tuple[Executable, Mapping[str, Any]]) -> None:
        """Make it last, together with the `last` statements where there are any. The session knows of no
        row then that was not sent, and has nothing left to do. Raises `DBAPIError`."""
        await self.flush()
        if last:
            await self._lent.end_with([self._written(*each) for each in last])
        else:
            await self._lent.end()

    def _written(
        self, statement: Executable, parameters: Mapping[str, Any]
    ) -> tuple[str, Sequence[Any]]:
        known = self._known.find(statement)
        assert known is not None, "a statement that is known beforehand"
        return known.text, known.arguments(parameters)

    async def close(self) -> None:
        """Roll back what was not committed, and give the connection back."""
        try:
            if self._session is not None:
                self._session.sync_session.expunge_all()
        finally:
            await self._lent.give_back()
