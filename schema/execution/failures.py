"""Errors, told once the tree is whole: in the order of the document, and up to where null is allowed.

While levels are filled, what failed stands in the tree as a `Failure`. If there was any, one walk from
the root, object by object and field by field as the standard executor goes, turns each into null and
an error with its path, and stops inside what has become null, so that nothing below it is told.
"""

from collections.abc import Callable, Iterable
from typing import Any

from graphql import GraphQLError
from graphql.error import located_error

from schema.execution.level import Level
from schema.execution.plan import PlannedField, Selection
from schema.execution.shape import Shape

Route = list[str | int]
Report = Callable[[GraphQLError], None]


class Failure(Exception):
    """A place in the tree that has an error instead of a value."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


class Telling:
    """The walk. `report` takes each error that is told."""

    def __init__(self, levels: Iterable[Level], report: Report, *, propagate: bool) -> None:
        self._report = report
        self._propagate = propagate
        self._selections: dict[int, Selection] = {
            id(result): level.selection for level in levels for result in level.results
        }

    def object(self, result: dict[str, Any], route: Route) -> None:
        """Settle the fields of a response object. Raises the error that makes it null."""
        for field in self._selections[id(result)].fields:
            self.field(result, field, route)

    def field(self, result: dict[str, Any], field: PlannedField, route: Route) -> None:
        """Settle one field of a response object. Raises the error that makes the object null."""
        result[field.name] = self._value(result[field.name], field.shape, field, [*route, field.name])

    def _value(self, value: Any, shape: Shape, field: PlannedField, route: Route) -> Any:
        try:
            if type(value) is Failure:
                raise value.error
            if shape.leaf is not None or value is None:
                return value
            if shape.item is not None:
                for place, item in enumerate(value):
                    value[place] = self._value(item, shape.item, field, [*route, place])
            else:
                self.object(value, route)
        except Exception as raw:
            error = located_error(raw, field.nodes, route)
            if self._propagate and shape.non_null:
                raise error from None
            self._report(error)
            return None
        return value
