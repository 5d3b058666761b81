"""Counting back from now comes to what adding up from the beginning comes to."""

from datetime import datetime, timedelta

from domain.inventory.earlier import Moment, look_back
from domain.inventory.explained import figures_at
from domain.inventory.levels import set_safety_stock
from domain.inventory.models import UnavailableReason
from domain.inventory.unavailable import make_stock_unavailable
from domain.processes.cancel_order import cancel_order
from tests.factories.orders import allocated, placed, shipped
from tests.factories.shop import Shop

MUGS = {"sku": "MUG", "location_code": "BER"}


async def life(shop: Shop) -> list[datetime]:
    """Everything that happens to a level, ten minutes apart; the moments between."""
    moments = []

    def pause() -> None:
        moments.append(shop.clock.now() + timedelta(minutes=5))
        shop.clock.set(shop.clock.now() + timedelta(minutes=10))

    pause()
    order_id = await placed(shop, {"MUG": 3})
    pause()
    await allocated(shop, order_id)
    pause()
    await shipped(shop, order_id)
    pause()
    await shop.do(cancel_order, order_id=await placed(shop, {"MUG": 2}), reason="No")
    await shop.do(
        make_stock_unavailable,
        **MUGS,
        quantity=1,
        because=UnavailableReason.DAMAGED,
        reason="Chipped",
    )
    pause()
    await shop.do(set_safety_stock, **MUGS, safety_stock=2, reason="Season")
    pause()
    await shop.stock("MUG", "BER", +9)
    pause()
    return moments


async def test_counting_back_comes_to_what_adding_up_does(shop: Shop) -> None:
    moments = await life(shop)
    level = await shop.level("MUG", "BER")
    key = (level["product_id"], level["location_id"])
    asked = [Moment(at, "nobody") for at in moments]
    free = []
    async with shop.database.read() as read:
        earlier = await look_back(read, product_ids=[key[0]], moments=asked)
        for at in moments:
            then = (await figures_at(read, [level["id"]], at=at))[level["id"]]
            promised = then.reserved + then.allocated + then.unavailable + then.safety_stock
            free.append(then.on_hand - promised)
    assert [earlier.free(key, at) for at in moments] == free
    assert len(set(free)) > 3


async def test_who_asks_does_not_see_what_they_took_themselves_at_that_instant(shop: Shop) -> None:
    level = await shop.level("MUG", "BER")
    key = (level["product_id"], level["location_id"])
    at = shop.clock.now() + timedelta(minutes=10)
    shop.clock.set(at)
    order = await shop.order(await placed(shop, {"MUG": 3}))
    was = level["on_hand"] - level["reserved"]
    async with shop.database.read() as read:
        theirs = await look_back(read, product_ids=[key[0]], moments=[Moment(at, order["number"])])
        anothers = await look_back(read, product_ids=[key[0]], moments=[Moment(at, "W1")])
    assert (theirs.free(key, at), anothers.free(key, at)) == (was, was - 3)


async def test_what_nobody_asked_about_is_empty(shop: Shop) -> None:
    async with shop.database.read() as read:
        nothing = await look_back(read, product_ids=[], moments=[])
    assert nothing.free((shop.products["MUG"].id, shop.locations["BER"].id), shop.clock.now()) == 0
