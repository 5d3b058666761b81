"""The house's own source, for tests that read it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("cli", "api", "jobs", "schema", "domain", "migrations")


def files(*rooms: str) -> list[Path]:
    """Every Python file of these rooms; of all rooms when none is named."""
    return sorted(path for room in rooms or ROOMS for path in (ROOT / room).rglob("*.py"))


def name(path: Path) -> str:
    """A path as people say it: ``domain/kernel/uow.py``."""
    return str(path.relative_to(ROOT))


def parsed(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """The syntax of every file, by its name."""
    for path in files(*rooms):
        yield name(path), ast.parse(path.read_text())


def calls(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """(method or function name, line) of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=called) | ast.Name(id=called):
                    yield called, node.lineno
