"""What a count finds goes to those who wait for it, and nothing is done about the rest."""

from typing import Any
from uuid import UUID

from jobs.handlers import HANDLERS
from jobs.reactions import REACTIONS
from tests.factories.backorders import waits
from tests.factories.counting import counted, post
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.shop import Shop


async def run(shop: Shop, name: str, args: dict[str, Any]) -> None:
    handler = HANDLERS[name]
    await shop.act(handler.actor, handler.run, args)  # type: ignore[arg-type]


async def follow(shop: Shop, count_id: UUID) -> list[tuple[str, str]]:
    """Run what follows from the posting; the tasks that follow from that, and their products."""
    (event,) = await shop.rows("SELECT id FROM event WHERE type = 'cycle_count.posted'")
    assert REACTIONS["cycle_count.posted"] == ("serve_found",)
    asked = {"cycle_count_id": str(count_id), "event_id": str(event["id"])}
    for _ in range(2):
        await run(shop, "serve_found", asked)
    tasks = await shop.rows("SELECT name, args FROM task ORDER BY name, id")
    for task in tasks:
        await run(shop, task["name"], task["args"])
    skus = {str(product.id): sku for sku, product in shop.products.items()}
    return [(task["name"], skus[task["args"]["product_id"]]) for task in tasks]


async def test_who_waits_gets_what_was_found(shop: Shop) -> None:
    order_id = await placed(shop, {"OAK": 2})
    count_id = await counted(shop, {"OAK": 3, "TEE": 4, "CAP": 1, "MUG": 9}, skus=["CAP", "MUG"])
    await post(shop, count_id)
    assert await follow(shop, count_id) == [("fill_backorders", "OAK"), ("retry_sourcing", "OAK")]
    assert await waits(shop, order_id) == 0
    assert await shop.counters("OAK", "BER") == (3, 2, 0, 0)
    await prove(shop.database)


async def test_what_is_reserved_may_be_sent_from_where_more_was_found(shop: Shop) -> None:
    await placed(shop, {"CAP": 1})
    count_id = await counted(shop, {"CAP": 2}, "HAM", skus=["CAP"])
    await post(shop, count_id)
    assert await follow(shop, count_id) == [("fill_backorders", "CAP"), ("retry_sourcing", "CAP")]
    await prove(shop.database)
