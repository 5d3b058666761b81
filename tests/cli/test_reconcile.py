"""``waybill reconcile``: shows drift, mends it when told, and keeps that in the audit."""

from domain.kernel.config import Settings
from tests.factories.commands import run_command
from tests.factories.proof import prove
from tests.factories.reading import unchanged
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def test_drift_is_shown_and_mended_only_when_told(settings: Settings, shop: Shop) -> None:
    assert await run_command(settings, "reconcile") == (0, "Every level is the sum of its movements.\n")
    await execute(shop.database, "UPDATE stock_level SET on_hand = 11 WHERE on_hand = 10")
    async with unchanged(shop.database):
        code, told = await run_command(settings, "reconcile")
    assert code == 1
    assert "on_hand 11 of 10" in told
    assert "Nothing was changed. To mend them: waybill reconcile --repair" in told
    code, told = await run_command(settings, "reconcile", "--repair")
    assert (code, told.splitlines()[-1]) == (
        0,
        "All of them are mended; each has a movement that says so.",
    )
    await prove(shop.database)
    entries = await shop.rows("SELECT actor, action FROM audit_entry")
    assert [tuple(row) for row in entries] == [("system:cli", "reconcile")]
