"""Batch reads: all keys in one statement, answered as a dict. What GraphQL's loaders stand on.

A statement is built once at import and bound to one array, ``= ANY(:ids)``: no new text to parse for
another number of keys. Reads of things that belong to an order carry the viewer's scope in the SQL
(`visible`), so that another customer's rows are not found rather than thrown away.
"""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Row,
    Select,
    Uuid,
    any_,
    bindparam,
    column,
    func,
    or_,
)

from domain.kernel.actor import Actor
from domain.kernel.database import Reader

AnyRow = Row[Any]

IDS = bindparam("ids", type_=ARRAY(Uuid()))
"The keys of a batch."

_SEES_ALL = bindparam("sees_all", type_=Boolean())
_CUSTOMER = bindparam("viewer_customer", type_=Uuid())


def among(column: ColumnElement[Any]) -> ColumnElement[bool]:
    """`column` is one of the batch's keys."""
    return column == any_(IDS)


def visible(customer: ColumnElement[Any]) -> ColumnElement[bool]:
    """The row is the viewer's own (`customer` is whose it is), or the viewer sees all."""
    return or_(_SEES_ALL, customer == _CUSTOMER)


PARENTS = func.unnest(IDS).table_valued(column("id", Uuid()), name="parent").render_derived()
"""The batch's keys as rows, for a lateral join that reads a page of each."""


def scope(viewer: Actor) -> dict[str, Any]:
    """The parameters of `visible`. Somebody unknown has no customer and so sees nothing."""
    return {"sees_all": viewer.sees_all_orders, "viewer_customer": viewer.customer_id}


async def load_by_key(
    read: Reader, statement: Select[Any], ids: Sequence[UUID], **parameters: Any
) -> dict[UUID, AnyRow]:
    """One row a key: ``{row.id: row}``; keys without a row are left out."""
    found = await read.execute(statement, {"ids": list(ids), **parameters})
    return {row.id: row for row in found.all()}


async def load_by_parent(
    read: Reader, statement: Select[Any], ids: Sequence[UUID], parent: str, **parameters: Any
) -> dict[UUID, list[AnyRow]]:
    """Any number of rows a key, in the statement's order, under the column named `parent`."""
    found = await read.execute(statement, {"ids": list(ids), **parameters})
    rows = found.all()
    grouped: dict[UUID, list[AnyRow]] = {}
    for key, row in zip(map(attrgetter(parent), rows), rows, strict=True):
        if key in grouped:
            grouped[key].append(row)
        else:
            grouped[key] = [row]
    return grouped


Rows = Mapping[UUID, AnyRow]
RowLists = Mapping[UUID, Sequence[AnyRow]]
