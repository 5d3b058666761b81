"""A row as the text that PostgreSQL makes of it: JSON with gaps for what belongs to it.

Read by keys, the key stands before it, and in each gap the key of what is found by another statement, or
nothing: rows that are only sent come without cells to be taken apart, and are put together by keys. Read
for the one row around it, its gaps are filled where they are (`domain.kernel.nested`).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.types import NullType, TypeEngine

from domain.kernel import as_json

KEY = 36
"Signs of a key."
LONGEST = 50_000
"""Characters of SQL in one statement that write an answer. PostgreSQL keeps some 55 bytes for each, in
every connection that knows the statement: an order in full has 26,000 and takes up 1.4 MB."""
GAP = "\1"
"Stands before and after the key in a gap. In JSON such a sign is escaped."


class CannotWrite(Exception):
    """PostgreSQL does not write it as we do."""


class _Words(str):
    """JSON that is the same in each row. All else is SQL."""

    __slots__ = ()


class _Gap(str):
    """Where something belongs that is found by this column."""

    __slots__ = ()


class JsonRow:
    """The row of a statement while it is put together, as an expression in SQL over its `columns`. The
    expression is null for a row that is not in order, such as one with a null where none may be."""

    def __init__(self, statement: Executable, key: str) -> None:
        self.columns = frozenset({key})
        self._key = key
        columns = getattr(statement, "selected_columns", ())
        self._types = {column.key: as_json.underlying(column.type) for column in columns}
        self._pieces: list[str] = []

    def add(self, words: str) -> None:
        """JSON that is the same in each row."""
        self._pieces.append(_Words(words))

    def add_gap(self, key: str) -> None:
        """A gap for what is found by a column."""
        self.columns |= {key}
        self._pieces.append(_Gap(key))

    def add_column(self, column: str, write: as_json.Write | None, *, nullable: bool) -> None:
        """A column. Raises `CannotWrite` where `write` cannot."""
        type_: TypeEngine[Any] = self._types.get(column, NullType())
        self.add_made((column,), write and write(f'"{column}"', type_), nullable=nullable)

    def add_made(self, columns: tuple[str, ...], expression: str | None, *, nullable: bool) -> None:
        """What an expression makes of columns; null where the first of them is and may be."""
        if expression is None:
            raise CannotWrite
        self.columns |= set(columns)
        self._pieces.append(as_json.or_null(f'"{columns[0]}"', expression) if nullable else expression)

    def add_member(self, column: str, name: str, default: str | None, *, nullable: bool) -> None:
        """A text in the document of a column."""
        self.columns |= {column}
        text = as_json.member_of(f'"{column}"', name, default)
        expression = f"to_json({text})::text"
        self._pieces.append(as_json.or_null(text, expression) if nullable else expression)

    @contextmanager
    def unless_null(self, column: str) -> Iterator[None]:
        """What the block adds; null where the column is."""
        before, self._pieces = self._pieces, []
        yield
        made, self._pieces = _joined(self._pieces), before
        self._pieces.append(as_json.or_null(f'"{column}"', made))

    def with_keys(self) -> str:
        """The expression with the row's key before it, and keys in its gaps."""
        return _joined([f'"{self._key}"', *self._with_keys()])

    def filled(self, parts: Sequence[str], *, mark: str = "") -> str:
        """The expression behind a `mark`, with expressions in its gaps."""
        waiting = iter(parts)
        pieces = [next(waiting) if isinstance(each, _Gap) else each for each in self._pieces]
        return _joined([_Words(mark), *pieces])

    def _with_keys(self) -> Iterator[str]:
        for piece in self._pieces:
            if isinstance(piece, _Gap):
                yield from (_Words(GAP), f"coalesce(\"{piece}\"::text, '')", _Words(GAP))
            else:
                yield piece


def _joined(pieces: Iterable[str]) -> str:
    """The expression of all pieces, in which words that follow each other are one."""
    expressions: list[str] = []
    words = ""
    for piece in pieces:
        if isinstance(piece, _Words):
            words += piece
            continue
        if words:
            expressions.append(as_json.quoted(words))
            words = ""
        expressions.append(piece)
    if words:
        expressions.append(as_json.quoted(words))
    return " || ".join(expressions)
