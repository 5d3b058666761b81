"""Keyset pages: a cursor holds the sort key of a row, so pages stay put while rows come and go.

A page costs the same at any depth: the index is entered at the cursor. One row more than the page is
read to learn whether another page follows.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

import orjson
from sqlalchemy import ColumnElement, Integer, Select, bindparam, tuple_

from domain.kernel.errors import InvalidInput

T = TypeVar("T")

MAX_PAGE = 250
DEFAULT_PAGE = 50


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`first`/`after` walk forwards, `last`/`before` backwards; rows always come in sort order."""

    size: int
    cursor: tuple[Any, ...] | None
    backwards: bool

    @classmethod
    def parse(
        cls,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> "PageRequest":
        """What a client asked for.

        Raises `InvalidInput` naming the argument for a size out of 0…250, a broken cursor, or both
        directions at once.
        """
        if first is not None and last is not None:
            raise InvalidInput("Ask for `first` or for `last`, not for both.", path=("last",))
        if after is not None and before is not None:
            raise InvalidInput("Give `after` or `before`, not both.", path=("before",))
        backwards = last is not None or before is not None
        if backwards and (first is not None or after is not None):
            raise InvalidInput("`last` goes with `before`, `first` with `after`.", path=("before",))
        size_name, size = ("last", last) if backwards else ("first", first)
        if size is not None and not 0 <= size <= MAX_PAGE:
            raise InvalidInput(f"`{size_name}` must be 0 to {MAX_PAGE}.", path=(size_name,))
        cursor_name, cursor = ("before", before) if backwards else ("after", after)
        return cls(
            size=DEFAULT_PAGE if size is None else size,
            cursor=None if cursor is None else decode_cursor(cursor, path=cursor_name),
            backwards=backwards,
        )


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows in sort order, each with its cursor, and whether more lie beyond either end."""

    rows: Sequence[T]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool

    @classmethod
    def cut(cls, request: PageRequest, found: Sequence[T], cursors: Sequence[str]) -> "Page[T]":
        """Make a page of what `window` found, one row too many included."""
        more = len(found) > request.size
        rows, marks = found[: request.size], cursors[: request.size]
        if request.backwards:
            rows, marks = rows[::-1], marks[::-1]
        beyond = request.cursor is not None
        return cls(
            rows=rows,
            cursors=marks,
            has_next=beyond if request.backwards else more,
            has_previous=more if request.backwards else beyond,
        )


class Cursors(Sequence[str]):
    """The cursors of rows, each made when somebody looks at it: most pages are turned by the last one,
    and no other is asked for."""

    def __init__(self, rows: Sequence[Any], key_of: Callable[[Any], Sequence[Any]]) -> None:
        self._rows = rows
        self._key_of = key_of

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> "Cursors": ...
    def __getitem__(self, place: int | slice) -> "str | Cursors":
        if isinstance(place, slice):
            return Cursors(self._rows[place], self._key_of)
        return encode_cursor(self._key_of(self._rows[place]))


@dataclass(frozen=True, slots=True)
class CappedCount:
    """How many rows there are; where they are more than anybody wants to have counted, `is_capped`."""

    rows: int
    is_capped: bool

    @classmethod
    def of(cls, found: int, most: int) -> "CappedCount":
        """What counting up to one more than `most` came to."""
        return cls(min(found, most), found > most)


def encode_cursor(key: Sequence[Any]) -> str:
    """An opaque string that holds a row's sort key."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key), default=str)).decode().rstrip("=")


def decode_cursor(cursor: str, *, path: str) -> tuple[Any, ...]:
    """The sort key again. Raises `InvalidInput` for a string that never was a cursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key = orjson.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
        if not isinstance(key, list) or not key:
            raise ValueError(cursor)
    except ValueError:
        raise InvalidInput("This is not a cursor of ours.", path=(path,)) from None
    return tuple(key)


def window(
    statement: Select[Any], *, key: Sequence[ColumnElement[Any]], bounded: bool, down: bool
) -> Select[Any]:
    """Order `statement` by `key`, start it at a cursor if it is `bounded`, and limit it to one row more
    than the page. Row comparison keeps it to a single index range. What it runs with is `window_at`."""
    if bounded:
        edge = tuple_(*(bindparam(f"edge_{n}", type_=column.type) for n, column in enumerate(key)))
        here = tuple_(*key)
        statement = statement.where(here < edge if down else here > edge)
    ordering = [column.desc() if down else column.asc() for column in key]
    return statement.order_by(*ordering).limit(bindparam("window_size", type_=Integer()))


def window_at(request: PageRequest, bounds: Sequence[Any] | None) -> dict[str, Any]:
    """The parameters of `window`; `bounds` are the cursor's values in column types."""
    edge = {f"edge_{n}": value for n, value in enumerate(bounds or ())}
    return {"window_size": request.size + 1, **edge}
