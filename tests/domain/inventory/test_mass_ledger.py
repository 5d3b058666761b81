"""Levels by the thousand cost what they are, whatever plan PostgreSQL has come to."""

import time
from uuid import UUID

from domain.inventory.mass_ledger import WantedLevel, settle_levels
from domain.kernel.actor import system
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from tests.factories.rows import execute
from tests.factories.shop import Shop

PLACES = 200


async def _spent(database: Database, products: list[UUID], places: list[UUID]) -> float:
    """Seconds a level that it takes to open them, in one go."""
    wanted = [
        WantedLevel(line, product, place, 5)
        for line, (product, place) in enumerate((each, one) for each in products for one in places)
    ]
    began = time.perf_counter()
    async with transaction(database, actor=system("import")) as uow:
        settled = await settle_levels(
            uow, wanted, reason="Opening", reference=None, told=[], announce=False
        )
    assert settled.opened == len(wanted)
    return (time.perf_counter() - began) / len(wanted)


async def test_a_level_costs_the_same_in_a_long_list_and_in_a_short_one(
    shop: Shop, database_url: str
) -> None:
    """PostgreSQL soon plans for any list, and takes it for a short one."""
    await execute(
        shop.database,
        "INSERT INTO location (id, code, name, priority, active, kind, time_zone, closures,"
        " serves_every_channel, created_at) SELECT gen_random_uuid(), 'L' || n, 'L', n, true,"
        " 'WAREHOUSE', 'UTC', '[]', true, now() FROM generate_series(1, $1) n",
        PLACES,
    )
    await execute(
        shop.database,
        "INSERT INTO product (id, sku, name, allow_backorder, is_bundle, created_at)"
        " SELECT gen_random_uuid(), 'S' || n, 'S', false, false, now() FROM generate_series(1, 66) n",
    )
    products = [row["id"] for row in await shop.rows("SELECT id FROM product WHERE sku LIKE 'S%'")]
    places = [row["id"] for row in await shop.rows("SELECT id FROM location WHERE code LIKE 'L%'")]
    generic = Database(database_url, pool_size=1, settings={"plan_cache_mode": "force_generic_plan"})
    try:
        short = min([await _spent(generic, [each], places) for each in products[:6]])
        long = await _spent(generic, products[6:], places)
    finally:
        await generic.dispose()
    assert long < 5 * short, f"{long / short:.1f} times"
