"""reconcile: what was written past the ledger is found, and mended by a movement that says so."""

from domain.inventory.explained import list_drift
from domain.inventory.reconcile import differences, repair_levels
from tests.factories.explaining import by_index, explained
from tests.factories.proof import prove
from tests.factories.reading import unchanged
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def drifted(shop: Shop) -> list[str]:
    async with shop.database.read() as read:
        return [differences(row) for row in await list_drift(read)]


async def test_a_level_gets_the_figures_of_its_movements_back(shop: Shop) -> None:
    await shop.keep_back("MUG", "BER", 2)
    await execute(
        shop.database,
        "UPDATE stock_level SET on_hand = 11, reserved = 3, safety_stock = 0 WHERE on_hand = 10",
    )
    assert await drifted(shop) == ["on_hand 11 of 10, reserved 3 of 0, safety_stock 0 of 2"]
    level = await shop.level("MUG", "BER")
    mended, left = await shop.do(repair_levels, level_ids=[level["id"]])
    assert ([row.id for row in mended], left) == ([level["id"]], [])
    assert await drifted(shop) == []
    assert await shop.counters("MUG", "BER") == (10, 0, 0, 0)
    (line,) = await shop.rows(
        "SELECT * FROM stock_movement WHERE stock_level_id = $1 ORDER BY sequence DESC LIMIT 1",
        level["id"],
    )
    assert (line["kind"], line["quantity"], line["on_hand_after"]) == ("COUNT", 0, 10)
    assert line["reason"] == (
        "Reconciled with its movements: on_hand 11 of 10, reserved 3 of 0, safety_stock 0 of 2"
    )
    assert line["actor"] == "staff:ana@waybill.example"
    await prove(shop.database)


async def test_a_level_that_agrees_is_left_alone(shop: Shop) -> None:
    level = await shop.level("MUG", "BER")
    async with unchanged(shop.database):
        assert await shop.do(repair_levels, level_ids=[level["id"]]) == ([], [])


async def test_a_level_that_could_not_stand_is_left_and_reported(shop: Shop) -> None:
    """Somebody has thrown a line of the ledger away: what is left of it makes no level."""
    await execute(
        shop.database,
        "INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, on_hand_after,"
        " actor, created_at) SELECT gen_random_uuid(), id, 99, 'RESERVE', 50, 10, 'x:y', now()"
        " FROM stock_level WHERE on_hand = 10",
    )
    level = await shop.level("MUG", "BER")
    async with unchanged(shop.database):
        mended, left = await shop.do(repair_levels, level_ids=[level["id"]])
    assert (mended, [differences(row) for row in left]) == ([], ["reserved 0 of 50"])


async def test_some_levels_are_not_summed_up_with_all_others(shop: Shop) -> None:
    level = await shop.level("MUG", "BER")
    async with by_index(shop.database) as read:
        plan = await explained(read, list_drift(read, among_levels=[level["id"]]))
    assert "Index Cond: (stock_level_id = ANY" in plan
