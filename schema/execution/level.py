"""A level: all objects of one concrete type that one field found, and the response objects they fill.

Where an object lies in the response is kept as two numbers, its owner's place in the level above and
its keys in the owner's list, and becomes a path only when somebody asks: a resolver, or an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphql.pyutils import Path

if TYPE_CHECKING:
    from schema.execution.awaiting import IsAwaitable
    from schema.execution.plan import PlannedField, Selection

Keys = tuple[int, ...]


class Level:
    """Objects in the order of the document, `results` beside `sources`."""

    __slots__ = (
        "above",
        "field",
        "keys",
        "later",
        "loose",
        "lost",
        "owners",
        "results",
        "selection",
        "sources",
        "unusual",
    )

    def __init__(
        self, selection: Selection, above: Level | None = None, field: PlannedField | None = None
    ) -> None:
        self.selection = selection
        self.above = above
        self.field = field
        self.sources: list[Any] = []
        self.results: list[dict[str, Any]] = []
        self.owners: list[int] = []
        self.keys: list[Keys] = []
        self.later: set[PlannedField] = set()
        """The fields that had to be waited for."""
        self.loose = False
        """Some of its objects came one by one, and all of its fields are still to be resolved."""
        self.unusual: set[PlannedField] = set()
        """Straight fields that have to be resolved all the same."""
        self.lost: set[int] = set()
        """The places of objects that have become null."""

    def fields(self) -> list[PlannedField]:
        """What is left to resolve."""
        if self.loose:
            return self.selection.fields
        others, unusual = self.selection.straight().others, self.unusual
        if not unusual:
            return others
        return [field for field in self.selection.fields if field in unusual or field in others]

    def lies_in(self, other: Level) -> bool:
        """Whether it is the other level, or below it."""
        level: Level | None = self
        while level is not None:
            if level is other:
                return True
            level = level.above
        return False

    def is_lost(self) -> bool:
        """Whether nothing of it, or of a level it lies in, will be in the response."""
        level: Level | None = self
        while level is not None:
            if len(level.lost) == len(level.sources):
                return True
            level = level.above
        return False

    def add(self, source: Any, owner: int, keys: Keys) -> dict[str, Any]:
        """Take an object in; its response object is filled as its fields are resolved."""
        self.loose = True
        result = self.selection.template.copy()
        self.sources.append(source)
        self.results.append(result)
        self.owners.append(owner)
        self.keys.append(keys)
        return result

    def extend(
        self,
        sources: Sequence[Any],
        owners: Sequence[int],
        keys: Sequence[Keys],
        check: IsAwaitable,
    ) -> list[dict[str, Any]]:
        """Take objects in that are of the class their type was declared with."""
        results, unusual = self.selection.straight().write(sources, check)
        self.unusual.update(unusual)
        self.sources += sources
        self.results += results
        self.owners += owners
        self.keys += keys
        return results

    def path(self, place: int) -> Path | None:
        """Where the object lies in the response; None for the root."""
        if self.above is None or self.field is None:
            return None
        path = self.above.field_path(self.owners[place], self.field)
        for key in self.keys[place]:
            path = Path(path, key, None)
        return path

    def field_path(self, place: int, field: PlannedField) -> Path:
        """Where a field of the object lies in the response."""
        return Path(self.path(place), field.name, self.selection.type.name)
