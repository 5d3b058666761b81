"""What is moved serves those who wait by itself: promised when it leaves, theirs when it arrives."""

from datetime import datetime, timedelta
from uuid import UUID

from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.drafting import update_stock_transfer
from domain.transfers.models import Whereabouts
from tests.factories.backorders import coming, promised, waits
from tests.factories.orders import placed, work
from tests.factories.proof import prove
from tests.factories.shop import Shop
from tests.factories.transfers import take_in
from tests.jobs.conftest import Working, until


async def is_promised(shop: Shop, order_id: UUID, date: datetime | None) -> bool:
    return bool(await promised(shop, order_id) == date)


async def test_a_transfer_is_promised_rescheduled_and_given_to_those_who_wait(
    today: Shop, working: Working
) -> None:
    shop = today
    order_id = await placed(shop, {"OAK": 2})
    week = shop.clock.now() + timedelta(days=7)
    month = shop.clock.now() + timedelta(days=30)

    async with working():
        transfer_id = await coming(shop, "OAK", "MUC", 3, at=week)
        await until(lambda: is_promised(shop, order_id, week))
        await shop.do(update_stock_transfer, stock_transfer_id=transfer_id, expected_at=month)
        await until(lambda: is_promised(shop, order_id, month))
        await take_in(shop, transfer_id, (3, 0, 0))

        async def is_served() -> bool:
            return await waits(shop, order_id) == 0 and bool(await work(shop, order_id))

        await until(is_served)
    assert await shop.counters("OAK", "MUC") == (3, 0, 2, 0)
    await prove(shop.database)


async def test_a_promise_ends_when_its_transfer_is_called_off(today: Shop, working: Working) -> None:
    shop = today
    order_id = await placed(shop, {"OAK": 2})
    week = shop.clock.now() + timedelta(days=7)

    async with working():
        transfer_id = await coming(shop, "OAK", "MUC", 3, at=week)
        await until(lambda: is_promised(shop, order_id, week))
        await shop.do(
            cancel_stock_transfer,
            stock_transfer_id=transfer_id,
            reason="Sank",
            whereabouts=Whereabouts.LOST,
        )
        await until(lambda: is_promised(shop, order_id, None))
    assert await waits(shop, order_id) == 2
    await prove(shop.database)
