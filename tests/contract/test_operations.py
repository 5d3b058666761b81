"""Every operation stands in a file of its name, is valid, reads refusals whole, keeps to the limits."""

from collections import Counter
from typing import Any

import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    concat_ast,
    get_named_type,
    is_input_object_type,
    validate,
)

from tests.contract.reading import (
    CLIENTS,
    FRAGMENTS,
    File,
    complete,
    files,
    fragments,
    operations,
    schema,
    with_typenames,
)

MAX_DEPTH, MAX_ALIASES, MAX_FIELDS = 12, 15, 1_000


def of_kind(operation: OperationType) -> list[File]:
    return [file for file in operations() if file.definition.operation is operation]


named = pytest.mark.parametrize("file", operations(), ids=lambda file: file.name)


def test_there_are_enough_for_each_kind_of_front_end() -> None:
    assert len(operations()) >= 40
    assert all(len(operations(client)) >= 10 for client in CLIENTS)


def test_a_file_holds_one_definition_of_its_name() -> None:
    for file in files():
        (definition,) = file.document.definitions
        kind = FragmentDefinitionNode if file.folder == FRAGMENTS else OperationDefinitionNode
        assert isinstance(definition, kind), file.name
        assert definition.name is not None
        assert definition.name.value == file.name


def test_names_are_unique() -> None:
    assert [name for name, count in Counter(file.name for file in files()).items() if count > 1] == []


@named
def test_an_operation_is_valid(file: File) -> None:
    assert [error.message for error in validate(schema(), complete(file))] == []


def test_every_fragment_is_used() -> None:
    everything = concat_ast([file.document for file in files()])
    assert [error.message for error in validate(schema(), everything)] == []


@named
def test_an_operation_keeps_to_the_limits(file: File) -> None:
    (operation, *_) = with_typenames(complete(file)).definitions
    assert isinstance(operation, OperationDefinitionNode)
    depth, aliases, fields = measure(operation.selection_set)
    assert depth <= MAX_DEPTH
    assert aliases <= MAX_ALIASES
    assert fields <= MAX_FIELDS


def measure(selected: SelectionSetNode) -> tuple[int, int, int]:
    """Depth, aliases and fields, fragments counted each time they are spread."""
    depth = aliases = fields = 0
    for each in selected.selections:
        if isinstance(each, FieldNode):
            below = measure(each.selection_set) if each.selection_set else (0, 0, 0)
            below = (below[0] + 1, below[1] + (each.alias is not None), below[2] + 1)
        elif isinstance(each, FragmentSpreadNode):
            below = measure(fragments()[each.name.value].selection_set)
        else:
            assert isinstance(each, InlineFragmentNode)
            below = measure(each.selection_set)
        depth = max(depth, below[0])
        aliases, fields = aliases + below[1], fields + below[2]
    return depth, aliases, fields


@pytest.mark.parametrize("file", of_kind(OperationType.MUTATION), ids=lambda file: file.name)
def test_a_mutation_selects_its_success_and_every_refusal(file: File) -> None:
    (field,) = file.definition.selection_set.selections
    inline = [each for each in field.selection_set.selections if isinstance(each, InlineFragmentNode)]
    verb = field.name.value
    assert [each.type_condition.name.value for each in inline if each.type_condition] == [
        f"{verb[0].upper()}{verb[1:]}Success"
    ]
    spread = [each for each in field.selection_set.selections if isinstance(each, FragmentSpreadNode)]
    assert [each.name.value for each in spread] == ["Refusal"]


def test_the_refusal_fragment_reads_all_that_a_refusal_says() -> None:
    error = schema().type_map["Error"]
    assert isinstance(error, GraphQLInterfaceType)
    selected: dict[str, set[str]] = {}
    for each in fragments()["Refusal"].selection_set.selections:
        if isinstance(each, InlineFragmentNode):
            assert each.type_condition is not None
            own = {one.name.value for one in each.selection_set.selections if isinstance(one, FieldNode)}
            selected[each.type_condition.name.value] = own
        else:
            assert isinstance(each, FieldNode)
            selected.setdefault("Error", set()).add(each.name.value)
    said = {"Error": set(error.fields)}
    for kind in schema().get_possible_types(error):
        if own := set(kind.fields) - set(error.fields):
            said[kind.name] = own
    assert selected == said


def test_everything_the_api_can_do_is_in_some_operation() -> None:
    for operation in OperationType:
        root = schema().get_root_type(operation)
        assert root is not None
        used = {
            each.name.value
            for file in of_kind(operation)
            for each in file.definition.selection_set.selections
        }
        assert set(root.fields) - used == set(), operation


def test_a_mutation_of_staff_bears_the_name_of_its_verb() -> None:
    mutations = schema().mutation_type
    assert mutations is not None
    verbs = {f"{name[0].upper()}{name[1:]}" for name in mutations.fields}
    assert verbs - {file.name for file in operations()} == set()


def test_no_input_is_out_of_reach_but_the_agreed_one() -> None:
    """graphql-eslint's rule has no exceptions, and MoneyInput is agreed in core.graphql."""
    taken = {
        str(get_named_type(argument.type))
        for kind in schema().type_map.values()
        for argument in _inputs_of(kind)
    }
    inputs = {name for name, kind in schema().type_map.items() if is_input_object_type(kind)}
    assert inputs - taken == {"MoneyInput"}


def _inputs_of(kind: object) -> list[Any]:
    if isinstance(kind, GraphQLInputObjectType):
        return list(kind.fields.values())
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        return [argument for field in kind.fields.values() for argument in field.args.values()]
    return []
