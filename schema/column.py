"""How a type says what of it lies in its row: `column` reads the row, `computed` computes from it.

Both are ordinary strawberry fields with inspectable attributes: an engine that walks a query level by
level reads columns without calling anything, and PostgreSQL can write those that say how.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, Self

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.field import StrawberryField


class Cell(NamedTuple):
    """Where something lies in a row: what `make` makes of these columns, or of the whole row where there
    are none; without it the column itself. `is_written` says that it is made as it is sent. `as_json` is
    how PostgreSQL makes the same of the columns, where it can; of one that is null, null."""

    columns: tuple[str, ...] = ()
    make: Callable[..., Any] | None = None
    is_written: bool = False
    as_json: Callable[..., str] | None = None

    def read(self, row: Any) -> Any:
        """What it is in a row."""
        values = [getattr(row, column) for column in self.columns] or [row]
        return values[0] if self.make is None else self.make(*values)


class Member(NamedTuple):
    """A text in the document that a column holds, or its default."""

    column: str
    name: str
    default: str | None = None


class ColumnField(StrawberryField):
    """A field that lies in the row. `read` takes it from there. `parts` say, by attribute, where what
    `read` makes an object of lies in the row, for whoever needs no object; `members` say it of an object
    that is made of a document, and null where the column is."""

    read: Callable[[Any], Any] | None = None
    parts: Mapping[str, Cell] | None = None
    members: Mapping[str, Member] | None = None
    columns: frozenset[str] | None = None
    "The columns that `read` reads; None where it does not say."
    lies_in: Cell | None = None
    "What `read` reads, where it says how PostgreSQL would."

    @cached_property
    def _read(self) -> Callable[[Any], Any]:
        return self.read or attrgetter(self.python_name)

    @property
    def read_by_name(self) -> bool:
        """It is the column of its own name."""
        return self.read is None and self.columns is None

    def row_reader(self, owner: type) -> Callable[[Any], Any]:
        """What `get_result` takes from the rows of a class."""
        return self._read

    def cell(self, owner: type) -> Cell:
        """Where it lies in the rows of a class."""
        if self.lies_in is not None:
            return self.lies_in
        return Cell((self.python_name,)) if self.read_by_name else Cell(make=self._read)

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        return self._read(source.row)

    def __copy__(self) -> Self:
        copied = super().__copy__()
        copied.read, copied.columns, copied.lies_in = self.read, self.columns, self.lies_in
        copied.parts, copied.members = self.parts, self.members
        return copied


def column(
    description: str,
    *,
    read: Callable[[Any], Any] | Cell | str | None = None,
    name: str | None = None,
    graphql_type: Any = None,
    columns: Iterable[str] = (),
    parts: Mapping[str, Cell] | None = None,
    members: Mapping[str, Member] | None = None,
) -> Any:
    """A field that lies in the row, under its own name unless `read` says where or how. Where it says
    how, `columns` are what it reads; without them the whole row is read for it."""
    field = ColumnField(
        graphql_name=name,
        description=description,
        type_annotation=StrawberryAnnotation.from_annotation(graphql_type),
    )
    field.init = field.repr = field.compare = False
    if isinstance(read, Cell):
        field.read, field.lies_in, columns = read.read, read, read.columns
    elif isinstance(read, str):
        field.read, columns = attrgetter(read), (read.partition(".")[0],)
    else:
        field.read = read
    field.columns = frozenset(columns) or None
    field.parts, field.members = parts, members
    return field


def computed(description: str, *, columns: Iterable[str] = ()) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field whose method computes it from the row: from `columns`, or who knows what of it."""
    metadata = {COLUMNS: frozenset(columns) or None}
    return lambda resolver: strawberry.field(resolver, description=description, metadata=metadata)


COLUMNS = "columns"
"""What a field with a resolver says in its metadata of the columns it reads."""
