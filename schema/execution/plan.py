"""A document, planned: which fields each concrete type answers, and how each is read and written.

Selections are merged with graphql-core's own `collect_fields`, so that fragments, aliases and type
conditions mean what they mean there, and are kept per concrete type as types turn up. What `@skip` and
`@include` say depends on a request's variables: a plan keeps one variant for each combination of the
variables they name, and a request picks its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableNode,
    is_required_argument,
)
from graphql.execution.collect_fields import (
    FieldDetails,
    FragmentDetails,
    GroupedFieldSet,
    collect_fields,
    collect_subfields,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Undefined

from schema.execution.along import TakenAlong, taken_along
from schema.execution.arguments import Arguments
from schema.execution.certain import exact_class
from schema.execution.columns import Columns, columns_needed
from schema.execution.reading import reading_of
from schema.execution.shape import shape_of
from schema.execution.straight import Straight
from schema.execution.variables import Variables
from schema.execution.written import Source, sources_of
from schema.relation import Batch, row_type

MAX_VARIANTS = 16

_CONDITIONS = frozenset({"skip", "include"})
_INCREMENTAL = frozenset({"defer", "stream"})


class PlannedField:
    """A field of a selection: every node that asked for it, merged under one response name."""

    __slots__ = (
        "_arguments",
        "_batch",
        "_of_rows",
        "_sources",
        "definition",
        "details",
        "has_arguments",
        "name",
        "nodes",
        "parent",
        "reading",
        "selections",
        "shape",
        "variant",
    )

    def __init__(
        self,
        variant: Variant,
        parent: GraphQLObjectType,
        name: str,
        definition: GraphQLField,
        details: list[FieldDetails],
    ) -> None:
        self.variant = variant
        self.parent = parent
        self.name = name
        self.definition = definition
        self.details = details
        self.nodes: list[FieldNode] = [detail.node for detail in details]
        self.has_arguments = bool(self.nodes[0].arguments) or any(
            map(_speaks_up, definition.args.values())
        )
        self.reading = reading_of(definition, parent)
        self.shape = shape_of(variant.plan.schema, definition.type)
        self.selections: dict[GraphQLObjectType, Selection] = {}
        self._arguments: Arguments | None = None
        self._batch: Batch | None = None
        self._of_rows: Selection | None = None
        self._sources: tuple[Batch, Sequence[Source]] | None = None

    @property
    def arguments(self) -> Arguments:
        """Where its arguments have their values from."""
        if self._arguments is None:
            self._arguments = Arguments(self.definition, self.nodes[0])
        return self._arguments

    def selection(self, type_: GraphQLObjectType) -> Selection:
        """What is asked of objects of that type here. Raises what collecting the fields raises."""
        known = self.selections.get(type_)
        if known is None:
            known = self.selections[type_] = self.variant.selection_below(self, type_)
        return known

    def selection_of_rows(self, batch: Batch) -> Selection | None:
        """What is asked of the rows that the batch finds for it; None where it does not show them as
        they are. Raises what collecting the fields raises."""
        if self._batch is not batch:
            self._of_rows = self._selection_of_rows(batch)
            self._batch = batch
        return self._of_rows

    def _selection_of_rows(self, batch: Batch) -> Selection | None:
        shape = self.shape.item if batch.many else self.shape
        if shape is None or shape.object is None or not batch.target:
            return None
        if exact_class(shape.object) is not row_type(batch.target):
            return None
        selection = self.selection(shape.object)
        return None if selection.straight().reads_objects else selection

    def sources(self, batch: Batch) -> Sequence[Source]:
        """The statements that write what is asked of the batch's rows for it, if any can."""
        if self._sources is None or self._sources[0] is not batch:
            self._sources = batch, sources_of(self, batch)
        return self._sources[1]


class Selection:
    """The fields asked of one concrete type, in the order of the response."""

    __slots__ = ("_straight", "fields", "template", "type")

    def __init__(self, variant: Variant, type_: GraphQLObjectType, grouped: GroupedFieldSet) -> None:
        self.type = type_
        self.fields: list[PlannedField] = []
        for name, details in grouped.items():
            definition = variant.plan.schema.get_field(type_, details[0].node.name.value)
            if definition is not None:
                self.fields.append(PlannedField(variant, type_, name, definition, details))
        variant.fields += len(self.fields)
        self.template: dict[str, Any] = dict.fromkeys(field.name for field in self.fields)
        self._straight: Straight | None = None

    def straight(self) -> Straight:
        """How its objects are made."""
        if self._straight is None:
            self._straight = Straight(self)
        return self._straight


class Variant:
    """A plan for one outcome of all its conditions."""

    __slots__ = ("_along", "_columns", "_root", "fields", "plan", "runs", "values")

    def __init__(self, plan: Plan, values: VariableValues) -> None:
        self.plan = plan
        self.values = values
        self.fields = 0
        "How many were planned so far."
        self.runs = 0
        "How often it was run."
        self._root: Selection | None = None
        self._columns: Columns | None = None
        self._along: Mapping[str, TakenAlong] | None = None

    def root(self, type_: GraphQLObjectType) -> Selection:
        """What is asked of the operation's root. Raises what collecting the fields raises."""
        if self._root is None:
            plan = self.plan
            collected = collect_fields(
                plan.schema, plan.fragments, self.values, type_, plan.operation, plan.hide_suggestions
            )
            self._root = Selection(self, type_, collected.grouped_field_set)
        return self._root

    def columns(self) -> Columns:
        """What it needs of each type's rows."""
        if self._columns is None:
            assert self._root is not None
            try:
                self._columns = columns_needed(self._root)
            except Exception:
                self._columns = {}  # what is wrong with it is said where it is
        return self._columns

    def along(self) -> Mapping[str, TakenAlong]:
        """What the rows of its root fields take along."""
        if self._along is None:
            assert self._root is not None
            try:
                self._along = taken_along(self._root)
            except Exception:
                self._along = {}  # what is wrong with it is said where it is
        return self._along

    def selection_below(self, field: PlannedField, type_: GraphQLObjectType) -> Selection:
        """What is asked of the objects of a field."""
        plan = self.plan
        collected = collect_subfields(
            plan.schema,
            plan.fragments,
            self.values,
            plan.operation,
            type_,
            field.details,
            plan.hide_suggestions,
        )
        return Selection(self, type_, collected.grouped_field_set)


class Plan:
    """One operation of a document on one schema."""

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        hide_suggestions: bool,
    ) -> None:
        self.schema = schema
        self.document = document
        self.operation = operation
        self.fragments = fragments
        self.fragment_definitions = {name: each.definition for name, each in fragments.items()}
        self.hide_suggestions = hide_suggestions
        self.variables = Variables(schema, operation.variable_definitions or ())
        used = list(_directives(document))
        self.conditions = tuple(
            sorted({variable for name, variable in used if name in _CONDITIONS and variable})
        )
        self.incremental = any(name in _INCREMENTAL for name, _ in used)
        """It asks for `@defer` or `@stream`, which the standard executor knows."""
        self._per_request = any(known.variable_signatures for known in fragments.values())
        self._variants: OrderedDict[tuple[Any, ...], Variant] = OrderedDict()

    @property
    def fields(self) -> int:
        """How many were planned so far. They turn up as types do, while it runs."""
        return sum(variant.fields for variant in self._variants.values())

    def variant(self, values: VariableValues) -> Variant:
        """The plan for a request's variables."""
        if self._per_request:
            return Variant(self, values)
        key = tuple(values.coerced.get(name, Undefined) for name in self.conditions)
        try:
            known = self._variants.get(key)
        except TypeError:  # something else than a Boolean; validation would have said so
            return Variant(self, values)
        if known is None:
            known = self._variants[key] = Variant(self, self._only_conditions(values))
            if len(self._variants) > MAX_VARIANTS:
                self._variants.popitem(last=False)
        return known

    def _only_conditions(self, values: VariableValues) -> VariableValues:
        """The variables that a variant may keep: the rest belongs to the request."""
        return VariableValues(
            {name: values.sources[name] for name in self.conditions if name in values.sources},
            {name: values.coerced[name] for name in self.conditions if name in values.coerced},
        )


def _speaks_up(argument: GraphQLArgument) -> bool:
    """Whether it has something to say where nobody gives it."""
    has_default = argument.default is not None or argument.default_value is not Undefined
    return has_default or is_required_argument(argument)


def _directives(document: DocumentNode) -> Iterator[tuple[str, str | None]]:
    """Each directive in the document, and the variable that its `if` names."""
    waiting: list[Any] = [
        definition
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
    ]
    while waiting:
        node = waiting.pop()
        for directive in node.directives or ():
            variable = None
            for argument in directive.arguments or ():
                if argument.name.value == "if" and isinstance(argument.value, VariableNode):
                    variable = argument.value.name.value
            yield directive.name.value, variable
        selection_set = getattr(node, "selection_set", None)
        if selection_set is not None:
            waiting.extend(selection_set.selections)
