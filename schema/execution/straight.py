"""Fields that need no walking: their cells are written when the objects of a level are found.

Most of a page is columns, attributes and constants that are leaves. For those a level is a table: each
field reads its column and writes it in one go, and the response objects are made of the rows. A column
that shows a small object whose parts lie in the row, such as money, is as many columns of that object.

Only what is in perfect order goes this way. Where a column holds anything else, a null that may not be,
an error, an awaitable, a value the scalar refuses, its field is left to be resolved like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any

from strawberry.types.field import StrawberryField

from schema.execution.awaiting import IsAwaitable, all_present
from schema.execution.shape import Unusual

if TYPE_CHECKING:
    from schema.execution.plan import PlannedField, Selection

Cells = Iterable[Any]
"""A list, or `repeat` of one cell."""
WriteCells = Callable[[Sequence[Any], Sequence[Any], IsAwaitable], Cells]
"""Of the level's objects and their rows. Raises for what is unusual, or whatever reading raises."""


class Straight:
    """The straight fields of a selection, and the others. Objects of the level must be of the very
    class that its type was declared with."""

    __slots__ = ("_columns", "_make", "_names", "_template", "by_row", "others")

    def __init__(self, selection: Selection) -> None:
        self.others: list[PlannedField] = []
        """What is left to resolve."""
        self.by_row = False
        self._columns: list[tuple[PlannedField, WriteCells | None]] = []
        for field in selection.fields:
            write = _writer_of(field)
            self._columns.append((field, write))
            if write is None:
                self.others.append(field)
            elif field.reading.column is not None:
                self.by_row = True
        self._names = tuple(field.name for field in selection.fields)
        self._make = maker(self._names)
        self._template = selection.template

    def write(
        self, sources: Sequence[Any], check: IsAwaitable
    ) -> tuple[list[dict[str, Any]], list[PlannedField]]:
        """Response objects, and the straight fields that are unusual here."""
        if len(self.others) == len(self._names):
            template = self._template
            return [template.copy() for _ in sources], []
        unusual: list[PlannedField] = []
        rows = [source.row for source in sources] if self.by_row else ()
        columns: list[Cells] = []
        for field, write in self._columns:
            if write is None:
                columns.append(_EMPTY)
                continue
            try:
                columns.append(write(sources, rows, check))
            except Exception:
                unusual.append(field)
                columns.append(_EMPTY)
        return self._make(columns, len(sources)), unusual


_EMPTY = repeat(None)


@lru_cache(1000)
def maker(names: tuple[str, ...]) -> Callable[[Sequence[Cells], int], list[dict[str, Any]]]:
    """What makes so many objects of these columns. The rows of a level are its inner loop, so it is
    written out, as `namedtuple` does it: a third of what `dict(zip(…))` takes."""
    if not names:
        return lambda columns, number: [{} for _ in range(number)]
    cells = ", ".join(f"_{nth}" for nth in range(len(names)))
    pairs = ", ".join(f"{name!r}: _{nth}" for nth, name in enumerate(names))
    make = eval(f"lambda columns: [{{{pairs}}} for {cells}, in zip(*columns)]")  # noqa: S307 - see above

    def make_objects(columns: Sequence[Cells], number: int) -> list[dict[str, Any]]:
        if all(type(column) is repeat for column in columns):
            first = dict(zip(names, next(zip(*columns, strict=False)), strict=True))
            return [first.copy() for _ in range(number)]
        made: list[dict[str, Any]] = make(columns)
        return made

    return make_objects


def _writer_of(field: PlannedField) -> WriteCells | None:
    try:
        return _writer(field)
    except Exception:
        return None  # what is wrong with it is said when it is resolved


def _writer(field: PlannedField) -> WriteCells | None:
    """How a field is written straight; None for one that is not."""
    reading, shape = field.reading, field.shape
    if reading.constant is not None:
        constant = repeat(reading.constant)
        return lambda sources, rows, check: constant
    if reading.written is not None:
        write_column = reading.written
        return lambda sources, rows, check: write_column(rows)
    if shape.item is not None:
        return None
    if shape.cells is None:
        return _parts_writer(field)
    write = shape.cells
    if reading.column is not None:
        read = reading.column
        return lambda sources, rows, check: write(list(map(read, rows)))
    if reading.read is not None:
        read_object = reading.read

        def write_attributes(sources: Sequence[Any], rows: Sequence[Any], check: IsAwaitable) -> Cells:
            values = list(map(read_object, sources))
            if not all_present(values, check):
                raise Unusual
            return write(values)

        return write_attributes
    return None


def _parts_writer(field: PlannedField) -> WriteCells | None:
    """A column whose object lies in the row, part by part."""
    type_, parts = field.shape.object, field.reading.parts
    if type_ is None or parts is None:
        return None
    columns: list[tuple[str, Callable[[Sequence[Any]], Cells]]] = []
    for inner in field.selection(type_).fields:
        write = _part_writer(inner, parts)
        if write is None:
            return None
        columns.append((inner.name, write))
    make = maker(tuple(name for name, _ in columns))

    def write_objects(sources: Sequence[Any], rows: Sequence[Any], check: IsAwaitable) -> Cells:
        return make([write(rows) for _, write in columns], len(rows))

    return write_objects


def _part_writer(inner: PlannedField, parts: Any) -> Callable[[Sequence[Any]], Cells] | None:
    reading = inner.reading
    if reading.constant is not None:
        constant = repeat(reading.constant)
        return lambda rows: constant
    definition = inner.definition.extensions.get("strawberry-definition")
    if reading.read is None or inner.shape.cells is None or not isinstance(definition, StrawberryField):
        return None
    part = parts.get(definition.python_name)
    if part is None:
        return None
    read = part.read
    if part.is_written:
        written: Callable[[Sequence[Any]], Cells] = read
        return written
    write = inner.shape.cells
    return lambda rows: write(read(rows))
