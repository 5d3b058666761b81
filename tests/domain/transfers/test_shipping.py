"""shipStockTransfer: it takes what is free, and nothing that anybody else was promised."""

from datetime import timedelta

from domain.inventory.models import UnavailableReason
from domain.inventory.unavailable import make_stock_unavailable
from domain.kernel.errors import IllegalTransition, InsufficientStock, Shortage, VersionConflict
from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.shipping import ship_stock_transfer
from tests.factories.orders import allocated, placed
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import MORNING, Shop
from tests.factories.transfers import drafted, history, sent, take_in, transfer

FRIDAY = MORNING + timedelta(days=4)


async def test_units_are_gone_from_the_origin_and_expected_at_the_destination(shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 4, "CAP": 1})
    await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id, expected_at=FRIDAY)
    assert await shop.counters("MUG", "BER") == (6, 0, 0, 0)
    assert await shop.counters("CAP", "BER") == (0, 0, 0, 0)
    level = await shop.level("MUG", "MUC")
    assert (level["on_hand"], level["incoming"]) == (0, 4)
    assert (await shop.movements("MUG", "BER"))[1:] == [("TRANSFER_OUT", 4)]
    assert await shop.movements("MUG", "MUC") == [("EXPECT", 4)]
    row = await transfer(shop, transfer_id)
    assert (row["status"], row["shipped_at"], row["expected_at"]) == ("IN_TRANSIT", MORNING, FRIDAY)
    expected = await shop.rows("SELECT * FROM stock_expectation ORDER BY quantity")
    assert [(each["source"], each["quantity"], each["expected_at"]) for each in expected] == [
        ("TRANSFER", 1, FRIDAY),
        ("TRANSFER", 4, FRIDAY),
    ]
    assert await history(shop, transfer_id) == [("DRAFT", None), ("IN_TRANSIT", None)]
    references = await shop.rows(
        "SELECT DISTINCT reference FROM stock_movement WHERE kind IN ('TRANSFER_OUT', 'EXPECT')"
    )
    assert [each["reference"] for each in references] == [row["number"]]
    await prove(shop.database)


async def test_shipping_twice_is_shipping_once(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4})
    async with unchanged(shop.database):
        await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id)


async def test_what_is_reserved_allocated_unavailable_or_kept_back_stays(shop: Shop) -> None:
    await placed(shop, {"MUG": 2})
    await allocated(shop, await placed(shop, {"MUG": 1}))
    await shop.do(
        make_stock_unavailable,
        sku="MUG",
        location_code="BER",
        quantity=2,
        because=UnavailableReason.HOLD,
        reason="Recall",
    )
    await shop.keep_back("MUG", "BER", 3)
    transfer_id = await drafted(shop, {"MUG": 3, "CAP": 2, "OAK": 1})
    async with refused(shop.database, InsufficientStock, path=("input", "stockTransferId")) as refusal:
        await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id)
    assert refusal.value.shortages == (
        Shortage("MUG", 3, 2),
        Shortage("CAP", 2, 1),
        Shortage("OAK", 1, 0),
    )


async def test_safety_stock_goes_when_somebody_says_so_and_promises_do_not(shop: Shop) -> None:
    await placed(shop, {"MUG": 4})
    await shop.keep_back("MUG", "BER", 30)
    transfer_id = await drafted(shop, {"MUG": 6})
    async with refused(shop.database, InsufficientStock) as refusal:
        await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id)
    assert refusal.value.shortages == (Shortage("MUG", 6, 0),)
    await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id, use_safety_stock=True)
    assert await shop.counters("MUG", "BER") == (4, 4, 0, 0)
    more = await drafted(shop, {"MUG": 1})
    async with refused(shop.database, InsufficientStock) as refusal:
        await shop.do(ship_stock_transfer, stock_transfer_id=more, use_safety_stock=True)
    assert refusal.value.shortages == (Shortage("MUG", 1, 0),)
    await prove(shop.database)


async def test_what_has_arrived_or_was_called_off_is_not_shipped(shop: Shop) -> None:
    partly = await sent(shop, {"MUG": 2})
    await take_in(shop, partly, (1, 0, 0))
    cancelled = await drafted(shop, {"MUG": 2})
    await shop.do(cancel_stock_transfer, stock_transfer_id=cancelled, reason="Not needed")
    for transfer_id, allowed in ((partly, ("RECEIVED", "CANCELLED")), (cancelled, ())):
        async with refused(shop.database, IllegalTransition) as refusal:
            await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id)
        assert refusal.value.allowed == allowed


async def test_a_draft_that_changed_meanwhile_is_looked_at_again(shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 2})
    async with refused(shop.database, VersionConflict, path=("input", "expectedVersion")):
        await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id, expected_version=2)
