"""``waybill schema --check`` holds the SDL to what was committed."""

from pathlib import Path

from cli.schema import compare

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
