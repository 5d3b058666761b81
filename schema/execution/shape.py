"""What a field's type asks of its values: null or not, list or not, and how a leaf is written.

A shape is made once per type of a schema. Built-in scalars have a `plain` Python type whose values are
their own GraphQL form, so that most cells of a page cost one comparison.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, cast
from weakref import WeakKeyDictionary

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLInt,
    GraphQLLeafType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLString,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.pyutils import Undefined, inspect
from graphql.type import (
    GRAPHQL_MAX_INT,
    GRAPHQL_MIN_INT,
    GraphQLAbstractType,
    GraphQLObjectType,
)

from schema.scalars import serialize_decimal, serialize_instant

Coerce = Callable[[Any], Any]

_ALWAYS_TEXT = frozenset({serialize_decimal, serialize_instant})
"Scalars of ours that write a string or raise."
_PLAIN: dict[object, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}


class Shape:
    """One layer of an output type. Exactly one of `item`, `leaf`, `abstract` and `object` is set."""

    __slots__ = (
        "abstract",
        "is_int",
        "item",
        "leaf",
        "members",
        "non_null",
        "object",
        "plain",
        "type",
        "write",
    )

    def __init__(self, type_: GraphQLOutputType) -> None:
        self.non_null = is_non_null_type(type_)
        inner: Any = type_.of_type if is_non_null_type(type_) else type_
        self.type = inner
        self.item: Shape | None = None
        self.leaf: Coerce | None = None
        self.plain: type | None = None
        self.is_int = inner is GraphQLInt
        self.members: dict[Any, str] | None = None
        """An enumeration's names."""
        self.write: Coerce | None = None
        """Writes a value of a leaf that is neither null nor a failure nor to be awaited."""
        self.abstract: GraphQLAbstractType | None = None
        self.object: GraphQLObjectType | None = None
        if is_list_type(inner):
            self.item = Shape(inner.of_type)
        elif is_leaf_type(inner):
            self.leaf = _coercion(inner)
            self.plain = _PLAIN.get(inner)
            self.members = _members(inner)
            convert = inner.coerce_output_value
            self.write = convert if convert in _ALWAYS_TEXT else self.leaf
        elif is_abstract_type(inner):
            self.abstract = inner
        else:
            self.object = cast(GraphQLObjectType, inner)


_shapes: "WeakKeyDictionary[GraphQLSchema, dict[GraphQLOutputType, Shape]]" = WeakKeyDictionary()


def shape_of(schema: GraphQLSchema, type_: GraphQLOutputType) -> Shape:
    """The shape of a field's type."""
    known = _shapes.setdefault(schema, {})
    shape = known.get(type_)
    if shape is None:
        shape = known[type_] = Shape(type_)
    return shape


def _coercion(leaf: GraphQLLeafType) -> Coerce:
    """How a value that is not null is written."""
    convert = leaf.coerce_output_value

    def coerce(value: Any) -> Any:
        if isinstance(value, Exception):
            raise value
        coerced = convert(value)
        if coerced is None or coerced is Undefined:
            raise TypeError(
                f"Expected `{inspect(leaf)}.coerce_output_value({inspect(value)})` to return"
                f" non-nullable value, returned: {inspect(coerced)}"
            )
        return coerced

    members = _members(leaf)
    if members:
        return _member_names(members, coerce)
    return _small_ints(coerce) if leaf is GraphQLInt else coerce


class Unusual(Exception):
    """A value that is not in order."""


def _small_ints(coerce: Coerce) -> Coerce:
    def write(value: Any) -> Any:
        if type(value) is int and GRAPHQL_MIN_INT <= value <= GRAPHQL_MAX_INT:
            return value
        return coerce(value)

    return write


def _member_names(members: dict[Any, str], coerce: Coerce) -> Coerce:
    def write(value: Any) -> Any:
        try:
            return members[value]
        except (KeyError, TypeError):
            return coerce(value)

    return write


def _members(leaf: GraphQLLeafType) -> dict[Any, str] | None:
    """An enumeration's Python members by their GraphQL names; strawberry looks for them one by one."""
    wrapped: Any = getattr(leaf, "wrapped_cls", None)
    if not isinstance(leaf, GraphQLEnumType) or not _is_enum(wrapped):
        return None
    known: dict[Any, str] = {}
    for member in wrapped:
        try:
            known[member] = leaf.coerce_output_value(member)
        except Exception:  # noqa: S112 - a member the schema does not show fails when it is asked for
            continue
    return known


def _is_enum(wrapped: Any) -> bool:
    return isinstance(wrapped, type) and issubclass(wrapped, Enum)
