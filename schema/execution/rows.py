"""Rows that a relation found, written into the objects they belong to as they are.

Where a relation shows nothing but rows, each is its response object's straight fields: no object is made
of it, none is asked for its type, and its place is only worked out when somebody wants to know. Whatever
is not so plain goes the way of all values (`complete`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from schema.execution.certain import exact_class
from schema.execution.complete import SLICE, Completion
from schema.execution.level import Level
from schema.relation import row_type

if TYPE_CHECKING:
    from schema.execution.loads import Asked
    from schema.execution.plan import PlannedField, Selection
    from schema.relation import Batch


def selection_of_rows(field: PlannedField, batch: Batch) -> Selection | None:
    """What is asked of the rows that a relation finds; None where it does not show them as they are.
    Raises what collecting the fields raises."""
    shape = field.shape.item if batch.many else field.shape
    if shape is None or shape.object is None or not batch.target:
        return None
    if exact_class(shape.object) is not row_type(batch.target):
        return None
    selection = field.selection(shape.object)
    return None if selection.straight().reads_objects else selection


async def write_rows(asked: Asked) -> bool:
    """Fill the level with what was found for it. False where there is more to it than that, or something
    in it is not in order: then nothing is filled, or all of it has to be filled again."""
    batch, completion = asked.batch, asked.completion
    try:
        selection = selection_of_rows(completion.field, batch)
        if selection is None:
            return False
        found = asked.loader.found
        rows = [None if key is None else found[key] for key in asked.keys]
        writing = _Writing(completion, selection)
        spread = await (writing.lists(rows) if batch.many else writing.objects(rows))
    except Exception:
        return False
    if spread is not None and selection.straight().others:
        level = Level(selection, completion.level, completion.field)
        level.take_rows(writing.rows, writing.made, spread, row_type(batch.target))
        completion.children[selection.type] = level
    return spread is not None


class _Writing:
    """Response objects for the rows of one relation of a level."""

    def __init__(self, completion: Completion, selection: Selection) -> None:
        self._completion = completion
        self._straight = selection.straight()
        self.rows: list[Any] = []
        self.made: list[dict[str, Any]] = []

    async def lists(self, found: Sequence[Sequence[Any] | None]) -> list[int] | None:
        """Fill in lists of them; how many each object has."""
        self.rows = list(chain.from_iterable(filter(None, found)))
        await self._make()
        made, lists, last = self.made, [], 0
        spread = [len(rows) if rows else 0 for rows in found]
        for number in spread:
            lists.append(made[last : last + number])
            last += number
        self._fill(lists)
        return spread

    async def objects(self, found: Sequence[Any]) -> list[int] | None:
        """Fill in one for each object, or null; how many each has. None where one may not be null."""
        self.rows = [row for row in found if row is not None]
        if len(self.rows) < len(found) and self._completion.field.shape.non_null:
            return None
        await self._make()
        made = iter(self.made)
        self._fill([None if row is None else next(made) for row in found])
        return [int(row is not None) for row in found]

    async def _make(self) -> None:
        rows, make, walk = self.rows, self._straight.make, self._completion.walk
        if len(rows) <= SLICE:
            self.made = make(rows, walk.is_awaitable)
            return
        for first in range(0, len(rows), SLICE):
            self.made += make(rows[first : first + SLICE], walk.is_awaitable)
            await walk.breathe()

    def _fill(self, values: list[Any]) -> None:
        name = self._completion.field.name
        for result, value in zip(self._completion.level.results, values, strict=True):
            result[name] = value
