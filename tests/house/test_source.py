"""What the house says of its own code: small files, one commit, words for everything public."""

import ast
import re

import pytest

from tests.house.sources import ROOMS, calls, files, name, parsed

LONGEST = 300


def test_a_file_is_one_idea_of_at_most_three_hundred_lines() -> None:
    long = {
        name(path): lines
        for path in files()
        if "versions" not in path.parts and (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}


def test_commit_stands_once_in_the_house() -> None:
    found = [
        f"{file}:{line}"
        for file, tree in parsed("domain", "schema", "api", "jobs", "cli")
        for called, line in calls(tree)
        if called in ("commit", "begin_nested")
    ]
    assert [where.rpartition(":")[0] for where in found] == ["domain/kernel/uow.py"]


def test_verbs_do_not_open_transactions_of_their_own() -> None:
    """Three doors open them; besides those, only what lives between two transactions may."""
    found = {
        file
        for file, tree in parsed("domain", "schema")
        for called, _ in calls(tree)
        if called == "transaction"
    }
    assert found <= {
        "domain/audit/service.py",  # keeps a refusal although what was asked for is rolled back
        "domain/processes/settle_payment.py",
        "domain/notifications/service.py",
        "schema/transaction.py",
    } | {file for file in found if file.startswith("domain/imports/")}


def test_the_schema_speaks_no_sql() -> None:
    found = [
        f"{file}:{node.lineno}"
        for file, tree in parsed("schema")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and node.module
        and re.match(r"(sqlalchemy|sqlmodel|asyncpg)\b", node.module)
        and not _only_for_types(tree, node)
    ]
    assert found == []


def _only_for_types(tree: ast.Module, wanted: ast.ImportFrom) -> bool:
    """`Row` is what queries answer with: a type, not a statement."""
    return {alias.name for alias in wanted.names} <= {"Row", "RowMapping"}


@pytest.mark.parametrize("room", ROOMS)
def test_everything_public_says_what_it_is_for(room: str) -> None:
    silent = []
    for file, tree in parsed(room):
        if tree.body and "versions" not in file and ast.get_docstring(tree) is None:
            silent.append(file)
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and not node.name.startswith("_")
                and not file.startswith("migrations/")
                and not _says_it_all(file, node)
                and ast.get_docstring(node) is None
            ):
                silent.append(f"{file}:{node.lineno} {node.name}")
    assert silent == []


def _says_it_all(file: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """`order_lines_by_ids` in loads.py: its module says how all of them work, its name the rest."""
    return file.endswith("/loads.py") and "_by_" in node.name


def test_no_room_without_a_name() -> None:
    nameless = {"utils", "helpers", "common", "manager", "misc", "base"}
    found = [
        name(path)
        for path in files()
        if nameless & {path.stem, *path.parent.parts[len(path.parents) - 2 :]}
    ]
    assert found == []


def test_nobody_reads_the_clock_past_the_unit_of_work() -> None:
    """A replay hands verbs its own time; one that asks the machine would write today's."""
    found = [
        f"{file}:{line}"
        for file, tree in parsed("domain")
        for called, line in calls(tree)
        if called in ("utcnow", "today") or (called == "now" and _is_datetime_now(tree, line))
    ]
    assert {where.rpartition(":")[0] for where in found} <= {
        "domain/kernel/clock.py",
        "domain/identity/keys.py",  # proves a key at the real time; what it writes has the unit's
        "domain/identity/tokens.py",  # signs with the real time; it writes no row
    }


def _is_datetime_now(tree: ast.Module, line: int) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.lineno == line
        and node.attr == "now"
        and isinstance(node.value, ast.Name)
        and node.value.id == "datetime"
        for node in ast.walk(tree)
    )


_SECONDS_AND_DEGREES = (
    "domain/allocation/",  # points and kilometres
    "domain/processes/simulate_past.py",
    "domain/imports/",
    "domain/inventory/",
    "domain/identity/",
    "domain/kernel/backlog.py",
    "domain/kernel/watch.py",
)


def test_no_floats_in_money() -> None:
    found = [
        f"{file}:{line}"
        for file, tree in parsed("domain")
        for called, line in calls(tree)
        if called in ("float", "round") and not file.startswith(_SECONDS_AND_DEGREES)
    ]
    assert found == []
