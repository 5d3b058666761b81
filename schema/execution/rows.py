"""Rows that a relation found, written into the objects they belong to as they are.

Where a relation shows nothing but rows, each is its response object's straight fields: no object is made
of it, none is asked for its type, and its place is only worked out when somebody wants to know. Whatever
is not so plain goes the way of all values (`complete`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any

from schema.execution.complete import SLICE
from schema.execution.level import Level
from schema.relation import row_type

if TYPE_CHECKING:
    from schema.execution.loads import Asked
    from schema.execution.straight import Straight
    from schema.execution.walk import Walk


async def write_rows(asked: Asked) -> bool:
    """Fill the level with what was found for it. False where nothing was done, because there is more to
    it than that, or something in it is not in order."""
    batch, completion, found = asked.batch, asked.completion, asked.loader.found
    field, level = completion.field, completion.level
    try:
        selection = field.selection_of_rows(batch)
        if selection is None:
            return False
        straight = selection.straight()
        known = [None if key is None else found[key] for key in asked.keys]
        if batch.many:
            spread = [len(rows) if rows else 0 for rows in known]
            rows = list(chain.from_iterable(filter(None, known)))
        else:
            spread = [0 if row is None else 1 for row in known]
            rows = [row for row in known if row is not None]
            if field.shape.non_null and len(rows) < len(known):
                return False
        made = await _made(rows, straight, completion.walk)
    except Exception:
        return False
    completion.write(_lists(made, spread) if batch.many else _ones(made, spread))
    if straight.others:
        below = completion.children[selection.type] = Level(selection, level, field)
        below.take_rows(rows, made, spread, row_type(batch.target))
    return True


async def _made(rows: Sequence[Any], straight: Straight, walk: Walk) -> list[dict[str, Any]]:
    """Their response objects."""
    if len(rows) <= SLICE:
        return straight.make(rows, walk.is_awaitable)
    made: list[dict[str, Any]] = []
    for first in range(0, len(rows), SLICE):
        made += straight.make(rows[first : first + SLICE], walk.is_awaitable)
        await walk.breathe()
    return made


def _lists(made: list[dict[str, Any]], spread: Sequence[int]) -> list[Any]:
    """So many for each object above."""
    lists: list[Any] = []
    last = 0
    for number in spread:
        lists.append(made[last : last + number])
        last += number
    return lists


def _ones(made: list[dict[str, Any]], spread: Sequence[int]) -> list[Any]:
    """One for each object above that has one."""
    if len(made) == len(spread):
        return made
    waiting = iter(made)
    return [next(waiting) if number else None for number in spread]
