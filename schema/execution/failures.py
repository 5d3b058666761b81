"""Errors, told once the tree is whole, and up to where null is allowed.

While levels are filled, what failed stands in the tree as a `Failure`. If there was any, one walk turns
each into null and an error with its path, in the order in which the standard executor comes to know
them: first everything that was there at once, in the order of the document, then in rounds what had
to be waited for. Nothing is told below what has become null.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError
from graphql.error import located_error

if TYPE_CHECKING:
    from schema.execution.level import Level
    from schema.execution.plan import PlannedField
    from schema.execution.shape import Shape

Report = Callable[[GraphQLError], None]


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


class Telling:
    """The walk. `report` takes each error that is told."""

    def __init__(self, levels: Iterable[Level], report: Report, *, propagate: bool) -> None:
        self._report = report
        self._propagate = propagate
        self._levels = {id(result): level for level in levels for result in level.results}
        self._later: list[Position] = []
        self._entry: Position | None = None
        self._escaped: list[tuple[Position | None, GraphQLError]] = []

    def root(self, data: dict[str, Any], fields: list[PlannedField]) -> None:
        """Settle fields of the root object. Raises the error that makes it null."""
        self._fields(data, fields, None)
        while self._later:
            round_, self._later = self._later, []
            for self._entry in round_:
                if not self._entry.gone():
                    self._visit(self._entry)
            self._entry = None
            # An error leaves its field a step after its neighbours' errors are known.
            escaped, self._escaped = self._escaped, []
            for position, error in escaped:
                if position is None or not position.gone():
                    self._null(position, error)

    def _fields(
        self, result: dict[str, Any], fields: list[PlannedField], above: Position | None
    ) -> None:
        later = self._levels[id(result)].later
        for field in fields:
            position = Position(above, result, field.name, field.shape, field)
            if field in later:
                self._later.append(position)
                continue
            self._visit(position)
            if above is not None and above.gone():
                return

    def _visit(self, position: Position) -> None:
        value, shape = position.container[position.key], position.shape
        if isinstance(value, Failure):
            if value.error is None:
                position.container[position.key] = None
                return
            error = located_error(value.error, position.field.nodes, position.route())
            self._null(position, error)
        elif value is None or shape.leaf is not None:
            return
        elif shape.item is not None:
            for place in range(len(value)):
                self._visit(Position(position, value, place, shape.item, position.field))
                if position.gone():
                    return
        else:
            self._fields(value, self._levels[id(value)].selection.fields, position)

    def _null(self, start: Position | None, error: GraphQLError) -> None:
        """Make the nearest place null that may be, and tell the error."""
        position = start
        while position is not None and position.shape.non_null and self._propagate:
            if position is self._entry:
                position.nulled = True
                self._escaped.append((position.above, error))
                return
            position = position.above
        if position is None:
            raise error
        position.container[position.key] = None
        position.nulled = True
        self._report(error)
