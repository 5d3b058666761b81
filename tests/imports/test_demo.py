"""The demo shop of a first start."""

from domain.catalog.service import create_channel
from domain.imports.demo import seed_demo
from domain.kernel.actor import system
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from tests.factories.proof import prove
from tests.factories.rows import fetch_one

COUNTS = """
    SELECT (SELECT count(*) FROM channel) AS channels, (SELECT count(*) FROM location) AS locations,
           (SELECT count(*) FROM product) AS products, (SELECT count(*) FROM price) AS prices,
           (SELECT count(*) FROM stock_movement) AS movements,
           (SELECT sum(on_hand) FROM stock_level) AS units
"""


async def test_the_demo_is_a_small_shop_with_stock(database: Database) -> None:
    assert await seed_demo(database)
    assert dict(await fetch_one(database, COUNTS)) == {
        "channels": 1,
        "locations": 3,
        "products": 13,
        "prices": 13,
        "movements": 27,
        "units": 975,
    }
    await prove(database)


async def test_a_first_start_leaves_the_workers_nothing_to_do(database: Database) -> None:
    await seed_demo(database)
    (work,) = (await fetch_one(database, "SELECT count(*) FROM outbox")).values()
    assert work == 0


async def test_seeding_twice_is_seeding_once(database: Database) -> None:
    await seed_demo(database)
    before = dict(await fetch_one(database, COUNTS))
    assert not await seed_demo(database)
    assert dict(await fetch_one(database, COUNTS)) == before


async def test_a_shop_that_is_somebodys_is_left_alone(database: Database) -> None:
    async with transaction(database, actor=system("test")) as uow:
        await create_channel(uow, code="shop", name="Somebody's", currency="EUR")
    assert not await seed_demo(database)
    assert dict(await fetch_one(database, COUNTS))["products"] == 0
