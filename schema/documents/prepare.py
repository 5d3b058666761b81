"""From a text to a document that may run: parsed, measured, held to the limits, validated.

In this order, because each step is only safe on what the step before let through: validation takes
seconds on documents that the walk refuses in a millisecond.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    validate,
)

from domain.kernel.errors import DomainError
from domain.kernel.watch import spent
from schema.documents.limits import MAX_COMPARISONS, MOST_MISTAKES, DocumentRefused, Limits, too_much
from schema.documents.parts import Named, Part, requested
from schema.documents.prices import Prices
from schema.documents.walk import Measure, Page, Walk, default_values
from schema.masking import MaskedSchema

PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation of a document, and what its walk found."""

    name: str | None
    kind: OperationType
    root: Part
    introspects: bool
    depth: int
    fields: int
    defaults: Mapping[str, Any]

    def cost(self, variables: Mapping[str, Any] | None) -> int:
        """What it may cost with these variables, before it runs."""
        return requested(self.root, {**self.defaults, **(variables or {})})


@dataclass(frozen=True, slots=True, eq=False)
class PreparedDocument:
    """A valid document within the limits. Whoever plans execution may keep plans by its identity."""

    sha256: str
    text: str
    document: DocumentNode
    operations: tuple[Operation, ...]
    pages: tuple[Page, ...]
    "Page sizes that hang on variables; the others were checked."

    def operation(self, name: str | None) -> Operation | None:
        """The operation of that name, or the only one; None where that is no one operation."""
        if name is None:
            return self.operations[0] if len(self.operations) == 1 else None
        return next((each for each in self.operations if each.name == name), None)

    def highest_cost(self) -> int:
        """What the dearest of its operations costs without variables."""
        return max((each.cost(None) for each in self.operations), default=0)


def sha256_of(text: str) -> str:
    """What a document is known by. Half a character cannot be hashed as text; it counts as written."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def prepare(schema: MaskedSchema, text: str, limits: Limits) -> PreparedDocument:
    """The document of a text. Raises `DocumentRefused` with everything that is wrong."""
    try:
        return _prepare(schema, text, limits)
    except RecursionError:
        raise _refused(schema, [too_much("depth", None, limits.depth)]) from None


def _prepare(schema: MaskedSchema, text: str, limits: Limits) -> PreparedDocument:
    with spent("parsing"):
        document = _parse(schema, text, limits)
    with spent("planning"):
        return _measure(schema, text, document, limits)


def _measure(
    schema: MaskedSchema, text: str, document: DocumentNode, limits: Limits
) -> PreparedDocument:
    core = schema._schema
    nodes = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if len(nodes) > limits.operations:
        raise _refused(schema, [too_much("operations", len(nodes), limits.operations)])
    walk = Walk(core, document, Prices(core))
    operations = []
    for node in nodes:
        measure = walk.operation(node)
        if problems := _over(measure, limits):
            raise _refused(schema, problems)
        operations.append(_operation(node, measure))
    if walk.comparisons > MAX_COMPARISONS:
        raise _refused(schema, [too_much("repetitions", walk.comparisons, MAX_COMPARISONS)])
    if errors := validate(core, document, max_errors=MOST_MISTAKES, hide_suggestions=True):
        raise _refused(schema, [_invalid(error) for error in errors])
    check_pages(schema, walk.pages, {}, limits)
    return PreparedDocument(
        sha256=sha256_of(text),
        text=text,
        document=document,
        operations=tuple(operations),
        pages=tuple(page for page in walk.pages if isinstance(page.size, Named)),
    )


def _invalid(error: GraphQLError) -> GraphQLError:
    """A literal may make Python itself raise (digits without end); it is the client's mistake too."""
    strange = error.original_error is not None and not isinstance(error.original_error, DomainError)
    return GraphQLError(
        "A value in the document is none of its type." if strange else error.message,
        nodes=error.nodes,
        extensions={**(error.extensions or {}), "code": VALIDATION_FAILED},
    )


def check_pages(
    schema: MaskedSchema,
    pages: list[Page] | tuple[Page, ...],
    variables: Mapping[str, Any],
    limits: Limits,
) -> None:
    """Raises `DocumentRefused` for a page larger than the limit."""
    for page in pages:
        size = page.size if isinstance(page.size, int) else page.size.of(variables)
        if size > limits.page:
            error = GraphQLError(
                f"`{page.argument}` must be 0 to {limits.page}.",
                extensions={"code": "INVALID_INPUT", "path": [page.argument], "maximum": limits.page},
            )
            raise _refused(schema, [error])


def _parse(schema: MaskedSchema, text: str, limits: Limits) -> DocumentNode:
    try:
        return parse(text, max_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        if "tokens. Parsing aborted" in error.message:
            raise _refused(schema, [too_much("tokens", None, limits.tokens)]) from None
        if "nested too deeply" in error.message:
            raise _refused(schema, [too_much("depth", None, limits.depth)]) from None
        error.extensions = {"code": PARSE_FAILED}
        raise _refused(schema, [error]) from None


def _over(measure: Measure, limits: Limits) -> list[GraphQLError]:
    found = {
        "depth": (measure.depth, limits.depth),
        "aliases": (measure.aliases, limits.aliases),
        "fields": (measure.fields, limits.fields),
        "directives": (measure.directives, limits.directives),
    }
    return [too_much(what, size, most) for what, (size, most) in found.items() if size > most]


def _operation(node: OperationDefinitionNode, measure: Measure) -> Operation:
    return Operation(
        name=node.name.value if node.name else None,
        kind=node.operation,
        root=Part(None, 0, 1, tuple(measure.parts)),
        introspects=measure.introspects,
        depth=measure.depth,
        fields=measure.fields,
        defaults=default_values(node),
    )


def _refused(schema: MaskedSchema, errors: list[GraphQLError]) -> DocumentRefused:
    schema._process_errors(errors)  # takes suggestions out, and makes every message sendable
    return DocumentRefused(errors)
