"""The variables of an operation: what can be known of them beforehand is found out once.

graphql-core looks up at each request what the types of the same variables are. Here a request's values
are only coerced, by the same functions. Where anything is wrong with one, nobody here says so:
graphql-core is asked for all, and says it in its words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    VariableDefinitionNode,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    input_is_nested_too_deeply,
)
from graphql.pyutils import Undefined
from graphql.utilities import coerce_input_value
from graphql.utilities.coerce_input_value import coerce_input_literal


class Wrong(Exception):
    """A value that is none of its type, or is missing."""


class _Variable:
    """One variable."""

    __slots__ = ("_leaf", "_non_null", "_signature", "_unsaid", "name")

    def __init__(self, signature: GraphQLVariableSignature) -> None:
        self.name = signature.name
        self._signature = signature
        self._unsaid = VariableValueSource(signature)
        self._non_null = is_non_null_type(signature.type)
        nullable: Any = signature.type.of_type if self._non_null else signature.type  # type: ignore[union-attr]
        self._leaf: Any = nullable.coerce_input_value if is_leaf_type(nullable) else None

    def source(self, value: Any) -> VariableValueSource:
        """Where a value came from."""
        if value is Undefined:
            return self._unsaid
        return VariableValueSource(self._signature, value)

    def coerced(self, value: Any) -> Any:
        """The value as its type has it; `Undefined` for one that is not there and need not be. Raises
        `Wrong`, and what coercing raises."""
        if value is Undefined:
            return self._otherwise()
        if self._leaf is None:
            coerced = self._in_depth(value)
        elif value is None:
            coerced = Undefined if self._non_null else None
        else:
            coerced = self._leaf(value)
        if coerced is Undefined:
            raise Wrong
        return coerced

    def _in_depth(self, value: Any) -> Any:
        type_ = self._signature.type
        if input_is_nested_too_deeply(value, type_):
            raise Wrong
        return coerce_input_value(value, type_)

    def _otherwise(self) -> Any:
        default = self._signature.default
        if default is not None and default.literal is not None:
            # Each time anew: lists and inputs are somebody's who may change them.
            value = coerce_input_literal(default.literal, self._signature.type)
            if value is Undefined:
                raise Wrong
            return value
        if self._non_null:
            raise Wrong
        return Undefined


class Variables:
    """The variables of one operation."""

    def __init__(self, schema: GraphQLSchema, nodes: Collection[VariableDefinitionNode]) -> None:
        signatures = [get_variable_signature(schema, node) for node in nodes]
        self._are_known = not any(isinstance(each, GraphQLError) for each in signatures)
        self._all = [_Variable(each) for each in signatures if not isinstance(each, GraphQLError)]

    def values(self, given: Mapping[str, Any]) -> VariableValues | None:
        """What `get_variable_values` makes of what a request gave; None where it has something to say
        against it."""
        if not self._are_known:
            return None
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for variable in self._all:
            value = given.get(variable.name, Undefined)
            sources[variable.name] = variable.source(value)
            try:
                value = variable.coerced(value)
            except Exception:
                return None
            if value is not Undefined:
                coerced[variable.name] = value
        return VariableValues(sources, coerced)
