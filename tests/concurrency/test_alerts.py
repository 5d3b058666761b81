"""Many look at the same levels while they move: each crossing is told once, and the last one is true."""

from domain.alerts.crossings import note_crossings
from domain.inventory.service import adjust_stock
from tests.concurrency.conftest import at_once
from tests.concurrency.test_stock import kinds
from tests.factories.proof import prove
from tests.factories.shop import Shop


async def test_a_crowd_that_looks_at_once_tells_once(shop: Shop) -> None:
    level = (await shop.level("CAP", "BER"))["id"]
    await shop.stock("CAP", "BER", -1)
    outcomes = await at_once(shop.do(note_crossings, [level]) for _ in range(30))
    assert kinds(outcomes) == {"done": 30}
    alerts = await shop.rows("SELECT kind FROM stock_alert")
    assert [alert["kind"] for alert in alerts] == ["OUT_OF_STOCK"]


async def test_looking_while_stock_moves_ends_with_what_is_true(shop: Shop) -> None:
    levels = [row["id"] for row in await shop.rows("SELECT id FROM stock_level")]
    cap = (await shop.level("CAP", "BER"))["id"]
    for _ in range(5):
        outcomes = await at_once(
            [
                *(
                    shop.do(adjust_stock, sku="CAP", location_code="BER", delta=delta, reason="Count")
                    for delta in (-1, +1, -1, +1)
                ),
                *(shop.do(note_crossings, levels) for _ in range(6)),
            ]
        )
        assert set(kinds(outcomes)) <= {"done", "InsufficientStock"}
        await shop.do(note_crossings, levels)
        found = await shop.rows(
            "SELECT kind FROM stock_alert WHERE stock_level_id = $1 ORDER BY id", cap
        )
        told = [row["kind"] for row in found]
        turns = ["OUT_OF_STOCK", "BACK_IN_STOCK"] * len(told)
        assert told == turns[: len(told)], "no crossing twice without the other in between"
        is_out = (await shop.level("CAP", "BER"))["on_hand"] == 0
        assert (told[-1:] == ["OUT_OF_STOCK"]) is is_out
    await prove(shop.database)
