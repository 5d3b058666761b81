"""The clients' queries, with the fragments they spread, and what each is asked with in a told shop."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from graphql import DocumentNode, FieldNode, OperationDefinitionNode, OperationType, parse

OPERATIONS = Path(__file__).parents[3] / "frontend-contract" / "operations"


def operation_of(text: str) -> OperationDefinitionNode:
    """The one operation of a document."""
    return cast(OperationDefinitionNode, parse(text).definitions[0])


def root_of(text: str) -> str:
    """The first field that it asks for."""
    return cast(FieldNode, operation_of(text).selection_set.selections[0]).name.value


def variables_of(text: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that it declares, as far as they are known."""
    names = [each.variable.name.value for each in operation_of(text).variable_definitions or ()]
    return {name: known[name] for name in names if name in known}


def _queries() -> Iterator[tuple[str, str]]:
    fragments = _fragments()
    for path in sorted(OPERATIONS.glob("*/*.graphql")):
        if path.parent.name == "fragments":
            continue
        text = path.read_text()
        if operation_of(text).operation is OperationType.QUERY:
            yield path.stem, _with_fragments(text, fragments)


def _fragments() -> dict[str, str]:
    text = "\n".join(path.read_text() for path in sorted((OPERATIONS / "fragments").glob("*")))
    document: DocumentNode = parse(text)
    return {
        each.name.value: text[each.loc.start : each.loc.end]  # type: ignore[attr-defined, union-attr]
        for each in document.definitions
    }


def _with_fragments(text: str, known: Mapping[str, str]) -> str:
    taken: dict[str, str] = {}
    waiting = [text]
    while waiting:
        here = waiting.pop().replace("... ", "...")
        for name, body in known.items():
            if f"...{name}" in here and name not in taken:
                taken[name] = body
                waiting.append(body)
    return "\n".join([text, *taken.values()])


CLIENTS = dict(_queries())
"""By name."""
