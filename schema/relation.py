"""How a type says what it is made of: columns of its row (`schema.column`), relations to other types.

A type is a view on a row: `Order.from_row(row)` keeps the row, a Core row or an ORM object, and every
field says once where its value lies. `relation` names the row's key and the batch that loads the other
side, so that a whole level of a query is one statement. It is an ordinary strawberry field with
inspectable attributes: an engine that walks a query level by level finds `key`, `batch` and `batch.many`
without calling anything.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, ClassVar, Self
from uuid import UUID

import strawberry
from graphql import GraphQLField
from graphql.type.introspection import TypeNameMetaFieldDef
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from domain.kernel.actor import Actor
from domain.kernel.batches import Keyed
from domain.kernel.reader import Reader, narrowed
from schema.column import COLUMNS, ColumnField
from schema.context import Context
from schema.loading import LevelLoader
from schema.ownership import Rule

_types: dict[str, type["RowType"]] = {}


class RowType:
    """A GraphQL type that shows a row. Known by its name, so that batches need not import it."""

    row: strawberry.Private[Any]
    __abstract__: ClassVar[bool] = True
    __rule__: ClassVar[Rule]
    "Whose the type is; every type that is shown has one."

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _types[cls.__name__] = cls

    @classmethod
    def from_row(cls, row: Any) -> Self:
        """The type of one row. It has nothing else to be made of, so no constructor runs."""
        shown = cls.__new__(cls)
        shown.row = row
        return shown


def row_type(name: str) -> type[RowType]:
    """The type of that name."""
    return _types[name]


def columns_of(field: GraphQLField) -> frozenset[str] | None:
    """The columns of its row that a field needs; None for one that may need any."""
    if field is TypeNameMetaFieldDef:
        return frozenset()
    known = field.extensions.get("strawberry-definition") if field.extensions else None
    if isinstance(known, RelationField):
        return frozenset({known.key})
    if isinstance(known, ColumnField):
        return frozenset({known.python_name}) if known.read_by_name else known.columns
    return known.metadata.get(COLUMNS) if isinstance(known, StrawberryField) else None


Load = Callable[..., Awaitable[Mapping[UUID, Any]]]


@dataclass(frozen=True, eq=False)
class Batch:
    """Rows for many keys at once: ``await load(read, ids)``, or a read by keys, which is told who looks.
    `target` names the type they are shown as; `many` says whether a key has a list."""

    load: Load
    target: str
    many: bool

    def shows_to(self, viewer: Actor) -> bool:
        """Whether the viewer may see any of the type."""
        return row_type(self.target).__rule__.permission.allows(viewer)

    async def rows(self, read: Reader, viewer: Actor, ids: Sequence[UUID]) -> Mapping[UUID, Any]:
        """The rows (or lists of rows) by key: none of a type that the viewer may see none of."""
        if not self.shows_to(viewer):
            return {}
        if isinstance(self.load, Keyed):
            return await self.load(read, ids, viewer=viewer)
        return await self.load(read, ids)

    def statement(self, viewer: Actor) -> Keyed[Any] | None:
        """Its statement, where to load is nothing else, and the viewer may see any of the type."""
        load = self.load
        return (
            load if isinstance(load, Keyed) and self.shows_to(viewer) and load.shows_to(viewer) else None
        )

    def show(self, found: Any, viewer: Actor) -> Any:
        """What was found for one key, as the viewer sees it in GraphQL."""
        show = row_type(self.target).from_row
        if self.many:
            return [show(row) for row in found or ()]
        return None if found is None else show(found)

    def loader(self, context: Context, columns: frozenset[str] | None = None) -> LevelLoader:
        """The operation's loader for this batch; of no more than `columns`, where they are given."""
        return context.loader((self, columns), lambda: self._make_loader(context, columns))

    def _make_loader(self, context: Context, columns: frozenset[str] | None) -> LevelLoader:
        async def load(ids: list[UUID]) -> Mapping[UUID, Any]:
            async with context.read() as read:
                return await self.rows(narrowed(read, columns), context.actor, ids)

        return LevelLoader(load, lambda found: self.show(found, context.actor))


def one(target: str, load: Load) -> Batch:
    """A batch that finds one row a key."""
    return Batch(load, target, many=False)


def many(target: str, load: Load) -> Batch:
    """A batch that finds any number of rows a key."""
    return Batch(load, target, many=True)


@dataclass(frozen=True, eq=False)
class ValueBatch(Batch):
    """What is computed of what was found for each key, if anything: `compute(found, viewer)`."""

    compute: Callable[[Any, Actor], Any]

    async def rows(self, read: Reader, viewer: Actor, ids: Sequence[UUID]) -> Mapping[UUID, Any]:
        """What `compute` wants to know, by key: of the objects that hold the value, who may see them."""
        return await self.load(read, ids)

    def statement(self, viewer: Actor) -> Keyed[Any] | None:
        return None

    def show(self, found: Any, viewer: Actor) -> Any:
        """The value."""
        return self.compute(found, viewer)


def value(load: Load, compute: Callable[[Any, Actor], Any]) -> Batch:
    """A batch for a value that takes a read to compute."""
    return ValueBatch(load, target="", many=False, compute=compute)


class RelationField(StrawberryField):
    """A field on the other side of a key. `key` names the row's attribute, `batch` loads; where it
    takes arguments, `batch_for` says what loads with these, and `batch` is what does without any."""

    key: str
    batch: Batch
    batch_of: Callable[..., Batch] | None = None

    def batch_for(self, arguments: Mapping[str, Any]) -> Batch:
        """What loads with these arguments. Raises what is wrong with them."""
        return self.batch if self.batch_of is None else self.batch_of(**arguments)

    @cached_property
    def key_in(self) -> Callable[[Any], Any]:
        """The key in the row of one of its objects."""
        return attrgetter(self.key)

    @cached_property
    def key_of(self) -> Callable[[Any], Any]:
        """The key of one of its objects."""
        return attrgetter(f"row.{self.key}")

    @property
    def is_basic_field(self) -> bool:
        return False

    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: Any) -> Any:
        batch, key = self.batch_for(kwargs), self.key_of(source)
        if key is None:
            return [] if batch.many else None
        return batch.loader(info.context).load(key)

    def __copy__(self) -> Self:
        copied = super().__copy__()
        copied.key, copied.batch, copied.batch_of = self.key, self.batch, self.batch_of
        return copied


MOST_BATCHES = 1_000
"Batches that a field with arguments remembers, so that the same arguments share a loader."


def relation(description: str, batch: Batch | Callable[..., Batch], *, key: str = "id") -> Any:
    """A field that `batch` loads by the row's attribute `key`. With a function, its parameters are the
    field's arguments: numbers, strings and Booleans of one word, none of them required."""
    field = RelationField(description=description)
    field.init = field.repr = field.compare = False
    field.key = key
    if isinstance(batch, Batch):
        field.batch = batch
    else:
        field.arguments = StrawberryResolver(batch).arguments
        assert not any("_" in argument.python_name for argument in field.arguments)
        field.batch_of = lru_cache(MOST_BATCHES)(batch)
        field.batch = field.batch_of()
    return field
