"""Fields that read by themselves, called by a plan that is made once a field.

strawberry finds out anew for each call what a field's arguments are called and of which types they are,
which takes as long as it takes to find an order. That does not change, nor does what is called: the
field's door, around its resolver.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from graphql import GraphQLFieldResolver, GraphQLObjectType
from strawberry import UNSET
from strawberry.schema.base import BaseSchema
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

from schema.input_plans import Part, reader_of
from schema.query import ReadDoor


class ReadPlan:
    """How one field is called, whose resolver takes `self`, `info` and the field's arguments."""

    def __init__(self, schema: BaseSchema, field: StrawberryField, door: ReadDoor) -> None:
        resolver = field.base_resolver
        assert resolver is not None
        assert _takes_what_all_take(resolver), field.python_name
        self.field = field
        self._info = schema.config.info_class
        self._door = door
        self._call: Callable[..., Awaitable[Any]] = resolver.wrapped_func  # type: ignore[assignment]
        naming = schema.config.name_converter
        self._parts = [
            Part(naming.from_argument(argument), argument.python_name, reader_of(argument.type))
            for argument in field.arguments
        ]

    def resolve(self, source: Any, info: Any, **sent: Any) -> Any:
        """The field's resolver, as graphql-core calls it."""
        shown = self._info(_raw_info=info, _field=self.field)
        return self._door.resolve_async(self._read, source, shown, **self.arguments(sent))

    def arguments(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """What the resolver takes, of what was sent."""
        arguments: dict[str, Any] = {}
        for called, name, read in self._parts:
            if called in sent:
                value = sent[called]
                plain = read is None or value is None or value is UNSET
                arguments[name] = value if plain else read(value)  # type: ignore[misc]
        return arguments

    def _read(self, source: Any, info: Any, **arguments: Any) -> Awaitable[Any]:
        return self._call(source, info=info, **arguments)


def plan_reads(schema: BaseSchema) -> None:
    """Have each of the schema's fields that read by themselves called by its plan."""
    for known in schema.schema_converter.type_map.values():
        type_ = known.implementation
        if isinstance(type_, GraphQLObjectType):
            for field in type_.fields.values():
                definition = field.extensions.get("strawberry-definition")
                if isinstance(definition, StrawberryField):
                    field.resolve = _planned(schema, definition) or field.resolve


def _planned(schema: BaseSchema, field: StrawberryField) -> GraphQLFieldResolver | None:
    handled = schema.schema_converter._get_field_exception_handlers(field)
    match field.extensions:
        case [ReadDoor() as door] if (
            not handled and type(field).get_result is StrawberryField.get_result
        ):
            return ReadPlan(schema, field, door).resolve
    return None


def _takes_what_all_take(resolver: StrawberryResolver[Any]) -> bool:
    info = resolver.info_parameter
    return (
        resolver.self_parameter is not None
        and info is not None
        and info.name == "info"
        and resolver.parent_parameter is None
        and resolver.root_parameter is None
    )
