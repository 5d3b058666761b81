"""Levels from a file: every valid line is in, every other one is named with its reason."""

from pathlib import Path

import pytest

from domain.imports.stock.command import Loaded, load_stock
from domain.inventory.models import UnavailableReason
from domain.inventory.unavailable import make_stock_unavailable
from domain.kernel.errors import InvalidInput
from tests.factories.bundles import bundle
from tests.factories.orders import placed
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def load(shop: Shop, path: Path, text: str | bytes, *, piece: int = 3) -> Loaded:
    content = text if isinstance(text, bytes) else text.encode()
    path.joinpath("stock.csv").write_bytes(content)
    seen: list[tuple[int, int]] = []
    loaded = await load_stock(
        shop.database,
        path / "stock.csv",
        progress=lambda done, total: seen.append((done, total)),
        piece=piece,
        clock=shop.clock,
    )
    assert seen[-1] == (len(content), len(content))
    return loaded


async def test_levels_are_opened_changed_and_left_as_they_are(shop: Shop, tmp_path: Path) -> None:
    loaded = await load(
        shop,
        tmp_path,
        "sku,location,on_hand,safety_stock,bin\n"
        "MUG,BER,7,2,A-1\n"
        "MUG,HAM,5,,\n"
        "MUG,MUC,30,4,C-9\n"
        "TEE,HAM,9,,B-2\n"
        "OAK,MUC,0,,\n",
    )
    assert (loaded.opened, loaded.moved, loaded.unchanged, loaded.refused) == (2, 2, 1, [])
    mug = await shop.level("MUG", "BER")
    assert (mug["on_hand"], mug["safety_stock"], mug["bin"]) == (7, 2, "A-1")
    assert await shop.movements("MUG", "BER") == [
        ("RECEIVE", 10),
        ("COUNT", -3),
        ("SAFETY_STOCK", 2),
    ]
    assert await shop.movements("MUG", "HAM") == [("RECEIVE", 5)]
    assert await shop.movements("MUG", "MUC") == [("COUNT", 30), ("SAFETY_STOCK", 4)]
    opened = await shop.level("MUG", "MUC")
    assert (opened["on_hand"], opened["safety_stock"], opened["bin"]) == (30, 4, "C-9")
    assert (await shop.level("TEE", "HAM"))["bin"] == "B-2"
    (line,) = await shop.rows(
        "SELECT reason, reference, actor FROM stock_movement WHERE kind = 'COUNT' AND quantity = 30"
    )
    assert tuple(line) == ("Stock file", "stock.csv", "system:import")
    await prove(shop.database)
    async with unchanged(shop.database):
        again = await load(shop, tmp_path, (tmp_path / "stock.csv").read_bytes())
    assert (again.opened, again.moved, again.unchanged) == (0, 0, 5)


async def test_what_is_wrong_is_refused_by_its_line_and_the_rest_is_in(
    shop: Shop, tmp_path: Path
) -> None:
    await placed(shop, {"MUG": 4})
    await shop.do(
        make_stock_unavailable,
        sku="MUG",
        location_code="BER",
        quantity=2,
        because=UnavailableReason.DAMAGED,
        reason="Chipped",
    )
    loaded = await load(
        shop,
        tmp_path,
        b"\xef\xbb\xbfon_hand, SKU ,location,safety_stock\r\n"
        b"5,MUG,BER,1\r\n"
        b"6,MUG,HAM,\r\n"
        b"6,NOPE,HAM,\r\n"
        b"6,MUG,NOPE,\r\n"
        b"-1,MUG,MUC,\r\n"
        b"many,MUG,MUC,\r\n"
        b"2147483648,MUG,MUC,\r\n"
        b"1,MUG,MUC,x\r\n"
        b"1,MUG\r\n"
        b"\r\n"
        b"1,M\xffG,MUC,\r\n"
        b"1,\x00,MUC,\r\n"
        b"8,TEE,MUC,\r\n",
    )
    assert (loaded.opened, loaded.moved) == (1, 1)
    assert [(each.number, each.why) for each in loaded.refused] == [
        (2, "6 units are promised or unavailable there; on_hand cannot be less."),
        (4, "There is no product 'NOPE'."),
        (5, "There is no location 'NOPE'."),
        (6, "on_hand is no whole number from 0 to 2147483647: '-1'."),
        (7, "on_hand is no whole number from 0 to 2147483647: 'many'."),
        (8, "on_hand is no whole number from 0 to 2147483647: '2147483648'."),
        (9, "safety_stock is no whole number from 0 to 2147483647: 'x'."),
        (10, "It has 2 columns; the first line 4."),
        (12, "There is no product 'M\ufffdG'."),
        (13, "There is no product '\ufffd'."),
    ]
    assert await shop.counters("MUG", "BER") == (10, 4, 0, 2)
    assert await shop.counters("MUG", "HAM") == (6, 0, 0, 0)
    assert await shop.counters("TEE", "MUC") == (8, 0, 0, 0)
    await prove(shop.database)


async def test_a_bundle_has_no_level(shop: Shop, tmp_path: Path) -> None:
    await bundle(shop, "SET", "39.00", {"MUG": 2, "TEE": 1})
    loaded = await load(shop, tmp_path, "sku,location,on_hand\nMUG,BER,11\nSET,BER,4\n")
    assert loaded.moved == 1
    (line,) = loaded.refused
    assert (line.number, line.sku, line.location) == (3, "SET", "BER")
    assert line.why == "SET is a bundle: it has no stock of its own, its components have."
    await prove(shop.database)


async def test_of_a_level_that_is_named_twice_the_last_line_stands(shop: Shop, tmp_path: Path) -> None:
    lines = ["MUG,BER,7,2,A-1", "TEE,BER,5,1,", "MUG,BER,8,,", "TEE,BER,5,0,B-2"]
    file = "\n".join(["sku,location,on_hand,safety_stock,bin", *lines])
    await load(shop, tmp_path, file, piece=5)
    mug, tee = await shop.level("MUG", "BER"), await shop.level("TEE", "BER")
    assert (mug["on_hand"], mug["safety_stock"], mug["bin"]) == (8, 2, "A-1")
    assert (tee["on_hand"], tee["safety_stock"], tee["bin"]) == (5, 0, "B-2")
    await prove(shop.database)


async def test_the_last_line_stands_however_far_it_is_from_the_one_before(
    shop: Shop, tmp_path: Path
) -> None:
    """Pieces run side by side; one that names a level of a piece that is running waits for it."""
    levels = [f"{sku},{code}" for sku in ("MUG", "TEE", "CAP", "OAK") for code in ("BER", "HAM", "MUC")]
    lines = [f"{level},{units},{kept}" for level in levels for units, kept in ((7, 2), (8, 3), (9, ""))]
    file = "\n".join(["sku,location,on_hand,safety_stock", *lines, *lines[:3]])
    for piece in (1, 2):
        loaded = await load(shop, tmp_path, file, piece=piece)
        assert loaded.refused == []
        rows = await shop.rows("SELECT on_hand, safety_stock FROM stock_level")
        assert {(row["on_hand"], row["safety_stock"]) for row in rows} == {(9, 3)}
    await prove(shop.database)


async def test_who_waits_hears_of_what_came(shop: Shop, tmp_path: Path) -> None:
    await placed(shop, {"OAK": 2})
    before = await shop.rows("SELECT 1 FROM event WHERE type = 'stock.received'")
    await load(shop, tmp_path, "sku,location,on_hand\nOAK,BER,3\nMUG,BER,30\n")
    told = await shop.rows(
        "SELECT facts->>'quantity' AS units, facts->>'product_id' AS product FROM event"
        " WHERE type = 'stock.received' ORDER BY id"
    )
    assert [(row["units"], row["product"]) for row in told[len(before) :]] == [
        ("3", str(shop.products["OAK"].id))
    ]


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("", "The file's first line names no column 'sku'."),
        ("sku,on_hand", "The file's first line names no column 'location'."),
        ("sku,location,on_hand,colour", "There is no column 'colour'"),
        ("sku,sku,location,on_hand", "The file's first line names a column twice."),
    ],
)
async def test_a_file_that_is_none_is_refused_whole(
    shop: Shop, tmp_path: Path, header: str, why: str
) -> None:
    async with refused(shop.database, InvalidInput) as refusal:
        await load(shop, tmp_path, f"{header}\nMUG,BER,1\n")
    assert why in refusal.value.message
