"""createStockTransfer and updateStockTransfer: what is to be moved, as long as it may still change."""

from datetime import timedelta
from typing import Any

import pytest

from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound, VersionConflict
from domain.kernel.ids import new_id
from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.drafting import (
    TransferUnits,
    create_stock_transfer,
    update_stock_transfer,
)
from domain.transfers.shipping import ship_stock_transfer
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.rows import execute
from tests.factories.shop import MORNING, Shop
from tests.factories.transfers import drafted, history, sent, take_in, transfer, transfer_lines

FRIDAY = MORNING + timedelta(days=4)
MONDAY = MORNING + timedelta(days=7)


async def test_a_draft_moves_nothing_and_keeps_nothing(shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 4, "CAP": 90}, expected_at=FRIDAY, note="By van")
    row = await transfer(shop, transfer_id)
    assert (row["status"], row["expected_at"], row["note"]) == ("DRAFT", FRIDAY, "By van")
    assert (row["origin_id"], row["destination_id"]) == (
        shop.locations["BER"].id,
        shop.locations["MUC"].id,
    )
    assert row["number"].startswith("T1")
    lines = await transfer_lines(shop, transfer_id)
    assert [(line["sku"], line["quantity"]) for line in lines] == [("MUG", 4), ("CAP", 90)]
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    assert await shop.rows("SELECT 1 FROM stock_expectation") == []
    assert await history(shop, transfer_id) == [("DRAFT", None)]
    await prove(shop.database)


@pytest.mark.parametrize(
    ("change", "error", "path"),
    [
        ({"origin_code": "NIX"}, NotFound, ("originCode",)),
        ({"destination_code": "NIX"}, NotFound, ("destinationCode",)),
        ({"destination_code": "BER"}, InvalidInput, ("destinationCode",)),
        ({"origin_code": "HAM"}, InvalidInput, ("originCode",)),
        ({"destination_code": "HAM"}, InvalidInput, ("destinationCode",)),
        ({"lines": [TransferUnits("NIX", 1)]}, NotFound, ("lines", "0", "sku")),
        ({"lines": [TransferUnits("MUG", 0)]}, InvalidInput, ("lines", "0", "quantity")),
        ({"lines": [TransferUnits("MUG", -1)]}, InvalidInput, ("lines", "0", "quantity")),
        ({"lines": [TransferUnits("MUG", 2**31)]}, InvalidInput, ("lines", "0", "quantity")),
        ({"lines": [TransferUnits("MUG", 1)] * 2}, InvalidInput, ("lines", "1", "sku")),
        ({"note": " "}, InvalidInput, ("note",)),
        ({"expected_at": MORNING - timedelta(seconds=1)}, InvalidInput, ("expectedAt",)),
    ],
)
async def test_a_transfer_that_cannot_be_is_refused_by_name(
    shop: Shop, change: dict[str, Any], error: type[InvalidInput], path: tuple[str, ...]
) -> None:
    await execute(shop.database, "UPDATE location SET kind = 'SUPPLIER' WHERE code = 'HAM'")
    asked: dict[str, Any] = {
        "origin_code": "BER",
        "destination_code": "MUC",
        "lines": [TransferUnits("TEE", 1)],
    }
    async with refused(shop.database, error, path=("input", *path)):
        await shop.do(create_stock_transfer, **asked | change)
    transfer_id = await drafted(shop, {"CAP": 1})
    async with refused(shop.database, error, path=("input", *path)):
        await shop.do(update_stock_transfer, stock_transfer_id=transfer_id, **change)


async def test_a_transfer_has_lines(shop: Shop) -> None:
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await drafted(shop, {})
    transfer_id = await drafted(shop, {"MUG": 1})
    async with refused(shop.database, InvalidInput, path=("input", "lines")):
        await shop.do(
            update_stock_transfer, stock_transfer_id=transfer_id, lines=[TransferUnits("MUG", 0)]
        )


async def test_a_draft_is_rewritten_places_and_all(shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 4, "TEE": 2})
    await shop.do(
        update_stock_transfer,
        stock_transfer_id=transfer_id,
        origin_code="HAM",
        destination_code="BER",
        lines=[TransferUnits("MUG", 0), TransferUnits("TEE", 3), TransferUnits("CAP", 1)],
        expected_at=MONDAY,
        note="By train",
        expected_version=1,
    )
    row = await transfer(shop, transfer_id)
    assert (row["expected_at"], row["note"], row["version"]) == (MONDAY, "By train", 2)
    assert row["origin_id"] == shop.locations["HAM"].id
    assert row["destination_id"] == shop.locations["BER"].id
    lines = await transfer_lines(shop, transfer_id)
    assert [(line["sku"], line["quantity"]) for line in lines] == [("TEE", 3), ("CAP", 1)]
    async with refused(shop.database, VersionConflict) as conflict:
        await shop.do(
            update_stock_transfer, stock_transfer_id=transfer_id, note="Late", expected_version=1
        )
    assert conflict.value.current_version == 2
    async with refused(shop.database, NotFound, path=("input", "stockTransferId")):
        await shop.do(update_stock_transfer, stock_transfer_id=new_id(), note="None such")
    await prove(shop.database)


async def test_on_its_way_the_date_and_the_note_change_and_nothing_else(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4}, expected_at=FRIDAY)
    await shop.do(update_stock_transfer, stock_transfer_id=transfer_id, expected_at=MONDAY, note="Snow")
    (expected,) = await shop.rows("SELECT * FROM stock_expectation")
    assert (expected["quantity"], expected["expected_at"]) == (4, MONDAY)
    events = await shop.rows("SELECT type FROM event ORDER BY id")
    assert [row["type"] for row in events][-2:] == [
        "stock_transfer.rescheduled",
        "stock.supply_changed",
    ]
    contents: list[dict[str, Any]] = [
        {"origin_code": "HAM"},
        {"destination_code": "HAM"},
        {"lines": [TransferUnits("MUG", 3)]},
    ]
    for change in contents:
        async with refused(shop.database, IllegalTransition) as refusal:
            await shop.do(update_stock_transfer, stock_transfer_id=transfer_id, **change)
        assert refusal.value.allowed == ("CANCELLED", "PARTIALLY_RECEIVED", "RECEIVED")
    await prove(shop.database)


async def test_null_takes_a_date_and_a_note_away_and_what_is_not_said_stays(shop: Shop) -> None:
    transfer_id = await sent(shop, {"MUG": 4}, expected_at=FRIDAY, note="By van")
    await shop.do(update_stock_transfer, stock_transfer_id=transfer_id, note=None)
    row = await transfer(shop, transfer_id)
    assert (row["expected_at"], row["note"]) == (FRIDAY, None)
    await shop.do(update_stock_transfer, stock_transfer_id=transfer_id, expected_at=None)
    (expected,) = await shop.rows("SELECT expected_at FROM stock_expectation")
    assert (expected["expected_at"], (await transfer(shop, transfer_id))["expected_at"]) == (None, None)
    await prove(shop.database)


async def test_a_date_that_passed_may_stay_and_is_not_given_anew(shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 4}, expected_at=FRIDAY)
    shop.clock.set(MONDAY)
    same = {"stock_transfer_id": transfer_id, "expected_at": FRIDAY}
    await shop.do(update_stock_transfer, **same, note="Late")
    later = {**same, "expected_at": FRIDAY + timedelta(days=1)}
    for verb in (update_stock_transfer, ship_stock_transfer):
        async with refused(shop.database, InvalidInput, path=("input", "expectedAt")):
            await shop.do(verb, **later)
    await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id)
    row = await transfer(shop, transfer_id)
    assert (row["status"], row["expected_at"], row["note"]) == ("IN_TRANSIT", FRIDAY, "Late")


async def test_what_is_done_with_is_not_changed(shop: Shop) -> None:
    received = await sent(shop, {"MUG": 1})
    await take_in(shop, received, (1, 0, 0))
    cancelled = await drafted(shop, {"MUG": 1})
    await shop.do(cancel_stock_transfer, stock_transfer_id=cancelled, reason="Not needed")
    for transfer_id in (received, cancelled):
        async with refused(shop.database, IllegalTransition) as refusal:
            await shop.do(update_stock_transfer, stock_transfer_id=transfer_id, note="Too late")
        assert refusal.value.allowed == ()


async def test_a_place_that_became_a_suppliers_is_not_shipped_from(shop: Shop) -> None:
    transfer_id = await drafted(shop, {"MUG": 1})
    await execute(shop.database, "UPDATE location SET kind = 'SUPPLIER' WHERE code = 'MUC'")
    async with refused(shop.database, InvalidInput, path=("input", "stockTransferId")):
        await shop.do(ship_stock_transfer, stock_transfer_id=transfer_id)
