"""What a field's type asks of its values: null or not, list or not, and how a leaf is written.

A shape is made once per field of a plan. Built-in scalars have a `plain` Python type whose values are
their own GraphQL form, so that most cells of a page cost one comparison.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, cast

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLID,
    GraphQLLeafType,
    GraphQLOutputType,
    GraphQLString,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.pyutils import Undefined, inspect
from graphql.type import GraphQLAbstractType, GraphQLObjectType

Coerce = Callable[[Any], Any]

_PLAIN: dict[object, type] = {GraphQLString: str, GraphQLID: str, GraphQLBoolean: bool}


class Shape:
    """One layer of an output type. Exactly one of `item`, `leaf`, `abstract` and `object` is set."""

    __slots__ = ("abstract", "item", "leaf", "non_null", "object", "plain", "type")

    def __init__(self, type_: GraphQLOutputType) -> None:
        self.non_null = is_non_null_type(type_)
        inner: Any = type_.of_type if is_non_null_type(type_) else type_
        self.type = inner
        self.item: Shape | None = None
        self.leaf: Coerce | None = None
        self.plain: type | None = None
        self.abstract: GraphQLAbstractType | None = None
        self.object: GraphQLObjectType | None = None
        if is_list_type(inner):
            self.item = Shape(inner.of_type)
        elif is_leaf_type(inner):
            self.leaf = _coercion(inner)
            self.plain = _PLAIN.get(inner)
        elif is_abstract_type(inner):
            self.abstract = inner
        else:
            self.object = cast(GraphQLObjectType, inner)


def _coercion(leaf: GraphQLLeafType) -> Coerce:
    """How a value that is not null is written."""
    members = _members(leaf)
    convert = leaf.coerce_output_value

    def coerce(value: Any) -> Any:
        if members is not None:
            try:
                return members[value]
            except (KeyError, TypeError):
                pass
        if isinstance(value, Exception):
            raise value
        coerced = convert(value)
        if coerced is None or coerced is Undefined:
            raise TypeError(
                f"Expected `{inspect(leaf)}.coerce_output_value({inspect(value)})` to return"
                f" non-nullable value, returned: {inspect(coerced)}"
            )
        return coerced

    return coerce


def _members(leaf: GraphQLLeafType) -> dict[Any, str] | None:
    """An enumeration's Python members by their GraphQL names; strawberry looks for them one by one."""
    wrapped = getattr(leaf, "wrapped_cls", None)
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
