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
    from schema.relation import RelationField

Keys = tuple[int, ...]


class Level:
    """Objects in the order of the document, `results` beside `sources`."""

    __slots__ = (
        "_keys",
        "_owners",
        "_shown_as",
        "_sources",
        "_spread",
        "above",
        "field",
        "later",
        "loose",
        "lost",
        "results",
        "rows",
        "selection",
    )

    def __init__(
        self, selection: Selection, above: Level | None = None, field: PlannedField | None = None
    ) -> None:
        self.selection = selection
        self.above = above
        self.field = field
        self.results: list[dict[str, Any]] = []
        self.rows: list[Any] | None = None
        """The rows of objects that came as such."""
        self._spread: list[int] | None = None
        self._shown_as: Any = None
        self._sources: list[Any] = []
        self._owners: list[int] = []
        self._keys: list[Keys] = []
        self.later: set[PlannedField] = set()
        """The fields that had to be waited for."""
        self.loose = False
        """All of its fields are still to be resolved: some of its objects came one by one, or had
        something unusual."""
        self.lost: set[int] = set()
        """The places of objects that have become null."""

    @property
    def sources(self) -> list[Any]:
        """The objects. Those that came as rows are made when somebody asks."""
        if self.rows is not None and not self._sources:
            self._sources = list(map(self._shown_as.from_row, self.rows))
        return self._sources

    @property
    def owners(self) -> list[int]:
        """For each object, the place of the one above that it belongs to."""
        self._unfold()
        return self._owners

    @property
    def keys(self) -> list[Keys]:
        """For each object, where it stands in the list of the one above."""
        self._unfold()
        return self._keys

    def _unfold(self) -> None:
        spread, self._spread = self._spread, None
        if spread is not None:
            assert self.field is not None
            listed = self.field.shape.item is not None
            for owner, number in enumerate(spread):
                self._owners += [owner] * number
                self._keys += [(place,) if listed else () for place in range(number)]

    def fields(self) -> list[PlannedField]:
        """What is left to resolve."""
        return self.selection.fields if self.loose else self.selection.straight().others

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
            if len(level.lost) == len(level.results):
                return True
            level = level.above
        return False

    def add(self, source: Any, owner: int, keys: Keys) -> dict[str, Any]:
        """Take an object in; its response object is filled as its fields are resolved."""
        self.loose = True
        result = self.selection.template.copy()
        self._sources.append(source)
        self.results.append(result)
        self._owners.append(owner)
        self._keys.append(keys)
        return result

    def extend(
        self,
        sources: Sequence[Any],
        owners: Sequence[int],
        keys: Sequence[Keys],
        check: IsAwaitable,
    ) -> list[dict[str, Any]]:
        """Take objects in that are of the class their type was declared with."""
        straight, template = self.selection.straight(), self.selection.template
        try:
            things = [source.row for source in sources] if straight.reads_rows else sources
            results = straight.make(things, check)
        except Exception:
            self.loose = True
            results = [template.copy() for _ in sources]
        self._sources += sources
        self.results += results
        self._owners += owners
        self._keys += keys
        return results

    def take_rows(
        self, rows: list[Any], results: list[dict[str, Any]], spread: list[int], shown_as: Any
    ) -> None:
        """Take in, at once and alone, objects as their rows, whose straight fields are written. `spread`
        says how many there are for each object above. They are shown as that class, if ever."""
        self.rows, self.results = rows, results
        self._spread, self._shown_as = spread, shown_as

    def keys_for(self, relation: RelationField) -> list[Any]:
        """The key of each object for a relation of theirs."""
        if self.rows is not None:
            return list(map(relation.key_in, self.rows))
        return list(map(relation.key_of, self._sources))

    def held(self) -> list[list[Any]]:
        """What it holds besides the response."""
        return [self._sources, self.rows or []]

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
