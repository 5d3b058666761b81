"""Objects that need not be asked whether they are of their type.

A type that implements an interface has an `is_type_of`, which strawberry makes; for an instance of the
very class the type was declared with, its answer is known.
"""

from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

from graphql import GraphQLObjectType
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE

_known: "WeakKeyDictionary[GraphQLObjectType, type | None]" = WeakKeyDictionary()

_GENERATED = "GraphQLCoreConverter.from_object.<locals>._get_is_type_of.<locals>.is_type_of"


def exact_class(type_: GraphQLObjectType) -> type | None:
    """The class whose instances are of that type for certain; None where somebody has to be asked."""
    try:
        return _known[type_]
    except KeyError:
        exact = _known[type_] = _exact_class(type_)
        return exact


def _exact_class(type_: GraphQLObjectType) -> type | None:
    definition = type_.extensions.get("strawberry-definition") if type_.extensions else None
    if not isinstance(definition, StrawberryObjectDefinition):
        return None
    asks = type_.is_type_of
    if asks is not None and getattr(asks, "__qualname__", "") != _GENERATED:
        return None
    return definition.origin


def uncast(values: Iterable[Any]) -> bool:
    """None of them was made another type's by `strawberry.cast`."""
    try:
        return not any(TYPE_CAST_ATTRIBUTE in value.__dict__ for value in values)
    except AttributeError:
        return False
