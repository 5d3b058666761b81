"""The arguments of a field: where each gets its value from, found out once.

A literal that cannot change is coerced beforehand, a variable is looked up, others are coerced each time
by graphql-core's own function. Where something is wrong with one, graphql-core is asked for all, and
says what.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    VariableNode,
    is_non_null_type,
    is_required_argument,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Undefined
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_literal

from schema.execution.variables import Wrong

ValueOf = Callable[[VariableValues], Any]
"The value of an argument; `Undefined` for one that nobody gives."

_NONE = VariableValues({}, {})
_VARYING = (VariableNode, ListValueNode, ObjectValueNode)
_UNCHANGING = (str, int, float, Decimal, Enum, UUID, date, time)


class Arguments:
    """The arguments of one field of a document. Not of one inside a fragment that has variables of its
    own."""

    __slots__ = ("_may_vary", "_values")

    def __init__(self, field: GraphQLField, node: FieldNode) -> None:
        given = {argument.name.value: argument for argument in node.arguments or ()}
        values = [
            (argument.out_name or name, _value_of(argument, given.get(name)))
            for name, argument in field.args.items()
        ]
        self._values = [(name, value) for name, value in values if value is not None]
        self._may_vary = any(isinstance(each.value, _VARYING) for each in given.values())

    def values(self, variables: VariableValues) -> dict[str, Any] | None:
        """What `get_argument_values` makes of them; None where it has something to say against them."""
        values: dict[str, Any] = {}
        for name, value_of in self._values:
            try:
                value = value_of(variables)
            except Exception:
                return None
            if value is not Undefined:
                values[name] = value
        return values

    def constant(self) -> dict[str, Any] | None:
        """The values that they have in every request; None where there may be others, or something is
        to be said against them."""
        return None if self._may_vary else self.values(_NONE)


def _value_of(argument: GraphQLArgument, node: ArgumentNode | None) -> ValueOf | None:
    """Where an argument's value comes from; None for one that nobody gives."""
    if node is None:
        return _otherwise(argument)
    if isinstance(node.value, VariableNode):
        return _variable(argument, node.value.name.value)

    def literal(variables: VariableValues) -> Any:
        value = coerce_input_literal(node.value, argument.type, variables)
        if value is Undefined:
            raise Wrong
        return value

    if isinstance(node.value, ListValueNode | ObjectValueNode):
        return literal
    try:
        value = literal(_NONE)
    except Exception:
        return literal
    unchanging = value is None or isinstance(value, _UNCHANGING)
    return (lambda variables: value) if unchanging else literal


def _variable(argument: GraphQLArgument, name: str) -> ValueOf:
    otherwise = _otherwise(argument)
    non_null = is_non_null_type(argument.type)

    def variable(variables: VariableValues) -> Any:
        value = variables.coerced.get(name, Undefined)
        if value is Undefined and name not in variables.coerced:
            return Undefined if otherwise is None else otherwise(variables)
        if non_null and (value is None or value is Undefined):
            raise Wrong
        return value

    return variable


def _otherwise(argument: GraphQLArgument) -> ValueOf | None:
    """What an argument has that nobody gives; None where it is nothing."""
    if is_required_argument(argument):
        return _missing
    if argument.default is None and argument.default_value is Undefined:
        return None
    # graphql-core keeps it by the argument.
    return lambda variables: coerce_default_value(argument)


def _missing(variables: VariableValues) -> Any:
    raise Wrong
