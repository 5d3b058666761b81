"""Fields that need no walking: they are written when the objects of a level are found.

Most of a page is columns, attributes and constants that are leaves. For those the response objects of a
level are made in one go, by a function that is written out for the selection, as `namedtuple` writes out
its own: a cell costs what reading and checking it costs, and no call. A column that shows a small object
whose parts lie in the row, such as money, is written with its parts.

Only what is in perfect order goes this way. Where anything else is found, a null that may not be, an
error, an awaitable, a value the scalar refuses, all fields of that level are resolved like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType
from graphql.type import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT
from strawberry.types.field import StrawberryField

from schema.column import Cell
from schema.execution.awaiting import IsAwaitable, all_present
from schema.execution.certain import exact_class
from schema.execution.reading import Read
from schema.execution.shape import Shape, Unusual

if TYPE_CHECKING:
    from schema.execution.plan import PlannedField, Selection

Make = Callable[[Sequence[Any], IsAwaitable], list[dict[str, Any]]]
"""Response objects of objects, or of their rows. Raises for what is unusual, or whatever reading
raises."""


class Straight:
    """The straight fields of a selection, and the others. Objects of the level must be of the very
    class that its type was declared with."""

    __slots__ = ("make", "others", "reads_objects", "reads_rows", "relations")

    def __init__(self, selection: Selection) -> None:
        self.others: list[PlannedField] = []
        """What is left to resolve."""
        fields = selection.fields
        self.reads_objects = any(field.reading.read is not None for field in fields)
        """Whether it is made of objects; else their rows will do."""
        self.reads_rows = not self.reads_objects and any(field.reading.cell for field in fields)
        """Whether it is made of rows. Where it is of neither, anything will do."""
        written = _Written("thing" if self.reads_rows else "thing.row")
        pairs = []
        for field in fields:
            cell = _cell_of(field, written)
            if cell is None:
                self.others.append(field)
            pairs.append(f"{field.name!r}: {cell}")
        self.make: Make = written.function(pairs)
        self.relations = [
            (field, field.reading.relation)
            for field in self.others
            if field.reading.relation is not None and not field.has_arguments
        ]
        """Of the others those that can be read before their objects are there."""


class _Written:
    """A function while it is being written. `row` is what it calls the row of a thing."""

    def __init__(self, row: str) -> None:
        self.row = row
        self._names: dict[str, Any] = {"refuse": _refuse, "present": _present}
        self._variables = 0

    def name(self, value: Any) -> str:
        """What the function calls a value it needs."""
        name = f"_{len(self._names)}"
        self._names[name] = value
        return name

    def variable(self) -> str:
        """A name for something it finds on the way."""
        self._variables += 1
        return f"found_{self._variables}"

    def function(self, pairs: Sequence[str]) -> Make:
        """It makes objects of these pairs."""
        names = self._names
        exec(_compiled(", ".join(pairs)), names)  # noqa: S102 - names are GraphQL's own
        make: Make = names.pop("make")
        return make


@lru_cache(1000)
def _compiled(pairs: str) -> CodeType:
    lines = (
        "def make(things, check):",
        "    made = []",
        "    for thing in things:",
        f"        made.append({{{pairs}}})",
        "    return made",
    )
    return compile("\n".join(lines), "<straight fields>", "exec")


def _refuse() -> Any:
    raise Unusual


def _present(value: Any, check: IsAwaitable) -> Any:
    """What an object says of itself, which might be anything."""
    if not all_present((value,), check):
        raise Unusual
    return value


def _cell_of(field: PlannedField, written: _Written) -> str | None:
    try:
        return _cell(field, written)
    except Exception:
        return None  # what is wrong with it is said when it is resolved


def _cell(field: PlannedField, written: _Written) -> str | None:
    """The expression that writes a field; None for one that is not straight."""
    reading, shape = field.reading, field.shape
    if reading.constant is not None:
        return repr(reading.constant)
    if reading.cell is not None and shape.leaf is not None:
        return _leaf(shape, _read(reading.cell, written), written, is_written=reading.cell.is_written)
    if reading.cell is not None and shape.object is not None:
        return _parts(field, shape.object, written) or _object(field, shape.object, written)
    if reading.read is not None and shape.leaf is not None:
        return _attribute(shape, reading.read, "thing", written)
    return None


def _parts(field: PlannedField, type_: GraphQLObjectType, written: _Written) -> str | None:
    """A column whose object lies in the row, part by part."""
    parts = field.reading.parts
    if parts is None:
        return None

    def part(inner: PlannedField) -> str | None:
        definition = inner.definition.extensions.get("strawberry-definition")
        if not isinstance(definition, StrawberryField) or definition.python_name not in parts:
            return None
        cell = parts[definition.python_name]
        return _leaf(inner.shape, _read(cell, written), written, is_written=cell.is_written)

    return _fields(field, type_, part)


def _object(field: PlannedField, type_: GraphQLObjectType, written: _Written) -> str | None:
    """A column that shows a small object, which is made of the row."""
    exact, cell = exact_class(type_), field.reading.cell
    if exact is None or type_.is_type_of is not None or cell is None:
        return None
    name = written.variable()

    def attribute(inner: PlannedField) -> str | None:
        assert inner.reading.read is not None
        return _attribute(inner.shape, inner.reading.read, name, written)

    made = _fields(field, type_, attribute)
    if made is None:
        return None
    absent = "refuse()" if field.shape.non_null else "None"
    fits = f"type({name} := {_read(cell, written)}) is {written.name(exact)}"
    return f"({made} if {fits} else {absent} if {name} is None else refuse())"


def _fields(
    field: PlannedField, type_: GraphQLObjectType, write: Callable[[PlannedField], str | None]
) -> str | None:
    """The fields of an object that lies in a row: leaves, each an attribute of the object. None where
    there is anything else among them."""
    pairs = []
    for inner in field.selection(type_).fields:
        if inner.reading.constant is not None:
            cell: str | None = repr(inner.reading.constant)
        elif inner.reading.read is None or inner.shape.leaf is None:
            return None
        else:
            cell = write(inner)
        if cell is None:
            return None
        pairs.append(f"{inner.name!r}: {cell}")
    return f"{{{', '.join(pairs)}}}"


def _attribute(shape: Shape, read: Read, of: str, written: _Written) -> str:
    """The expression that writes an attribute of an object, which might be anything."""
    return _leaf(shape, f"{written.name(read)}({of})", written, taken="present(value, check)")


def _read(cell: Cell, written: _Written) -> str:
    """The expression that reads a cell."""
    columns = [f"{written.row}.{column}" for column in cell.columns]
    if cell.make is None:
        return columns[0]
    return f"{written.name(cell.make)}({', '.join(columns or [written.row])})"


def _leaf(
    shape: Shape, value: str, written: _Written, *, is_written: bool = False, taken: str = "value"
) -> str:
    """The expression that writes a leaf: a `value` that is no more than it seems, or else is `taken`."""
    if is_written:
        return value
    absent = "refuse()" if shape.non_null else "None"
    if shape.members is not None:
        write = f"{written.name(shape.members)}[{taken}]"
    else:
        write = f"{written.name(shape.write)}({taken})"
    if shape.plain is None and not shape.is_int:
        return f"({absent} if (value := {value}) is None else {write})"
    fits = f"type(value := {value}) is {'int' if shape.plain is None else shape.plain.__name__}"
    if shape.is_int:
        fits += f" and {GRAPHQL_MIN_INT} <= value <= {GRAPHQL_MAX_INT}"
    return f"(value if {fits} else {absent} if value is None else {write})"
