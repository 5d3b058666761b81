"""The one walk over a document: depth, aliases, fields, directives, pages and cost.

Each fragment is measured once and its measure added wherever it is spread, so the walk is linear in
the text. (Walking a fragment again at every spread, 24 fragments that each spread the next one twice,
900 bytes, keep a process busy for a minute.) It runs before validation, on documents that may be
nonsense: what the schema does not know is a field like any other.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
)
from graphql.utilities import value_from_ast_untyped

from schema.documents.parts import Part, Size
from schema.documents.prices import INTROSPECTION, Prices, is_connection, is_list, page_size

_INTROSPECTION = ("__schema", "__type")


@dataclass(slots=True)
class Measure:
    """What a selection comes to when all its fragments are written out."""

    depth: int = 0
    aliases: int = 0
    fields: int = 0
    directives: int = 0
    introspects: bool = False
    parts: list[Part] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    "Names in use in the selection itself, fragments included."

    def add(self, other: "Measure", *, below: bool) -> None:
        """Count what stands in the selection; one level deeper where it stands `below` a field."""
        self.depth = max(self.depth, other.depth + below)
        self.aliases += other.aliases
        self.fields += other.fields
        self.directives += other.directives
        self.introspects = self.introspects or other.introspects


@dataclass(frozen=True, slots=True)
class Page:
    """A page size that some field was given, and by which argument."""

    size: Size
    argument: str


class Walk:
    """One document's walk. `operation` may be called once for each of its operations."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, prices: Prices) -> None:
        self.schema = schema
        self.pages: list[Page] = []
        self.comparisons = 0
        self._prices = prices
        self._fragments = {
            each.name.value: each
            for each in document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        self._measured: dict[tuple[str, Size | None], Measure | None] = {}
        self._defaults: Mapping[str, Any] = {}

    def operation(self, node: OperationDefinitionNode) -> Measure:
        """What the operation comes to."""
        self._measured.clear()  # page sizes may hang on the operation's own defaults
        self._defaults = default_values(node)
        measure = self._selections(self.schema.get_root_type(node.operation), node.selection_set, None)
        measure.directives += _count(node.directives)
        measure.directives += sum(_count(each.directives) for each in node.variable_definitions or ())
        return measure

    def _selections(
        self,
        parent: GraphQLNamedType | None,
        selections: SelectionSetNode | None,
        page: Size | None,
        keys: Counter[str] | None = None,
    ) -> Measure:
        """`page` is the size of the connection that `parent` is; `keys` the names in use where an
        inline fragment stands."""
        measure = Measure() if keys is None else Measure(keys=keys)
        spreads: set[str] = set()
        for node in selections.selections if selections else ():
            measure.directives += _count(node.directives)
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                self._use(measure.keys, key, 1)
                self._field(measure, parent, node, key, page)
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition
                inner_parent = self.schema.get_type(on.name.value) if on else parent
                inner = self._selections(inner_parent, node.selection_set, page, measure.keys)
                measure.add(inner, below=False)
                measure.parts += inner.parts
            elif isinstance(node, FragmentSpreadNode):
                spread = self._fragment(node.name.value, page)
                if spread is not None:
                    measure.add(spread, below=False)
                    measure.parts += spread.parts
                    if node.name.value not in spreads:  # compared with the others once
                        spreads.add(node.name.value)
                        for key, times in spread.keys.items():
                            self._use(measure.keys, key, times)
        return measure

    def _use(self, keys: Counter[str], key: str, times: int) -> None:
        """Validation compares each two fields of one name, also those that fragments bring."""
        self.comparisons += keys[key] * times
        keys[key] += times

    def _fragment(self, name: str, page: Size | None) -> Measure | None:
        """A fragment's measure; None for one that does not exist or spreads itself."""
        node = self._fragments.get(name)
        if node is None:
            return None
        type_ = self.schema.get_type(node.type_condition.name.value)
        page = page if is_connection(type_) else None
        if (name, page) in self._measured:
            return self._measured[name, page]
        self._measured[name, page] = None
        measure = self._selections(type_, node.selection_set, page)
        measure.directives += _count(node.directives)
        if measure.parts:
            measure.parts = [Part(None, 0, 1, tuple(measure.parts))]
        self._measured[name, page] = measure
        return measure

    def _field(
        self,
        measure: Measure,
        parent: GraphQLNamedType | None,
        node: FieldNode,
        key: str,
        page: Size | None,
    ) -> None:
        name = node.name.value
        measure.fields += 1
        measure.aliases += node.alias is not None
        measure.depth = max(measure.depth, 1)
        if name in _INTROSPECTION:
            # Its depth is the business of validation, which knows which lists lead in circles.
            inner = self._selections(None, node.selection_set, None)
            measure.fields += inner.fields
            measure.aliases += inner.aliases
            measure.directives += inner.directives
            measure.introspects = True
            measure.parts.append(Part(key, INTROSPECTION, 1, ()))
            return
        known = parent.fields.get(name) if _has_fields(parent) else None
        type_ = get_named_type(known.type) if known else None
        size: Size = 1
        inner_page: Size | None = None
        of_page = is_connection(parent) and known is not None and is_list(known)
        if known is not None:
            size, argument = page_size(node, known, self._defaults)
            if argument is not None:
                self.pages.append(Page(size, argument))
            if is_connection(type_):
                inner_page, size = size, 1
            elif not is_list(known):
                size = 1
            elif of_page and page is not None:
                size = page
        inner = self._selections(type_, node.selection_set, inner_page)
        measure.add(inner, below=True)
        weight = self._prices.weight(parent, name, type_)
        if of_page and not inner.parts:
            weight = 1  # edges without their nodes: the rows are read all the same
        if weight or inner.parts:
            measure.parts.append(Part(key, weight, size, tuple(inner.parts)))


def default_values(node: OperationDefinitionNode) -> dict[str, Any]:
    """The operation's variables that have a default, with it."""
    return {
        each.variable.name.value: value_from_ast_untyped(each.default_value)
        for each in node.variable_definitions or ()
        if each.default_value is not None
    }


def _has_fields(
    type_: GraphQLNamedType | None,
) -> TypeGuard[GraphQLObjectType | GraphQLInterfaceType]:
    return isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)


def _count(directives: Iterable[DirectiveNode] | None) -> int:
    return len(tuple(directives or ()))
