"""Batch reads: all keys in one statement, answered as a dict. What GraphQL's loaders stand on.

A statement is built once at import and bound to one array, ``= ANY(:ids)``: no new text to parse for
another number of keys. Reads of things that belong to an order carry the viewer's scope in the SQL
(`kernel.visibility`), so that another customer's rows are not found rather than thrown away.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, bindparam, column, func, select

from domain.kernel.actor import Actor
from domain.kernel.pieces import in_pieces
from domain.kernel.reader import AnyRow as AnyRow
from domain.kernel.reader import Reader, rows_of
from domain.kernel.visibility import scope

IDS = bindparam("ids", type_=ARRAY(Uuid()))
"The keys of a batch."
_UNSEEN = func.array(select(func.unnest(IDS)).scalar_subquery(), type_=ARRAY(Uuid()))
"""The keys, which PostgreSQL finds when it runs the statement. Could it count them beforehand, few would
be a reason to plan the statement anew each time, which costs more than to run it."""


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """`column` is one of the batch's keys."""
    return column == any_(_UNSEEN)


PARENTS = func.unnest(IDS).table_valued(column("id", Uuid()), name="parent").render_derived()
"""The batch's keys as rows, for a lateral join that reads a page of each."""


class Keyed:
    """Rows for any number of keys, by one statement over `IDS`. `key` is the column that holds the key;
    `scoped`, that the statement keeps to the viewer's scope; `parameters` are the others it wants."""

    def __init__(
        self, statement: Select[Any], key: str = "id", *, scoped: bool = False, **parameters: Any
    ) -> None:
        self.statement = statement
        self.key = key
        self.scoped = scoped
        self._parameters = parameters

    def given(self, **parameters: Any) -> Self:
        """The same with these parameters."""
        return type(self)(self.statement, self.key, scoped=self.scoped, **self._parameters, **parameters)

    def parameters(self, ids: Sequence[UUID], viewer: Actor | None) -> dict[str, Any]:
        """What the statement is run with."""
        seen = scope(viewer) if self.scoped and viewer is not None else {}
        return {"ids": list(ids), **self._parameters, **seen}


class RowByKey(Keyed):
    """At most one row a key: ``await rows(read, ids)`` is ``{key: row}``, without keys that have none."""

    async def __call__(
        self, read: Reader, ids: Sequence[UUID], *, viewer: Actor | None = None
    ) -> dict[UUID, AnyRow]:
        parameters = self.parameters(ids, viewer)
        rows = await rows_of(read, self.statement, parameters, keep=(self.key,))
        return await self.grouped(rows)

    async def grouped(self, rows: Sequence[AnyRow]) -> dict[UUID, AnyRow]:
        """The rows by key."""
        found: dict[UUID, AnyRow] = {}
        key_of = attrgetter(self.key)
        await in_pieces(lambda some: found.update({key_of(row): row for row in some}), rows)
        return found


class RowsByKey(Keyed):
    """Any number of rows a key, in the statement's order: ``{key: [row, …]}``."""

    async def __call__(
        self, read: Reader, ids: Sequence[UUID], *, viewer: Actor | None = None
    ) -> dict[UUID, list[AnyRow]]:
        parameters = self.parameters(ids, viewer)
        rows = await rows_of(read, self.statement, parameters, keep=(self.key,))
        return await self.grouped(rows)

    async def grouped(self, rows: Sequence[AnyRow]) -> dict[UUID, list[AnyRow]]:
        """The rows by key."""
        grouped: dict[UUID, list[AnyRow]] = {}
        key_of = attrgetter(self.key)

        def group(some: Sequence[AnyRow]) -> None:
            for key, row in zip(map(key_of, some), some, strict=True):
                if key in grouped:
                    grouped[key].append(row)
                else:
                    grouped[key] = [row]

        await in_pieces(group, rows)
        return grouped


async def load_by_key(
    read: Reader, statement: Select[Any], ids: Sequence[UUID], **parameters: Any
) -> dict[UUID, AnyRow]:
    """One row a key: ``{row.id: row}``; keys without a row are left out."""
    rows = await rows_of(read, statement, {"ids": list(ids), **parameters}, keep=("id",))
    found: dict[UUID, AnyRow] = {}
    await in_pieces(lambda some: found.update({row.id: row for row in some}), rows)
    return found


async def load_by_parent(
    read: Reader, statement: Select[Any], ids: Sequence[UUID], parent: str, **parameters: Any
) -> dict[UUID, list[AnyRow]]:
    """Any number of rows a key, in the statement's order, under the column named `parent`."""
    rows = await rows_of(read, statement, {"ids": list(ids), **parameters}, keep=(parent,))
    grouped: dict[UUID, list[AnyRow]] = {}
    key_of = attrgetter(parent)

    def group(some: Sequence[AnyRow]) -> None:
        for key, row in zip(map(key_of, some), some, strict=True):
            if key in grouped:
                grouped[key].append(row)
            else:
                grouped[key] = [row]

    await in_pieces(group, rows)
    return grouped


def given(**names: Any) -> dict[str, Any]:
    """What something is asked for by: the names that have a value."""
    return {name: value for name, value in names.items() if value is not None}


Rows = Mapping[UUID, AnyRow]
RowLists = Mapping[UUID, Sequence[AnyRow]]
