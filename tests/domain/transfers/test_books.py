"""Whatever becomes of transfers: the ledger explains every level, and no unit is in two places."""

from domain.inventory.explained import list_drift
from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.models import Whereabouts
from domain.transfers.receiving import close_stock_transfer
from tests.factories.proof import prove
from tests.factories.shop import Shop
from tests.factories.transfers import drafted, sent, take_in


async def test_the_ledger_explains_every_level_after_every_kind_of_transfer(shop: Shop) -> None:
    await shop.stock("MUG", "BER", 30)
    await drafted(shop, {"MUG": 5})
    await sent(shop, {"MUG": 5})
    await take_in(shop, await sent(shop, {"MUG": 5}), (6, 1, 0), accept_over=True)
    partly = await sent(shop, {"MUG": 5}, to="HAM")
    await take_in(shop, partly, (2, 1, 1))
    short = await sent(shop, {"MUG": 5})
    await shop.do(close_stock_transfer, stock_transfer_id=short, reason="Stolen")
    for whereabouts in Whereabouts:
        called_off = await sent(shop, {"MUG": 2}, to="HAM")
        await shop.do(
            cancel_stock_transfer,
            stock_transfer_id=called_off,
            reason="Wrong way",
            whereabouts=whereabouts,
        )
    async with shop.database.read() as read:
        assert await list_drift(read) == []
    places = [await shop.level("MUG", code) for code in ("BER", "HAM", "MUC")]
    assert [(level["on_hand"], level["incoming"]) for level in places] == [(16, 0), (10, 1), (7, 5)]
    gone = 45 - sum(level["on_hand"] + level["incoming"] for level in places)
    assert gone == 5 + 1 + 2 - 2, "stolen, short and lost, less the two that nobody had sent"
    await prove(shop.database)
