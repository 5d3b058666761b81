"""Errors, told once the tree is whole, and up to where null is allowed.

While levels are filled, what failed stands in the tree as a `Failure`. If there was any, one walk turns
each into null and an error with its path, in the order in which the standard executor comes to know
them: first everything that was there at once, in the order of the document, then in rounds what had
to be waited for. Nothing is told below what has become null.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError
from graphql.error import located_error
from orjson import Fragment

if TYPE_CHECKING:
    from schema.execution.level import Level
    from schema.execution.plan import PlannedField
    from schema.execution.shape import Shape

ROUNDS_TO_ESCAPE = 1
"""Whole turns of the event loop between a task's exception and the turn of whoever gathers it."""

BREATHS = 500
"Places between two looks at the clock."

Report = Callable[[GraphQLError], None]
Breathe = Callable[[], Awaitable[None]]


class Failure(Exception):
    """A place in the tree that has an error instead of a value; or neither, inside what is null."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__()
        self.error = error


class Position:
    """A place in the response, and the places it lies in."""

    __slots__ = ("above", "container", "field", "key", "nulled", "shape")

    def __init__(
        self, above: Position | None, container: Any, key: str | int, shape: Shape, field: PlannedField
    ) -> None:
        self.above = above
        self.container = container
        self.key = key
        self.shape = shape
        self.field = field
        self.nulled = False

    def gone(self) -> bool:
        """It, or something it lies in, has become null."""
        position: Position | None = self
        while position is not None:
            if position.nulled:
                return True
            position = position.above
        return False

    def route(self) -> list[str | int]:
        """Its path in the response."""
        keys: list[str | int] = []
        position: Position | None = self
        while position is not None:
            keys.append(position.key)
            position = position.above
        return keys[::-1]


class Pending:
    """What the standard executor would await for one value: a field, or several things inside it."""

    __slots__ = ("inside", "position")

    def __init__(self, position: Position | None, inside: list[Pending] | None = None) -> None:
        self.position = position
        self.inside = inside or []


class Telling:
    """The walk. `report` takes each error that is told; now and then it pauses to `breathe`."""

    def __init__(
        self, levels: Iterable[Level], report: Report, breathe: Breathe, *, propagate: bool
    ) -> None:
        self._report = report
        self._breathe = breathe
        self._visited = 0
        self._propagate = propagate
        self._levels = {id(result): level for level in levels for result in level.results}
        self._next: list[Pending] = []
        self._entry: Position | None = None
        self._escaping: list[tuple[int, Position | None, GraphQLError]] = []

    async def root(self, data: dict[str, Any], fields: list[PlannedField]) -> None:
        """Settle fields of the root object. Raises the error that makes it null."""
        await self._start(await self._fields(data, fields, None))
        while self._next or self._escaping:
            self._arrive()
            round_, self._next = self._next, []
            for pending in round_:
                await self._go_on(pending)

    async def _start(self, pending: list[Pending]) -> None:
        """One thing is awaited at once, several are tasks that begin a round later."""
        if len(pending) == 1:
            await self._go_on(pending[0])
        else:
            self._next += pending

    async def _go_on(self, pending: Pending) -> None:
        position = pending.position
        if position is None:
            await self._start(pending.inside)
        elif not position.gone():
            outer, self._entry = self._entry, position
            inside = await self._visit(position)
            self._entry = outer
            if not position.gone():
                await self._start(inside)

    async def _fields(
        self, result: dict[str, Any], fields: list[PlannedField], above: Position | None
    ) -> list[Pending]:
        later = self._levels[id(result)].later
        pending: list[Pending] = []
        for field in fields:
            position = Position(above, result, field.name, field.shape, field)
            if field in later:
                pending.append(Pending(position))
                continue
            inside = await self._visit(position)
            if above is not None and above.gone():
                return []
            if inside:
                pending.append(Pending(None, inside))
        return pending

    async def _visit(self, position: Position) -> list[Pending]:
        self._visited += 1
        if self._visited % BREATHS == 0:
            await self._breathe()
        value, shape = position.container[position.key], position.shape
        if isinstance(value, Failure):
            if value.error is None:
                position.container[position.key] = None
                return []
            error = located_error(value.error, position.field.nodes, position.route())
            self._null(position, error)
            return []
        if value is None or shape.leaf is not None or isinstance(value, Fragment):
            return []  # what is written is in order
        if shape.item is None:
            level = self._levels.get(id(value))
            if level is None:
                return []
            return await self._fields(value, level.selection.fields, position)
        pending: list[Pending] = []
        for place in range(len(value)):
            inside = await self._visit(Position(position, value, place, shape.item, position.field))
            if position.gone():
                return []
            if inside:
                pending.append(Pending(None, inside))
        return pending

    def _null(self, start: Position | None, error: GraphQLError) -> None:
        """Make the nearest place null that may be, and tell the error."""
        position = start
        while position is not None and position.shape.non_null and self._propagate:
            if position is self._entry:
                # It leaves the field as an exception, which is raised above a little later.
                position.nulled = True
                self._escaping.append((ROUNDS_TO_ESCAPE, position.above, error))
                return
            position = position.above
        if position is None:
            raise error
        position.container[position.key] = None
        position.nulled = True
        self._report(error)

    def _arrive(self) -> None:
        """Let the errors go on that left their field long enough ago."""
        escaping, self._escaping = self._escaping, []
        for rounds, position, error in escaping:
            if position is not None and position.gone():
                continue
            if rounds:
                self._escaping.append((rounds - 1, position, error))
            else:
                self._null(position, error)
