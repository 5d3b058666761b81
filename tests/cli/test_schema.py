"""``waybill schema --check`` holds the SDL to what was committed, and to what was released."""

from pathlib import Path

import pytest

from cli.schema import compare, unannounced

PROMISED = 'type Query {\n  order(id: ID!): String\n  "Old."\n  legacy: String\n}\n'


def committed(tmp_path: Path) -> Path:
    path = tmp_path / "schema.graphql"
    path.write_text(PROMISED)
    return path


def test_the_same_sdl_passes(tmp_path: Path) -> None:
    assert compare(committed(tmp_path), PROMISED) == []


def test_an_addition_is_only_out_of_date(tmp_path: Path) -> None:
    path = committed(tmp_path)
    wider = PROMISED.replace("legacy", "orders: String\n  legacy")
    assert compare(path, wider) == [f"{path} is out of date."]


def test_what_breaks_clients_is_named_first(tmp_path: Path) -> None:
    path = committed(tmp_path)
    narrower = PROMISED.replace('  "Old."\n  legacy: String\n', "")
    breaking, stale = compare(path, narrower)
    assert breaking == "Breaks clients: Field Query.legacy was removed."
    assert stale == f"{path} is out of date."


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "none.graphql"
    assert compare(path, PROMISED) == [f"{path} does not exist."]


RELEASED = """
type Query { order(id: ID, number: String): Order  find(filter: Filter): Found  legacy: String }
type Order { id: ID!  total: String  status: Status }
type Customer { id: ID! }
enum Status { DRAFT PENDING }
input Filter { sku: String }
union Found = Order | Customer
"""
CHANGELOG = """# Changelog

## [Unreleased]

- Breaking: {note}

## [0.1.0]

- `Query.legacy` was here all along.
"""
BREAKING = [
    ("  legacy: String", "", "Query.legacy"),
    (", number: String", "", "Query.order.number"),
    ("(id: ID,", "(id: ID!,", "Query.order.id"),
    ("  total: String", "  total: Int", "Order.total"),
    ("DRAFT ", "", "Status.DRAFT"),
    ("sku: String", "sku: String  channel: String!", "Filter.channel"),
    (" | Customer", "", "Found"),
    ("enum Status { DRAFT PENDING }", "scalar Status", "Status"),
]


def holds(tmp_path: Path, sdl: str, note: str) -> list[str]:
    released, changelog = tmp_path / "released.graphql", tmp_path / "CHANGELOG.md"
    released.write_text(RELEASED)
    changelog.write_text(CHANGELOG.format(note=note))
    return unannounced(released, sdl, changelog)


@pytest.mark.parametrize(("old", "new", "place"), BREAKING)
def test_a_break_of_what_was_released_has_to_be_announced_by_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    broken = RELEASED.replace(old, new)
    assert broken != RELEASED
    (problem,) = [each for each in holds(tmp_path, broken, "none") if f"Announce `{place}` in" in each]
    assert problem.startswith("Breaks the released contract: ")
    assert not any(f"`{place}`" in each for each in holds(tmp_path, broken, f"`{place}` is gone"))


def test_an_older_entry_of_the_changelog_announces_nothing(tmp_path: Path) -> None:
    (problem,) = holds(tmp_path, RELEASED.replace("  legacy: String", ""), "none")
    assert "Announce `Query.legacy`" in problem


def test_an_addition_needs_no_announcement(tmp_path: Path) -> None:
    wider = RELEASED.replace("PENDING", "PENDING EXPIRED").replace("legacy", "fresh: Int  legacy")
    assert holds(tmp_path, wider, "none") == []


def test_without_a_release_nothing_is_promised_and_that_is_said(tmp_path: Path) -> None:
    missing = tmp_path / "released.graphql"
    assert unannounced(missing, RELEASED, tmp_path / "CHANGELOG.md") == [f"{missing} does not exist."]
