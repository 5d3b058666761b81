"""What need not be waited for any more, because what it lies in has already become null.

An error where null is not allowed takes its object with it, and that object perhaps the one above. When
all objects of a level are lost, those that still wait for their fields are cancelled, so that a client
learns of a failure when it happens and not when the slowest of its neighbours is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schema.execution.failures import Failure

if TYPE_CHECKING:
    from schema.execution.level import Level
    from schema.execution.plan import PlannedField
    from schema.execution.shape import Shape


class Lost(Exception):
    """Whoever waits beside this need not wait any more."""


def take_consequences(field: PlannedField, level: Level) -> None:
    """Mark the objects that are lost because of what failed in a field of a level."""
    for place, result in enumerate(level.results):
        if _fails(result[field.name], field.shape):
            _lose(level, place)


def _lose(level: Level, place: int) -> None:
    while place not in level.lost:
        level.lost.add(place)
        above, field = level.above, level.field
        if above is None or field is None:
            return
        shape, nullable = field.shape, not field.shape.non_null
        for _ in level.keys[place]:
            assert shape.item is not None
            shape = shape.item
            nullable = nullable or not shape.non_null
        if nullable:
            return
        level, place = above, level.owners[place]


def _fails(value: Any, shape: Shape) -> bool:
    """Whether a value takes its object with it."""
    if not shape.non_null:
        return False
    if isinstance(value, Failure):
        return True
    item = shape.item
    return item is not None and type(value) is list and any(_fails(each, item) for each in value)
