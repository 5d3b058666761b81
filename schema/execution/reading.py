"""How a field gets its values: from the row, through its loader, or by calling its resolver.

Only a field that is nothing but a column, an attribute or a relation is taken from its objects
directly. One with extensions or permissions, with a resolver, or with a resolver that somebody put
there after strawberry did, is called object by object as the standard executor calls it.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from graphql import GraphQLField, GraphQLObjectType
from graphql.type.introspection import TypeNameMetaFieldDef
from strawberry.types.field import StrawberryField

from schema.column import Cell, ColumnField, Member
from schema.execution.certain import exact_class
from schema.relation import RelationField

Read = Callable[[Any], Any]

_DEFINITION = "strawberry-definition"


class Reading:
    """One of five: a `constant`, a `read` of each object, a `column` read of each object's row, a
    `relation`, or the field's resolver. Rows hold values, never awaitables; objects may hold both.
    """

    __slots__ = ("cell", "column", "constant", "members", "parts", "read", "relation")

    def __init__(
        self,
        *,
        constant: str | None = None,
        read: Read | None = None,
        column: Read | None = None,
        relation: RelationField | None = None,
        cell: Cell | None = None,
        parts: Mapping[str, Cell] | None = None,
        members: Mapping[str, Member] | None = None,
    ) -> None:
        self.constant = constant
        self.read = read
        self.column = column
        self.relation = relation
        self.cell = cell
        """Where in the row a `column` lies."""
        self.parts = parts
        """Where the parts of the object lie that a `column` shows, if they lie in the row."""
        self.members = members
        """The same of an object that is a document of the row, or null."""


def reading_of(field: GraphQLField, parent: GraphQLObjectType) -> Reading:
    """How to read a field of `parent`."""
    if field is TypeNameMetaFieldDef:
        return Reading(constant=parent.name)
    known = field.extensions.get(_DEFINITION) if field.extensions else None
    resolver = field.resolve
    if not isinstance(known, StrawberryField) or known.extensions or known.base_resolver:
        return Reading()
    # Both names are strawberry's own; under another name the resolver was replaced or decorated.
    name = getattr(resolver, "__qualname__", "")
    get_result = type(known).get_result
    if name == "GraphQLCoreConverter.from_resolver.<locals>._get_basic_result":
        owner = exact_class(parent)
        if isinstance(known, ColumnField) and owner is not None:
            return Reading(
                column=known.row_reader(owner),
                cell=known.cell(owner),
                parts=known.parts,
                members=known.members,
            )
        if get_result is StrawberryField.get_result and known.default_resolver is getattr:
            return Reading(read=attrgetter(known.python_name))
        return Reading(read=lambda source: known.get_result(source, info=None, args=[], kwargs={}))
    if (
        name == "GraphQLCoreConverter.from_resolver.<locals>._resolver"
        and isinstance(known, RelationField)
        and get_result is RelationField.get_result
    ):
        return Reading(relation=known)
    return Reading()
