"""What the audit keeps of a flood, and how long it keeps anything."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.audit import service
from domain.audit.service import Deed, record, record_refusal, record_turned_away
from domain.audit.sieve import Sieve
from domain.kernel.actor import ANONYMOUS
from domain.kernel.clock import FixedClock
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from jobs import cron
from tests.factories.people import PARTNER, STAFF, customer
from tests.factories.rows import fetch


@pytest.fixture(autouse=True)
def unmet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sieves that no other test has put anything through."""
    monkeypatch.setattr(service, "_KNOWN", Sieve(most=3, window=600))
    monkeypatch.setattr(service, "_STRANGER", Sieve(most=1, window=600))
    monkeypatch.setattr(service, "_STRANGERS", Sieve(most=5, window=600))
    monkeypatch.setattr(service, "_TURNED_AWAY", Sieve(most=1, window=600))


async def kept(database: Database) -> list[dict[str, Any]]:
    statement = "SELECT actor, action, origin, code FROM audit_entry ORDER BY at, id"
    return [dict(row) for row in await fetch(database, statement)]


async def test_a_caller_who_is_refused_all_the_time_has_so_many_entries(database: Database) -> None:
    lena = customer(uuid4())
    for _ in range(5):
        for action in ("holdOrder", "cancelOrder"):
            await record_refusal(database, lena, Deed(action=action), code="PERMISSION_DENIED")
    assert len(await kept(database)) == 6


async def test_strangers_have_so_many_in_all(database: Database) -> None:
    for number in range(20):
        deed = Deed(action="holdOrder", origin=f"192.0.2.{number}")
        await record_refusal(database, ANONYMOUS, deed, code="PERMISSION_DENIED")
        await record_turned_away(database, ANONYMOUS, deed, code="THROTTLED")
    assert len(await kept(database)) == 5


async def test_who_is_turned_away_again_and_again_has_one_entry_a_code(database: Database) -> None:
    deed = Deed(action="execute", origin="192.0.2.1", request_id="r")
    for _ in range(3):
        for actor in (PARTNER, STAFF):
            await record_turned_away(database, actor, deed, code="THROTTLED")
        await record_turned_away(database, PARTNER, deed, code="PERSISTED_QUERY_ID_REQUIRED")
    assert [(each["actor"], each["code"]) for each in await kept(database)] == [
        (PARTNER.label, "THROTTLED"),
        (STAFF.label, "THROTTLED"),
        (PARTNER.label, "PERSISTED_QUERY_ID_REQUIRED"),
    ]


async def test_old_entries_go_in_batches_and_young_ones_stay(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cron, "BATCH", 2)
    now = datetime.now(UTC)
    for days in (500, 401, 401, 401, 399, 0):
        clock = FixedClock(now - timedelta(days=days))
        async with transaction(database, actor=STAFF, clock=clock) as uow:
            record(uow, Deed(action=f"{days} days ago"))
    await cron.tidy(database, audit_days=0)
    assert len(await kept(database)) == 6

    monkeypatch.setattr(cron, "BATCHES", 1)
    await cron.tidy(database, audit_days=400)
    assert len(await kept(database)) == 4, "so much in one run, and no more"

    monkeypatch.setattr(cron, "BATCHES", 500)
    await cron.tidy(database, audit_days=400)
    assert [each["action"] for each in await kept(database)] == ["399 days ago", "0 days ago"]
