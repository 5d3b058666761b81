"""The SDL is a superset of what was agreed with the clients, and is the one that is committed."""

from pathlib import Path
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
)
from graphql.utilities import find_breaking_changes

from schema.schema import schema

CONTRACT = Path(__file__).parents[2] / "frontend-contract"
ours = build_schema(schema.as_str())
core = build_schema((CONTRACT / "core.graphql").read_text())
AGREED = [kind for name, kind in core.type_map.items() if not name.startswith("__")]


def test_nothing_agreed_is_broken() -> None:
    assert [change.description for change in find_breaking_changes(core, ours)] == []


def test_every_field_and_argument_has_the_agreed_type() -> None:
    for kind in AGREED:
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            mine: Any = ours.type_map[kind.name]
            for name, field in kind.fields.items():
                assert str(mine.fields[name].type) == str(field.type), f"{kind.name}.{name}"
                for argument, given in field.args.items():
                    here = f"{kind.name}.{name}({argument})"
                    assert str(mine.fields[name].args[argument].type) == str(given.type), here
        elif isinstance(kind, GraphQLInputObjectType):
            for name, field in kind.fields.items():
                given_type: Any = ours.type_map[kind.name]
                assert str(given_type.fields[name].type) == str(field.type), f"{kind.name}.{name}"


def test_every_enum_value_union_member_and_interface_is_there() -> None:
    kind: Any
    for kind in AGREED:
        mine: Any = ours.type_map[kind.name]
        assert type(mine) is type(kind), kind.name
        if isinstance(kind, GraphQLEnumType):
            assert set(kind.values) <= set(mine.values), kind.name
        elif isinstance(kind, GraphQLUnionType):
            agreed = {member.name for member in kind.types}
            assert agreed <= {member.name for member in mine.types}, kind.name
        elif isinstance(kind, GraphQLObjectType):
            agreed = {interface.name for interface in kind.interfaces}
            assert agreed <= {interface.name for interface in mine.interfaces}, kind.name


def test_additions_are_optional() -> None:
    for kind in AGREED:
        mine: Any = ours.type_map[kind.name]
        if isinstance(kind, GraphQLInputObjectType):
            for name in set(mine.fields) - set(kind.fields):
                assert not str(mine.fields[name].type).endswith("!"), f"{kind.name}.{name}"


def test_everything_is_described() -> None:
    silent = []
    for name, kind in ours.type_map.items():
        if name.startswith("__") or name in ("Int", "String", "ID", "Boolean", "Float"):
            continue
        if not kind.description:
            silent.append(name)
        for value_name, value in getattr(kind, "values", {}).items():
            if not value.description:
                silent.append(f"{name}.{value_name}")
        for field_name, field in getattr(kind, "fields", {}).items():
            if not field.description:
                silent.append(f"{name}.{field_name}")
            for argument, given in getattr(field, "args", {}).items():
                if not given.description:
                    silent.append(f"{name}.{field_name}({argument})")
    assert silent == []


def test_every_result_can_refuse_in_the_four_ways_that_any_mutation_may() -> None:
    for name, field in ours.mutation_type.fields.items():  # type: ignore[union-attr]
        result = get_named_type(field.type)
        assert isinstance(result, GraphQLUnionType)
        members = {member.name for member in result.types}
        assert {
            "NotFoundError",
            "InvalidInputError",
            "PermissionDeniedError",
            "IdempotencyConflictError",
        } <= members, name
        for member in result.types:
            if member.name.endswith("Error"):
                assert [each.name for each in member.interfaces] == ["Error"]


def test_inputs_carry_an_idempotency_key() -> None:
    for name, field in ours.mutation_type.fields.items():  # type: ignore[union-attr]
        assert list(field.args) == ["input"], name
        given = get_named_type(field.args["input"].type)
        assert isinstance(given, GraphQLInputObjectType)
        assert str(given.fields["idempotencyKey"].type) == "String", name


def test_the_committed_sdl_is_current() -> None:
    assert (CONTRACT / "schema.graphql").read_text() == schema.as_str().rstrip("\n") + "\n"


def test_scalars_are_the_agreed_ones_only() -> None:
    own = {name for name, kind in ours.type_map.items() if isinstance(kind, GraphQLScalarType)}
    agreed = {"Decimal", "DateTime", "ID", "String", "Int", "Float", "Boolean"}
    assert own == agreed | {"Date", "Time"}, "days and hours of a calendar came with locations"
