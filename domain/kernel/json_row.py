"""A row as the text that PostgreSQL makes of it: its key, and behind it JSON with gaps.

In a gap stands the key of what belongs there and is found by another statement, or nothing. So rows that
are only sent come without cells to be taken apart, and are put together by their keys.
"""

from typing import Any

from sqlalchemy import Executable
from sqlalchemy.types import NullType, TypeEngine

from domain.kernel import as_json

KEY = 36
"Signs of a key."
GAP = "\1"
"Stands before and after the key in a gap. In JSON such a sign is escaped."


class CannotWrite(Exception):
    """PostgreSQL does not write it as we do."""


class JsonRow:
    """The row of a statement while it is put together, as an `expression` in SQL over its `columns`. The
    expression is null for a row that is not in order, such as one with a null where none may be."""

    def __init__(self, statement: Executable, key: str) -> None:
        self.columns = frozenset({key})
        columns = getattr(statement, "selected_columns", ())
        self._types = {column.key: as_json.underlying(column.type) for column in columns}
        self._pieces = [f'"{key}"']
        self._words = ""

    def add(self, words: str) -> None:
        """JSON that is the same in each row."""
        self._words += words

    def add_gap(self, key: str) -> None:
        """A gap for what is found by a column."""
        self.columns |= {key}
        self._words += GAP
        self._add(f"coalesce(\"{key}\"::text, '')")
        self._words += GAP

    def add_column(self, column: str, write: as_json.Write | None, *, nullable: bool) -> None:
        """A column. Raises `CannotWrite` where `write` cannot."""
        type_: TypeEngine[Any] = self._types.get(column, NullType())
        self.add_made((column,), write and write(f'"{column}"', type_), nullable=nullable)

    def add_made(self, columns: tuple[str, ...], expression: str | None, *, nullable: bool) -> None:
        """What an expression makes of columns; null where the first of them is and may be."""
        if expression is None:
            raise CannotWrite
        self.columns |= set(columns)
        self._add(as_json.or_null(f'"{columns[0]}"', expression) if nullable else expression)

    def expression(self) -> str:
        """All of it."""
        self._end_words()
        return " || ".join(self._pieces)

    def _add(self, expression: str) -> None:
        self._end_words()
        self._pieces.append(expression)

    def _end_words(self) -> None:
        if self._words:
            self._pieces.append(as_json.quoted(self._words))
            self._words = ""
