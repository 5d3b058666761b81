"""Operations that a schema allows, made up by Hypothesis."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)
from hypothesis import strategies as st

MAX_DEPTH = 5
MAX_FIELDS = 5
MAX_NODES = 40


class Operation:
    """A document being written, and the variables it is sent with."""

    def __init__(self, schema: GraphQLSchema, draw: Any, scalars: dict[str, Any]) -> None:
        self.schema = schema
        self.draw = draw
        self.scalars = scalars
        self.names = 0
        self.nodes = 0
        self.fragments: list[str] = []
        self.declared: list[str] = []
        self.variables: dict[str, Any] = {}

    def new_name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def chance(self, percent: int) -> bool:
        return bool(self.draw(st.integers(0, 99)) < percent)

    def document(self, kind: str, root: Any, only: tuple[str, ...] | None) -> str:
        body = self.selection_set(root, 0, only)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return "\n".join([f"{kind} Made{declared} {body}", *self.fragments])

    def selection_set(self, type_: Any, depth: int, only: tuple[str, ...] | None = None) -> str:
        return "{ " + " ".join(self.selections(type_, depth, only)) + " }"

    def selections(self, type_: Any, depth: int, only: tuple[str, ...] | None = None) -> list[str]:
        names = [] if not hasattr(type_, "fields") else list(type_.fields)
        names = [name for name in names if only is None or name in only]
        if self.nodes > MAX_NODES:
            depth = MAX_DEPTH
        names = [name for name in names if depth < MAX_DEPTH or self.is_leaf(type_.fields[name])]
        made: list[str] = []
        for _ in range(self.draw(st.integers(1, MAX_FIELDS))):
            self.nodes += 1
            roll = self.draw(st.integers(0, 99))
            if roll < 8 or not names:
                made.append(f"__typename{self.condition()}")
            elif roll < 20 and depth < MAX_DEPTH:
                made.append(self.inline(type_, depth, only))
            elif roll < 28 and depth < MAX_DEPTH:
                made.append(self.spread(type_, depth, only))
            else:
                made.append(self.field(type_, self.draw(st.sampled_from(names)), depth))
        if is_abstract_type(type_):
            for possible in self.schema.get_possible_types(type_):
                if self.nodes <= MAX_NODES and self.chance(50):
                    inner = self.selection_set(possible, depth + 1)
                    made.append(f"... on {possible.name}{self.condition()} {inner}")
        return made

    def is_leaf(self, field: GraphQLField) -> bool:
        return is_leaf_type(get_named_type(field.type))

    def inline(self, type_: GraphQLNamedType, depth: int, only: tuple[str, ...] | None) -> str:
        on = f" on {type_.name}" if self.chance(50) else ""
        return f"...{on}{self.condition()} {self.selection_set(type_, depth + 1, only)}"

    def spread(self, type_: GraphQLNamedType, depth: int, only: tuple[str, ...] | None) -> str:
        name = self.new_name("F")
        self.fragments.append(
            f"fragment {name} on {type_.name} {self.selection_set(type_, depth + 1, only)}"
        )
        again = f" ...{name}{self.condition()}" if self.chance(20) else ""
        return f"...{name}{self.condition()}{again}"

    def field(self, type_: Any, name: str, depth: int) -> str:
        field: GraphQLField = type_.fields[name]
        given = {
            key: argument
            for key, argument in field.args.items()
            if is_required_argument(argument) or self.chance(40)
        }
        arguments = ", ".join(f"{key}: {self.argument(each.type, key)}" for key, each in given.items())
        alias = f"{self.new_name('x')}: " if arguments or self.chance(15) else ""
        inner = ""
        named = get_named_type(field.type)
        if is_composite_type(named):
            inner = " " + self.selection_set(named, depth + 1)
        return f"{alias}{name}{f'({arguments})' if arguments else ''}{self.condition()}{inner}"

    def condition(self) -> str:
        if not self.chance(15):
            return ""
        directive = self.draw(st.sampled_from(["skip", "include"]))
        value = self.draw(st.booleans())
        if self.chance(60):
            name = self.new_name("v")
            default = self.chance(30)
            self.declared.append(f"${name}: Boolean{f' = {str(value).lower()}' if default else '!'}")
            if not default:
                self.variables[name] = value
            return f" @{directive}(if: ${name})"
        return f" @{directive}(if: {str(value).lower()})"

    def argument(self, type_: GraphQLInputType, key: str) -> str:
        value = self.value(type_, key, 0)
        if self.chance(50):
            name = self.new_name("v")
            self.declared.append(f"${name}: {type_}")
            self.variables[name] = value
            return f"${name}"
        return self.literal(type_, value)

    def value(self, type_: Any, key: str, depth: int) -> Any:
        if is_non_null_type(type_):
            return self.value(type_.of_type, key, depth)
        if self.chance(10) and depth:
            return None
        if is_list_type(type_):
            return [self._member(type_.of_type, key, depth) for _ in range(self.draw(st.integers(0, 2)))]
        if isinstance(type_, GraphQLEnumType):
            return self.draw(st.sampled_from(sorted(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            return {
                name: self._member(field.type, name, depth)
                for name, field in type_.fields.items()
                if is_required_input_field(field) or (depth < 2 and self.chance(25))
            }
        by_key = self.scalars.get(key)
        return self.draw(by_key if by_key is not None else self.scalars[type_.name])

    def _member(self, type_: Any, key: str, depth: int) -> Any:
        value = self.value(type_, key, depth + 1)
        while value is None and is_non_null_type(type_):
            value = self.value(type_, key, depth + 1)
        return value

    def literal(self, type_: Any, value: Any) -> str:
        if is_non_null_type(type_):
            return self.literal(type_.of_type, value)
        if value is None:
            return "null"
        if is_list_type(type_):
            return "[" + ", ".join(self.literal(type_.of_type, each) for each in value) + "]"
        if isinstance(type_, GraphQLEnumType):
            return str(value)
        if isinstance(type_, GraphQLInputObjectType):
            members = (f"{k}: {self.literal(type_.fields[k].type, v)}" for k, v in value.items())
            return "{" + ", ".join(members) + "}"
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, int | float) else '"' + str(value) + '"'


@st.composite
def operations(
    draw: Any,
    schema: GraphQLSchema,
    *,
    scalars: dict[str, Any],
    kind: str = "query",
    only: tuple[str, ...] | None = None,
) -> tuple[str, dict[str, Any]]:
    """A document and its variables. `scalars` gives values by argument name or by type name; `only`
    names the root fields that may be used."""
    root = {"query": schema.query_type, "mutation": schema.mutation_type}[kind]
    operation = Operation(schema, draw, scalars)
    text = operation.document(kind, root, only)
    return text, operation.variables
