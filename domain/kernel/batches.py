"""Batch reads: all keys in one statement, answered as a dict. What GraphQL's loaders stand on.

A statement is built once at import and bound to one array, ``= ANY(:ids)``: no new text to parse for
another number of keys. Reads of things that belong to an order carry the viewer's scope in the SQL
(`kernel.visibility`), so that another customer's rows are not found rather than thrown away.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import cached_property
from operator import attrgetter
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Executable, Uuid, any_, bindparam, column, func, select
from sqlalchemy.sql.visitors import replacement_traverse

from domain.kernel.actor import Actor
from domain.kernel.pieces import in_pieces
from domain.kernel.reader import AnyRow as AnyRow
from domain.kernel.reader import Reader, rows_of

F = TypeVar("F")
Scope = Callable[[Actor], Mapping[str, Any]]

IDS = bindparam("ids", type_=ARRAY(Uuid()))
"The keys of a batch."
_UNSEEN = func.array(select(func.unnest(IDS)).scalar_subquery(), type_=ARRAY(Uuid()))
"""The keys, which PostgreSQL finds when it runs the statement. Could it count them beforehand, few would
be a reason to plan the statement anew each time, which costs more than to run it."""


_ANY = any_(_UNSEEN)


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """`column` is one of the batch's keys."""
    return column == _ANY


_ID = bindparam("only_key", type_=Uuid())
"The only key."


def _of_one_key(element: Any) -> Any:
    """What stands in a statement over one key in place of an element."""
    return _ID if element is _ANY else None


PARENTS = func.unnest(IDS).table_valued(column("id", Uuid()), name="parent").render_derived()
"""The batch's keys as rows, for a lateral join that reads a page of each."""


class Keyed(Generic[F]):
    """A read by keys: ``await read_them(read, ids)`` is ``{key: what it has}``, without keys that have
    nothing. It is one statement over `IDS`; `key` is the column that holds a row's key. `scope`
    gives the parameters by which it keeps to what a viewer may see, `of_stock` says that nobody sees it
    but those who see stock; `parameters` are the others it wants."""

    def __init__(
        self,
        statement: Executable,
        key: str = "id",
        *,
        scope: Scope | None = None,
        of_stock: bool = False,
        **parameters: Any,
    ) -> None:
        self.statement = statement
        self.key = key
        self._key_of = attrgetter(key)
        self._scope = scope
        self._of_stock = of_stock
        self._parameters = parameters

    def given(self, **parameters: Any) -> Self:
        """The same with these parameters."""
        same = copy(self)
        same._parameters = self._parameters | parameters
        return same

    async def __call__(
        self, read: Reader, ids: Sequence[UUID], *, viewer: Actor | None = None
    ) -> dict[UUID, F]:
        if not self.shows_to(viewer):
            return {}
        parameters = self.parameters(ids, viewer)
        return await self.grouped(await rows_of(read, self.statement, parameters, keep=(self.key,)))

    @cached_property
    def of_one_key(self) -> Executable:
        """The statement over `only_key`, which PostgreSQL finds faster than an array of one. It may
        still name `ids`, too."""
        one: Executable = replacement_traverse(self.statement, {}, _of_one_key)  # type: ignore[call-overload]
        return one

    @property
    def keeps_to_viewer(self) -> bool:
        """Whether it finds nothing that the viewer may not see, whatever it is asked for."""
        return self._scope is not None or self._of_stock

    def shows_to(self, viewer: Actor | None) -> bool:
        """Whether the viewer may see any of it."""
        return not self._of_stock or (viewer is not None and viewer.sees_stock)

    def parameters(self, ids: Sequence[UUID], viewer: Actor | None) -> dict[str, Any]:
        """What the statement is run with. One that keeps to a scope cannot be run without a viewer."""
        seen = self._scope(viewer) if self._scope is not None and viewer is not None else {}
        return {"ids": list(ids), **self._parameters, **seen}

    async def grouped(self, rows: Sequence[AnyRow]) -> dict[UUID, F]:
        """The statement's rows, by key."""
        found: dict[UUID, F] = {}
        await in_pieces(lambda some: self._group(found, map(self._key_of, some), some), rows)
        return found

    def of_one(self, rows: Sequence[AnyRow]) -> F | None:
        """What a key has that was read alone."""
        raise NotImplementedError

    def _group(self, found: dict[UUID, F], keys: Iterable[UUID], rows: Sequence[AnyRow]) -> None:
        raise NotImplementedError


class RowByKey(Keyed[AnyRow]):
    """At most one row a key."""

    def of_one(self, rows: Sequence[AnyRow]) -> AnyRow | None:
        return rows[0] if rows else None

    def _group(self, found: dict[UUID, AnyRow], keys: Iterable[UUID], rows: Sequence[AnyRow]) -> None:
        found.update(zip(keys, rows, strict=True))


class RowsByKey(Keyed[list[AnyRow]]):
    """Any number of rows a key, in the statement's order."""

    def of_one(self, rows: Sequence[AnyRow]) -> list[AnyRow]:
        return list(rows)

    def _group(
        self, found: dict[UUID, list[AnyRow]], keys: Iterable[UUID], rows: Sequence[AnyRow]
    ) -> None:
        for key, row in zip(keys, rows, strict=True):
            if key in found:
                found[key].append(row)
            else:
                found[key] = [row]


def given(**names: Any) -> dict[str, Any]:
    """What something is asked for by: the names that have a value."""
    return {name: value for name, value in names.items() if value is not None}


Rows = Mapping[UUID, AnyRow]
RowLists = Mapping[UUID, Sequence[AnyRow]]
