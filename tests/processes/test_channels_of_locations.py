"""Stock of a location that does not serve a channel does not exist for it."""

from domain.kernel.errors import InsufficientStock, Shortage
from domain.processes.allocate_order import allocate_order
from domain.processes.place_order import place_order
from tests.factories.orders import placed, request
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def serves_others_only(shop: Shop, code: str) -> None:
    await execute(
        shop.database, "UPDATE location SET serves_every_channel = false WHERE code = $1", code
    )


async def serves(shop: Shop, code: str) -> None:
    """The location serves the shop's channel by name."""
    await serves_others_only(shop, code)
    await execute(
        shop.database,
        "INSERT INTO location_channel (location_id, channel_id) VALUES ($1, $2)",
        shop.locations[code].id,
        shop.channel.id,
    )


async def test_an_order_is_not_placed_on_stock_of_another_channel(shop: Shop) -> None:
    await serves_others_only(shop, "BER")
    async with refused(shop.database, InsufficientStock) as refusal:
        await shop.do(place_order, request=request({"MUG": 6}))
    assert refusal.value.shortages == (Shortage("MUG", 6, 5),), "Hamburg's five are all there is"


async def test_a_location_serves_the_channels_it_names(shop: Shop) -> None:
    await serves(shop, "HAM")
    await serves_others_only(shop, "BER")
    await placed(shop, {"MUG": 5})
    assert (await shop.counters("MUG", "HAM"))[1] == 5
    assert (await shop.counters("MUG", "BER"))[1] == 0


async def test_what_was_promised_before_is_kept(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 2})
    await serves_others_only(shop, "BER")
    await serves_others_only(shop, "HAM")
    _, work = await shop.do(allocate_order, order_id=order_id)
    assert [each.location_id for each in work] == [shop.locations["BER"].id]
    await prove(shop.database)
