"""The operations of frontend-contract/ as they lie there, and as a client sends them."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    NameNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    Visitor,
    build_schema,
    parse,
    print_ast,
    visit,
)

CONTRACT = Path(__file__).parents[2] / "frontend-contract"
CLIENTS = ("storefront", "admin", "partner")
FRAGMENTS = "fragments"

Definition = OperationDefinitionNode | FragmentDefinitionNode


@dataclass(frozen=True)
class File:
    """One file of operations/."""

    folder: str
    name: str
    document: DocumentNode

    @property
    def definition(self) -> Any:
        return self.document.definitions[0]


@cache
def schema() -> GraphQLSchema:
    """The committed SDL."""
    return build_schema((CONTRACT / "schema.graphql").read_text())


@cache
def files() -> tuple[File, ...]:
    """Every file of operations/, fragments included."""
    paths = sorted((CONTRACT / "operations").glob("**/*.graphql"))
    return tuple(File(path.parent.name, path.stem, parse(path.read_text())) for path in paths)


def operations(client: str | None = None) -> list[File]:
    """The operations, of one client or of all."""
    return [file for file in files() if file.folder == client or (not client and file.folder in CLIENTS)]


@cache
def fragments() -> dict[str, FragmentDefinitionNode]:
    """The fragments by name."""
    return {file.name: file.definition for file in files() if file.folder == FRAGMENTS}


def complete(file: File) -> DocumentNode:
    """An operation with the fragments that it needs."""
    needed: dict[str, Definition] = {}
    waiting: list[Definition] = [file.definition]
    while waiting:
        for name in _spreads(waiting.pop()):
            if name not in needed:
                needed[name] = fragments()[name]
                waiting.append(needed[name])
    return DocumentNode(definitions=(file.definition, *needed.values()))


def persisted(path: str = "persisted-documents.json") -> dict[str, str]:
    """A file of persisted documents: text by id."""
    found: dict[str, str] = json.loads((CONTRACT / path).read_text())
    return found


def name_of(text: str) -> str:
    """The name of the operation in a document."""
    found = [each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode)]
    (operation,) = found
    assert operation.name is not None
    return operation.name.value


def with_typenames(document: DocumentNode) -> DocumentNode:
    """As graphql-codegen's `addTypenameSelectionDocumentTransform` does: everywhere but at the root of a
    subscription, which may have one field only."""

    class AddTypename(Visitor):
        def leave_selection_set(
            self, node: SelectionSetNode, _key: Any, parent: Node, *_: Any
        ) -> SelectionSetNode | None:
            subscribes = (
                isinstance(parent, OperationDefinitionNode)
                and parent.operation is OperationType.SUBSCRIPTION
            )
            named = any(
                isinstance(each, FieldNode) and each.name.value == "__typename"
                for each in node.selections
            )
            if subscribes or named:
                return None
            typename = FieldNode(name=NameNode(value="__typename"), arguments=(), directives=())
            return SelectionSetNode(selections=(typename, *node.selections))

    changed: DocumentNode = visit(document, AddTypename())
    return changed


def sorted_text(document: DocumentNode) -> str:
    """The document in one order and on one line: graphql-codegen sorts what it prints."""

    class Sort(Visitor):
        def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> SelectionSetNode:
            return SelectionSetNode(selections=tuple(sorted(node.selections, key=print_ast)))

        def leave_operation_definition(self, node: Any, *_: Any) -> OperationDefinitionNode:
            return OperationDefinitionNode(
                operation=node.operation,
                name=node.name,
                variable_definitions=tuple(sorted(node.variable_definitions or (), key=print_ast)),
                directives=node.directives,
                selection_set=node.selection_set,
            )

        def leave_document(self, node: DocumentNode, *_: Any) -> DocumentNode:
            return DocumentNode(definitions=tuple(sorted(node.definitions, key=print_ast)))

    return " ".join(print_ast(visit(document, Sort())).split())


def _spreads(definition: Node) -> list[str]:
    found: list[str] = []

    class Spreads(Visitor):
        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
            found.append(node.name.value)

    visit(definition, Spreads())
    return found
