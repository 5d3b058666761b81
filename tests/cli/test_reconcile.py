"""``waybill reconcile``: shows drift, mends it when told, and keeps that in the audit."""

import asyncio
import os
import subprocess
import sys

from domain.kernel.config import Settings
from tests.factories.proof import prove
from tests.factories.reading import unchanged
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def reconcile(settings: Settings, *options: str) -> tuple[int, str]:
    """The command in a process of its own: exit code and what it printed."""
    environment = {
        "WAYBILL_DATABASE_URL": settings.database_url or "",
        "WAYBILL_REDIS_URL": settings.redis_url or "",
        "WAYBILL_DATA_DIR": str(settings.data_dir),
        "COLUMNS": "200",
    }
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cli.main", "reconcile", *options],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


async def test_drift_is_shown_and_mended_only_when_told(settings: Settings, shop: Shop) -> None:
    assert await reconcile(settings) == (0, "Every level is the sum of its movements.\n")
    await execute(shop.database, "UPDATE stock_level SET on_hand = 11 WHERE on_hand = 10")
    async with unchanged(shop.database):
        code, told = await reconcile(settings)
    assert code == 1
    assert "on_hand 11 of 10" in told
    assert "Nothing was changed. To mend them: waybill reconcile --repair" in told
    code, told = await reconcile(settings, "--repair")
    assert (code, told.splitlines()[-1]) == (
        0,
        "All of them are mended; each has a movement that says so.",
    )
    await prove(shop.database)
    entries = await shop.rows("SELECT actor, action FROM audit_entry")
    assert [tuple(row) for row in entries] == [("system:cli", "reconcile")]
