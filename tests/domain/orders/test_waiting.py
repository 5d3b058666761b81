"""Who is served first when stock comes in."""

from datetime import timedelta

from domain.orders.queries import list_waiting
from domain.processes.cancel_order import cancel_order
from domain.processes.hold_order import hold_order
from tests.factories.orders import placed, unpaid
from tests.factories.shop import Shop


async def test_backorders_wait_in_the_order_they_were_placed(shop: Shop) -> None:
    first = await placed(shop, {"OAK": 1})
    await unpaid(shop, {"OAK": 1})
    held = await placed(shop, {"OAK": 1})
    gone = await placed(shop, {"OAK": 1})
    shop.clock.set(shop.clock.now() + timedelta(minutes=5))
    last = await placed(shop, {"OAK": 2, "MUG": 1})
    await placed(shop, {"MUG": 1})
    await shop.do(hold_order, order_id=held, reason="Fraud check")
    await shop.do(cancel_order, order_id=gone, reason="Changed their mind")
    async with shop.database.read() as read:
        assert await list_waiting(read, product_id=shop.products["OAK"].id) == [first, last]
        assert await list_waiting(read, product_id=shop.products["MUG"].id) == []
