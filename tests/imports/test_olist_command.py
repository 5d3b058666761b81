"""``waybill import olist``: what it prints, what it writes, and how it ends."""

from asyncio import to_thread
from pathlib import Path

import orjson
import pytest

from cli.import_olist import import_olist
from domain.kernel.config import Settings
from domain.kernel.database import Database
from tests.factories.rows import execute
from tests.imports.sample import SAMPLE


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")


def test_figures_stand_beside_figures(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_olist(settings, SAMPLE, workers=1) == 0
    said = capsys.readouterr().out
    rows = [" ".join(line.replace("│", " ").split()) for line in said.splitlines()]
    assert "merchandise, BRL 635.30 635.30 agrees" in rows
    assert "orders delivered 14 14 agrees" in rows
    assert "no item row says what was bought unavailable 1" in rows
    assert "Every figure agrees with the files, to the cent." in said
    assert "DIFFERS" not in said


def test_the_whole_report_is_a_file(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "somewhere" / "report.json"
    import_olist(settings, SAMPLE, report=path, workers=1)
    document = orjson.loads(path.read_bytes())
    assert document["agrees"] is True
    assert {"order_id": "skipped-seller", "status": "delivered",
            "reason": "an item's seller is not among the sellers"} in document["skipped"]  # fmt: skip
    assert len(document["skipped"]) == 6
    paid_less = next(each for each in document["oddities"] if each["what"].startswith("paid less"))
    assert paid_less["replayed"] == ["delivered-paid-less"]


async def test_a_difference_ends_it_with_one(
    settings: Settings, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await to_thread(import_olist, settings, SAMPLE, workers=1) == 0
    capsys.readouterr()
    await execute(database, "UPDATE orders SET placed_shipping = placed_shipping + 1")
    assert await to_thread(import_olist, settings, SAMPLE, workers=1) == 1
    said = capsys.readouterr().out
    assert "DIFFERS" in said
    assert "order delivered-hour-never: freight is 2.51, the row says 2.50" in said
    assert "and 3 more, in the report." in said
    assert "does not agree" in said
