"""Everything with a global id, and how to find it again."""

from asyncio import gather
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import strawberry

from schema.column import Cell, ColumnField
from schema.context import Context
from schema.ids import global_id, global_ids_as_json, global_ids_of, read_global_id
from schema.permissions import EVERYBODY, Permission
from schema.relation import Batch, RowType


class IdField(ColumnField):
    """The global id of a row."""

    def row_reader(self, owner: type) -> Callable[[Any], Any]:
        name = owner.__name__
        return lambda row: global_id(name, row.id)

    def cell(self, owner: type) -> Cell:
        name = owner.__name__
        return Cell(("id",), global_ids_of(name), is_written=True, as_json=global_ids_as_json(name))

    def get_result(self, source: object, info: object, args: list[object], kwargs: object) -> str:
        return global_id(type(source).__name__, source.row.id)  # type: ignore[attr-defined]


def _id_field() -> IdField:
    field = IdField(description="Global id: opaque, and good for `node`.")
    field.columns = frozenset({"id"})
    field.init = field.repr = field.compare = False
    return field


@strawberry.interface(description="Anything with a global id.")
class Node(RowType):
    """Subclasses are strawberry types that show rows with a column `id`."""

    id: strawberry.ID = _id_field()  # type: ignore[assignment]

    def id_of(self) -> strawberry.ID:
        """The global id, in Python."""
        return global_id(type(self).__name__, self.row.id)


@dataclass(frozen=True)
class NodeSource:
    """Where nodes of a type come from, and to whom they exist when asked for by id."""

    batch: Batch
    visible_to: Permission


_sources: dict[str, NodeSource] = {}


def found_by(batch: Batch, *, visible_to: Permission = EVERYBODY) -> None:
    """Let `node` find the batch's type. The batch itself keeps to the viewer's scope where rows
    have an owner, and to its type's rule; `visible_to` keeps what is shown elsewhere from `node`."""
    _sources[batch.target] = NodeSource(batch, visible_to)


def batch_of(type_name: str) -> Batch | None:
    """What finds the type's rows by their ids, where `node` does."""
    source = _sources.get(type_name)
    return None if source is None else source.batch


def node_types() -> frozenset[str]:
    """The names of the types that `node` finds."""
    return frozenset(_sources)


async def load_node(context: Context, id: str) -> Node | None:
    """The node with that global id; None for no id of ours, and for what the caller may not see."""
    known = read_global_id(id)
    return None if known is None else await load_row(context, *known)


async def load_row(context: Context, type_name: str, id: UUID) -> Node | None:
    """The node of that type and id, within what the caller may see."""
    source = _sources.get(type_name)
    if source is None or not source.visible_to.allows(context.actor):
        return None
    found: Node | None = await source.batch.loader(context).load(id)
    return found


async def load_nodes(context: Context, ids: Sequence[str]) -> list[Node | None]:
    """As many answers as ids, in their order; one read a type."""
    return list(await gather(*(load_node(context, id) for id in ids)))
