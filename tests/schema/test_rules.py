"""The build fails for a mutation, a root field or an owned type that nobody has made a rule for."""

from typing import Any

from graphql import GraphQLObjectType
from sqlalchemy import select
from strawberry.types import get_object_definition
from strawberry.types.field import StrawberryField

from domain.kernel.batches import Keyed, RowByKey
from domain.kernel.capabilities import Capability
from domain.kernel.visibility import scope
from domain.orders.models import orders
from schema.mutation import PERMISSIONS
from schema.ownership import OF_AN_ORDER, OF_THE_STOCK, PUBLIC
from schema.permissions import Permission
from schema.query import ReadDoor
from schema.relation import RelationField, RowType, ValueBatch, many, one, relation
from schema.schema import Mutation, Query, Subscription, schema


def fields_of(kind: type[Any]) -> dict[str, StrawberryField]:
    definition = get_object_definition(kind, strict=True)
    return {field.python_name: field for field in definition.fields}


def shown_types() -> list[type[RowType]]:
    """Every type of the schema that shows a row."""
    known = (
        get_object_definition(each.extensions["strawberry-definition"].origin, strict=True).origin
        for each in schema._schema.type_map.values()
        if isinstance(each, GraphQLObjectType) and "strawberry-definition" in each.extensions
    )
    return [each for each in known if issubclass(each, RowType)]


def permission_of(field: StrawberryField) -> Permission | None:
    """A root field's own: of the door of a read, or of the watch."""
    for extension in field.extensions:
        if isinstance(extension, ReadDoor):
            return extension.permission
    resolver = field.base_resolver
    return getattr(resolver.wrapped_func, "permission", None) if resolver else None


def relations_of(kind: type[RowType]) -> list[RelationField]:
    definition = get_object_definition(kind)
    fields = definition.fields if definition else vars(kind).values()
    relations = [field for field in fields if isinstance(field, RelationField)]
    return [field for field in relations if not isinstance(field.batch, ValueBatch)]


def unruled(types: list[type[RowType]]) -> list[str]:
    """Types without a rule, and ways by which a row may be reached unseen by any rule."""
    rules = {each.__name__: getattr(each, "__rule__", None) for each in types}
    found = [f"{name} has no rule" for name, rule in rules.items() if rule is None]
    for kind in types:
        for field in relations_of(kind):
            target, mine = rules[field.batch.target], rules[kind.__name__]
            inherited = (
                target and mine and target.owner == mine.owner and field.key == "id"
            )  # through a row of the same owner, which was found within the viewer's scope
            load = field.batch.load
            kept = isinstance(load, Keyed) and load.keeps_to_viewer
            if target and target.owner and not kept and not inherited:
                found.append(f"{kind.__name__} shows any {field.batch.target}")
    return found


def test_every_root_field_says_whom_it_is_for() -> None:
    for kind in (Query, Subscription):
        unsaid = [name for name, field in fields_of(kind).items() if permission_of(field) is None]
        assert unsaid == [], kind
    assert set(PERMISSIONS) == set(schema._schema.mutation_type.fields)  # type: ignore[union-attr]
    assert len(fields_of(Mutation)) == len(PERMISSIONS)


def test_every_mutation_needs_a_capability_of_the_staff() -> None:
    for verb, permission in PERMISSIONS.items():
        assert permission.capability in Capability, verb


def test_every_type_that_shows_a_row_has_a_rule_and_no_way_around_it() -> None:
    types = shown_types()
    assert {"Order", "Customer", "Payment", "StockLevel", "OrderHold"} <= {
        each.__name__ for each in types
    }
    assert sum(len(relations_of(each)) for each in types) > 20
    assert unruled(types) == []


async def _nothing(*_: Any) -> dict[Any, Any]:
    return {}


def test_a_type_without_a_rule_is_noticed_and_so_is_a_way_around_one() -> None:
    class Ruled(RowType):
        __rule__ = OF_AN_ORDER

    class Unruled(RowType):
        pass

    class Leaky(RowType):
        __rule__ = PUBLIC
        anyone = relation("Whatever.", many("Ruled", _nothing))
        scoped = relation("Theirs.", one("Ruled", RowByKey(select(orders), scope=scope)))

    class Stranger(RowType):
        __rule__ = OF_THE_STOCK
        order = relation("Somebody's.", one("Ruled", _nothing), key="order_id")

    class Sibling(RowType):
        __rule__ = OF_AN_ORDER
        own = relation("Its own.", many("Ruled", _nothing))
        other = relation("Another's.", one("Ruled", _nothing), key="other_id")

    assert unruled([Ruled, Unruled, Leaky, Stranger, Sibling]) == [
        "Unruled has no rule",
        "Leaky shows any Ruled",
        "Stranger shows any Ruled",
        "Sibling shows any Ruled",
    ]
