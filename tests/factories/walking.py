"""Documents that ask a schema for everything, down to a depth, with every argument one can think of."""

from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

ALWAYS = {"price": '(channel: "web")', "asOf": '(at: "2099-01-01T00:00:00Z")'}
"Arguments of nested fields that need some."

BESIDE = {"sku": '"MUG"', "locationCode": '"BER"', "channel": '"web"', "skus": '["MUG"]'}
"What a root field is given for its other required arguments while one of them is tried."


class Walk:
    """Selections of a schema to a depth, as fragments: one a type and a depth left."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.fragments: dict[str, str] = {}

    def select(self, kind: GraphQLNamedType, depth: int) -> str:
        """All there is below a field of this type."""
        if is_leaf_type(kind):
            return ""
        name = f"{kind.name}_{depth}"
        if name not in self.fragments:
            self.fragments[name] = ""
            self.fragments[name] = f"fragment {name} on {kind.name} {{ {self._body(kind, depth)} }}"
        return f"{{ ...{name} }}"

    def _body(self, kind: GraphQLNamedType, depth: int) -> str:
        assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType), kind
        parts = ["__typename"]
        if isinstance(kind, GraphQLInterfaceType):
            for each in self.schema.get_possible_types(kind):
                self.select(each, depth)
                parts.append(f"...{each.name}_{depth}")
            return " ".join(parts)
        for name, field in kind.fields.items():
            below = get_named_type(field.type)
            if is_leaf_type(below):
                parts.append(_aliased(kind, name, field))
            elif depth > 1:
                parts.append(f"{_aliased(kind, name, field)} {self.select(below, depth - 1)}")
        return " ".join(parts)


def documents(
    schema: GraphQLSchema, strings: Sequence[str], ids: Sequence[str], *, depth: int
) -> Iterator[tuple[str, str]]:
    """For each root field, documents that try every value for each of its arguments."""
    root = schema.query_type
    assert root is not None
    for name, field in root.fields.items():
        walk = Walk(schema)
        selection = walk.select(get_named_type(field.type), depth)
        required = [arg for arg, kind in field.args.items() if is_required_argument(kind)]
        calls = [] if required else [""]
        for argument, kind in field.args.items():
            beside = "".join(f", {each}: {BESIDE[each]}" for each in required if each != argument)
            calls += [f"({argument}: {value}{beside})" for value in _values(kind.type, strings, ids)]
        for start in range(0, len(calls), 60):
            some = calls[start : start + 60]
            asked = " ".join(f"a{at}: {name}{call} {selection}" for at, call in enumerate(some))
            yield name, f"query Walk {{ {asked} }} {' '.join(walk.fragments.values())}"


def _aliased(kind: GraphQLObjectType, name: str, field: GraphQLField) -> str:
    """Under a name of its own a type: fields of the same name may differ in type between nodes."""
    needed = {arg for arg, each in field.args.items() if is_required_argument(each)}
    assert not needed or name in ALWAYS, (kind.name, name)
    return f"{kind.name}_{name}: {name}{ALWAYS.get(name, '') if needed else ''}"


def _values(kind: Any, strings: Sequence[str], ids: Sequence[str]) -> Iterator[str]:
    """GraphQL literals of an argument's type that might lead to what the strings and ids name."""
    if isinstance(kind, GraphQLNonNull):
        yield from _values(kind.of_type, strings, ids)
    elif isinstance(kind, GraphQLList):
        yield from (f"[{value}]" for value in _values(kind.of_type, strings, ids))
    elif isinstance(kind, GraphQLInputObjectType):
        required = [name for name, field in kind.fields.items() if is_required_input_field(field)]
        for name, field in kind.fields.items():
            others = [each for each in required if each != name]
            if BESIDE.keys() >= set(others):
                beside = "".join(f", {each}: {BESIDE[each]}" for each in others)
                yield from (
                    f"{{{name}: {value}{beside}}}" for value in _values(field.type, strings, ids)
                )
    elif isinstance(kind, GraphQLScalarType) and kind.name == "ID":
        yield from (f'"{id}"' for id in ids)
    elif isinstance(kind, GraphQLScalarType) and kind.name == "String":
        yield from (f'"{value}"' for value in strings)
