"""A level that runs low, runs out, comes back or does not sell: told once a crossing."""

from datetime import timedelta

import pytest

from domain.alerts.crossings import note_crossings
from domain.alerts.overstock import note_overstock
from domain.alerts.service import NewThreshold, set_stock_thresholds
from domain.kernel.errors import InvalidInput, NotFound
from tests.factories.carts import held
from tests.factories.orders import placed, shipped
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop


async def look(shop: Shop) -> None:
    """What the relay does: look at every level that there is."""
    rows = await shop.rows("SELECT id FROM stock_level")
    await shop.do(note_crossings, [row["id"] for row in rows])


async def told(shop: Shop) -> list[tuple[str, str, int, int | None]]:
    """(SKU, kind, available, threshold) of every alert, in order."""
    rows = await shop.rows(
        """SELECT p.sku, a.kind, a.available, a.threshold FROM stock_alert a
           JOIN stock_level l ON l.id = a.stock_level_id JOIN product p ON p.id = l.product_id
           ORDER BY a.id"""
    )
    return [(row["sku"], row["kind"], row["available"], row["threshold"]) for row in rows]


async def low_at(shop: Shop, sku: str, code: str, units: int) -> None:
    await shop.do(set_stock_thresholds, thresholds=[NewThreshold(sku, code, low_stock=units)])


async def test_each_crossing_is_told_once_however_many_movements_there_are(shop: Shop) -> None:
    await low_at(shop, "MUG", "BER", 4)
    await look(shop)
    assert await told(shop) == []
    for change in (-5, -1, -1, -1):
        await shop.stock("MUG", "BER", change)
        await look(shop)
    assert await told(shop) == [("MUG", "LOW_STOCK", 4, 4)]
    for change in (-2, +1, +1, +3):
        await shop.stock("MUG", "BER", change)
        await look(shop)
    assert await told(shop) == [
        ("MUG", "LOW_STOCK", 4, 4),
        ("MUG", "OUT_OF_STOCK", 0, 4),
        ("MUG", "BACK_IN_STOCK", 1, 4),
    ]
    await shop.stock("MUG", "BER", -1)
    await look(shop)
    assert (await told(shop))[3:] == [("MUG", "LOW_STOCK", 4, 4)], "5 were enough again"
    async with unchanged(shop.database):
        await look(shop)
    events = await shop.rows("SELECT type FROM event WHERE facts ? 'stock_alert_id' ORDER BY id")
    assert [event["type"] for event in events] == [
        "stock.low_reached",
        "stock.depleted",
        "stock.restored",
        "stock.low_reached",
    ]


async def test_the_last_unit_that_is_sold_is_told_although_nobody_looked_before(shop: Shop) -> None:
    await placed(shop, {"CAP": 1})
    await look(shop)
    assert await told(shop) == [("CAP", "OUT_OF_STOCK", 0, None)]


async def test_a_level_where_nothing_ever_lay_runs_out_of_nothing(shop: Shop) -> None:
    await low_at(shop, "OAK", "MUC", 3)
    assert await told(shop) == []
    await shop.stock("OAK", "MUC", 9)
    await look(shop)
    assert await told(shop) == [("OAK", "BACK_IN_STOCK", 9, 3)]


async def test_a_new_threshold_tells_at_once_what_lies_below_it(shop: Shop) -> None:
    await look(shop)
    await low_at(shop, "MUG", "HAM", 5)
    assert await told(shop) == [("MUG", "LOW_STOCK", 5, 5)]
    await low_at(shop, "MUG", "HAM", 2)
    await low_at(shop, "MUG", "HAM", 5)
    assert len(await told(shop)) == 2, "it was not low in between"


@pytest.mark.parametrize(
    ("threshold", "error", "field"),
    [
        (NewThreshold("NIX", "BER"), NotFound, "sku"),
        (NewThreshold("TEE", "NIX"), NotFound, "locationCode"),
        (NewThreshold("TEE", "BER", low_stock=-1), InvalidInput, "lowStock"),
        (NewThreshold("TEE", "BER", reorder_point=-1), InvalidInput, "reorderPoint"),
        (NewThreshold("TEE", "BER", service_level=1.0), InvalidInput, "serviceLevel"),
        (NewThreshold("TEE", "BER", service_level=float("nan")), InvalidInput, "serviceLevel"),
        (NewThreshold("TEE", "BER", overstock_days=0), InvalidInput, "overstockDays"),
        (NewThreshold("MUG", "BER", low_stock=2), InvalidInput, "sku"),
    ],
)
async def test_a_threshold_that_cannot_be_is_refused_by_name(
    shop: Shop, threshold: NewThreshold, error: type[InvalidInput], field: str
) -> None:
    both = [NewThreshold("MUG", "BER", low_stock=1), threshold]
    async with refused(shop.database, error, path=("input", "thresholds", "1", field)):
        await shop.do(set_stock_thresholds, thresholds=both)


async def overstocked(shop: Shop, slice_of: int = 2) -> int:
    """One run over all levels, a few at a time; how many slices that took."""
    slices, after = 1, None
    while after := await shop.do(note_overstock, after=after, slice_of=slice_of):
        slices += 1
    return slices


async def test_goods_that_do_not_sell_are_told_once_until_they_do(shop: Shop) -> None:
    await look(shop)
    await shop.do(set_stock_thresholds, thresholds=[NewThreshold("TEE", "HAM", overstock_days=200)])
    await later(shop, days=80)
    await shipped(shop, await placed(shop, {"CAP": 1, "MUG": 1}))
    await later(shop, days=9)
    assert await overstocked(shop) == 3
    assert await told(shop) == []
    await look(shop)
    await later(shop, days=2)
    for _ in range(2):
        await overstocked(shop)
    assert [each for each in await told(shop) if each[1] == "OVERSTOCK"] == [
        ("MUG", "OVERSTOCK", 5, 90)
    ], "Berlin sold a mug, a cap is none any more, and tees may lie for longer"
    await shipped(shop, await placed(shop, {"MUG": 10}))
    await overstocked(shop)
    await later(shop, days=91)
    await overstocked(shop)
    mugs = [each for each in await told(shop) if each[1] == "OVERSTOCK"]
    assert len(mugs) == 2, "it sold, and then it did not again"


async def test_what_came_back_yesterday_has_not_lain_for_long(shop: Shop) -> None:
    await placed(shop, {"CAP": 1})
    await look(shop)
    await later(shop, days=100)
    await shop.stock("CAP", "BER", 5)
    await look(shop)
    await overstocked(shop)
    assert ("CAP", "OVERSTOCK", 5, 90) not in await told(shop)
    await later(shop, days=90)
    await overstocked(shop)
    assert ("CAP", "OVERSTOCK", 5, 90) in await told(shop)


async def later(shop: Shop, *, days: int) -> None:
    shop.clock.set(shop.clock.now() + timedelta(days=days))


async def test_what_an_expired_cart_held_lies_there_like_the_rest(shop: Shop) -> None:
    """Nobody has swept the hold up; it counts no more all the same."""
    await look(shop)
    await later(shop, days=90)
    await held(shop, {"CAP": 1}, minutes=5)
    await overstocked(shop)
    assert ("CAP", "OVERSTOCK", 1, 90) not in await told(shop), "a customer has it in the cart"
    await later(shop, days=1)
    await overstocked(shop)
    assert ("CAP", "OVERSTOCK", 1, 90) in await told(shop)
