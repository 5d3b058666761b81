"""Inputs, from what a client sent to what resolvers take, by a plan that is made once a type.

strawberry finds out anew for each value what its type is, how its fields are called and which of them
may be null: for an order of three lines that is a tenth of all that placing it computes. Its own hook
for types that build their values themselves is given to every input type of the schema.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import cached_property
from typing import Any, NamedTuple

from strawberry import UNSET, LazyType
from strawberry.schema.base import BaseSchema
from strawberry.schema.name_converter import NameConverter
from strawberry.types.arguments import InputContext
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)

Read = Callable[[Any], Any]


class Part(NamedTuple):
    """A field of an input: what clients call it, what we do, and how its value is read where it is not
    taken as it is."""

    sent: str
    name: str
    read: Read | None


class InputPlan:
    """How values of one input type are built."""

    def __init__(self, definition: StrawberryObjectDefinition, naming: NameConverter) -> None:
        self._definition = definition
        self._naming = naming
        self._absent = {
            field.python_name: None
            for field in definition.fields
            if field.default_value is MISSING and field.default_factory is MISSING
        }

    def __call__(self, type_: type, value: Mapping[str, Any], context: InputContext) -> Any:
        """What strawberry asks of `from_input`."""
        return self.build(value)

    def build(self, value: Mapping[str, Any]) -> Any:
        """The input's value."""
        given: dict[str, Any] = dict(self._absent)
        for sent, name, read in self._parts:
            if sent in value:
                part = value[sent]
                given[name] = part if read is None or part is None or part is UNSET else read(part)
        return self._definition.origin(**given)

    @cached_property
    def _parts(self) -> list[Part]:
        # Types may name others that are declared later: they are looked at when the first value comes.
        definition = self._definition
        return [
            Part(
                self._naming.from_field(field),
                field.python_name,
                reader_of(field.resolve_type(type_definition=definition)),
            )
            for field in definition.fields
        ]


def plan_inputs(schema: BaseSchema) -> None:
    """Have the values of each of the schema's input types built by its plan."""
    for known in schema.schema_converter.type_map.values():
        definition = known.definition
        if isinstance(definition, StrawberryObjectDefinition) and definition.is_input:
            definition.from_input = InputPlan(definition, schema.config.name_converter)


def reader_of(type_: Any) -> Read | None:
    """How values of a type are read; None where they are what resolvers take."""
    if isinstance(type_, StrawberryMaybe):
        raise TypeError("an input of the house says UNSET for what is left out, not Maybe")
    if isinstance(type_, StrawberryOptional):
        return reader_of(type_.of_type)
    if isinstance(type_, LazyType):
        return reader_of(type_.resolve_type())
    if isinstance(type_, StrawberryList):
        return _list_reader(reader_of(type_.of_type))
    if has_object_definition(type_):
        plan = type_.__strawberry_definition__.from_input
        assert isinstance(plan, InputPlan), "an input type of this schema"
        return plan.build
    return None


def _list_reader(read: Read | None) -> Read:
    if read is None:
        return list
    return lambda values: [value if value is None else read(value) for value in values]
