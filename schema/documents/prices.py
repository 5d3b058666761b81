"""How heavy a field is and how many objects it answers with, by its type and arguments."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
)

from domain.kernel.pagination import DEFAULT_PAGE
from schema.documents.parts import Named, Size

WRITE = 10
"What a mutation costs, and the start of a subscription."
COUNTS, COUNT = "totalCount", 10
"What it costs to count a list: one number, but every row that the filter leaves is looked at."
LIST = 5
"How many objects a list without a page counts for."
INTROSPECTION = 100

_PAGE_ARGUMENTS = ("first", "last")
_NAMING_ARGUMENTS = ("ids", "skus")
"Those that name what is asked for, one by one."


class Prices:
    """The schema's types, seen as costs."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._node = schema.type_map.get("Node")
        self._query = schema.query_type
        self._writes = {schema.mutation_type, schema.subscription_type}

    def weight(self, parent: GraphQLNamedType | None, name: str, type_: GraphQLNamedType | None) -> int:
        """What one object of the field costs."""
        if parent in self._writes and parent is not None:
            return WRITE
        if name == COUNTS and is_connection(parent):
            return COUNT
        return 1 if self._is_row(type_) or self._is_found(parent, type_) else 0

    def _is_found(self, parent: GraphQLNamedType | None, type_: GraphQLNamedType | None) -> bool:
        """Whether a query begins with it: what has no id of its own is looked up all the same."""
        return (
            parent is self._query and isinstance(type_, GraphQLObjectType) and not is_connection(type_)
        )

    def _is_row(self, type_: GraphQLNamedType | None) -> bool:
        if type_ is self._node:
            return type_ is not None
        return (
            isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
            and self._node in type_.interfaces
        )


def is_connection(type_: GraphQLNamedType | None) -> bool:
    """Whether it is a page of a list, as Relay has it."""
    return isinstance(type_, GraphQLObjectType) and "pageInfo" in type_.fields


def is_list(field: GraphQLField) -> bool:
    """Whether the field answers with a list."""
    return isinstance(get_nullable_type(field.type), GraphQLList)


def page_size(
    node: FieldNode, field: GraphQLField, defaults: Mapping[str, Any]
) -> tuple[Size, str | None]:
    """How many objects a field of many answers with, and the argument that says so."""
    otherwise = DEFAULT_PAGE if is_connection(get_named_type(field.type)) else LIST
    lengths: list[Size] = []
    for argument in node.arguments or ():
        name = argument.name.value
        if name not in field.args:
            continue
        if name in _PAGE_ARGUMENTS:
            size = _size(argument.value, defaults, otherwise)
            if size is not None:
                return size, name
        elif name in _NAMING_ARGUMENTS:
            size = _size(argument.value, defaults, LIST)
            if size is not None:
                lengths.append(size)
    return (lengths[0], None) if lengths else (otherwise, None)


def _size(value: ValueNode, defaults: Mapping[str, Any], otherwise: int) -> Size | None:
    match value:
        case IntValueNode():
            # Digits without end are no page; the cap keeps them from being read as a number.
            return max(int(value.value[:12]), 0)
        case ListValueNode():
            return len(value.values)
        case VariableNode():
            name = value.name.value
            return Named(name, Named(name, otherwise).of(defaults))
    return None
