"""Variables and arguments whose types are known have the values that graphql-core gives them."""

from typing import Any

from graphql import (
    FieldNode,
    GraphQLError,
    OperationDefinitionNode,
    build_schema,
    parse,
)
from graphql.execution.values import VariableValues, get_argument_values, get_variable_values
from hypothesis import given
from hypothesis import strategies as some

from schema.execution.arguments import Arguments
from schema.execution.variables import Variables

SCHEMA = build_schema(
    """
    enum Colour { RED GREEN }
    input Bed { name: String! = "north", colours: [Colour!], inner: Bed, count: Int = 3 }
    input Either @oneOf { a: Int, b: String }
    type Query {
      given(
        needed: Int!, text: String, id: ID, flag: Boolean = true, share: Float = 0.5
        colour: Colour = RED, many: [Int!] = [1, 2], beds: [Bed], bed: Bed
        either: Either, always: String! = "x"
      ): String
    }
    """
)
TYPES = (
    "Int",
    "Int!",
    "String",
    "ID",
    "Boolean!",
    "Float",
    "Colour",
    "[Int!]",
    "[Bed]",
    "Bed",
    "Either",
)
DEFAULTS = {
    "Int": ("3", "null", '"x"'),
    "String": ('"y"', "null"),
    "Colour": ("GREEN", "BLUE"),
    "[Int!]": ("[1, 2]", "7", "[null]"),
    "Bed": ('{colours: [RED], inner: {name: "z"}}', "{name: null}"),
}

leaves = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-3, 3),
    some.sampled_from([2**31, 1.5, 2.0, float("nan"), "RED", "BLUE", "", "a"]),
)
values = some.recursive(
    leaves,
    lambda inner: some.one_of(
        some.lists(inner, max_size=2),
        some.dictionaries(some.sampled_from(["name", "colours", "inner", "a", "b"]), inner, max_size=2),
    ),
    max_leaves=5,
)


@some.composite
def variables(draw: Any) -> tuple[list[str], dict[str, Any]]:
    """Variables as they are declared, and what is sent for some of them."""
    declared = []
    for nth in range(draw(some.integers(0, 4))):
        type_ = draw(some.sampled_from(TYPES))
        default = draw(some.sampled_from(("", *(f" = {each}" for each in DEFAULTS.get(type_, ())))))
        declared.append(f"$v{nth}: {type_}{default}")
    names = some.sampled_from(["v0", "v1", "v2", "v3", "other"])
    return declared, draw(some.dictionaries(names, values, max_size=5))


LITERALS = (
    "1", "2147483648", "1.5", '"a"', "true", "null", "RED", "BLUE", "[1, 2]", "[$v0]", "[$v1, null]",
    '{name: "a"}', "{name: $v0, inner: {count: $v1}}", "{colours: RED}", "{nothing: 1}", "{a: $v0}",
    "$v0", "$v1", "$v2", "$v3", "$unknown",
)  # fmt: skip
arguments = some.dictionaries(
    some.sampled_from(list(SCHEMA.query_type.fields["given"].args)),  # type: ignore[union-attr]
    some.sampled_from(LITERALS),
)


def operation_of(text: str) -> OperationDefinitionNode:
    operation = parse(text).definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return operation


def in_brackets(parts: list[str]) -> str:
    return f"({', '.join(parts)})" if parts else ""


def plain(values: VariableValues) -> str:
    """Everything that tells two apart; NaN is itself."""
    sources = {name: (source.signature.name, source.value) for name, source in values.sources.items()}
    return repr((sources, values.coerced))


@given(variables())
def test_variables(asked: tuple[list[str], dict[str, Any]]) -> None:
    declared, given = asked
    nodes = operation_of(f"query {in_brackets(declared)} {{ given }}")
    expected = get_variable_values(SCHEMA, nodes.variable_definitions or (), given)
    known = Variables(SCHEMA, nodes.variable_definitions or ())
    for _ in range(2):
        found = known.values(given)
        if isinstance(expected, list):
            assert found is None
        else:
            assert found is not None
            assert plain(found) == plain(expected)


@given(variables(), arguments)
def test_arguments(asked: tuple[list[str], dict[str, Any]], said: dict[str, str]) -> None:
    declared, given = asked
    written = in_brackets([f"{name}: {literal}" for name, literal in said.items()])
    operation = operation_of(f"query {in_brackets(declared)} {{ given{written} }}")
    of_request = get_variable_values(SCHEMA, operation.variable_definitions or (), given)
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    assert SCHEMA.query_type is not None
    field = SCHEMA.query_type.fields["given"]
    known = Arguments(field, node)
    if isinstance(of_request, list):
        return
    try:
        expected = get_argument_values(field, node, of_request)
    except GraphQLError:
        assert known.values(of_request) is None
        return
    for _ in range(2):
        found = known.values(of_request)
        assert repr(found) == repr(expected)


def test_nobody_finds_what_another_has_put_into_a_list() -> None:
    operation = operation_of("query ($v: [Int!] = [1]) { given(needed: 1, many: [2], beds: [{}]) }")
    node = operation.selection_set.selections[0]
    assert isinstance(node, FieldNode)
    assert SCHEMA.query_type is not None
    of_operation = Variables(SCHEMA, operation.variable_definitions or ())
    of_field = Arguments(SCHEMA.query_type.fields["given"], node)
    for _ in range(2):
        variables = of_operation.values({})
        assert variables is not None
        assert variables.coerced == {"v": [1]}
        values = of_field.values(variables)
        assert values is not None
        assert values["many"] == [2]
        for each in (variables.coerced["v"], values["many"]):
            each.append(3)
