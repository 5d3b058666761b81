"""Supply on its way: rows with dates, and the level's `incoming` that is their sum."""

from datetime import UTC, datetime
from uuid import UUID

from domain.inventory import ledger
from domain.inventory.expectations import NewExpectation, arrive, expect, forget, reschedule
from domain.inventory.models import SupplySource
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork
from tests.factories.proofs.levels import ledger as ledger_proof
from tests.factories.proofs.supply import supply
from tests.factories.reading import everything
from tests.factories.shop import Shop

FRIDAY = datetime(2026, 3, 6, tzinfo=UTC)
MONDAY = datetime(2026, 3, 9, tzinfo=UTC)
PO = SupplySource.PURCHASE_ORDER


async def expected(shop: Shop, *units: int) -> list[UUID]:
    """One line of mugs for Munich per figure; their ids."""
    lines = [new_id() for _ in units]

    async def verb(uow: UnitOfWork) -> None:
        new = [
            NewExpectation(
                shop.products["MUG"].id, shop.locations["MUC"].id, PO, new_id(), line, each, FRIDAY, "P1"
            )
            for line, each in zip(lines, units, strict=True)
        ]
        await ledger.post(uow, await expect(uow, new=new))

    await shop.do(verb)
    return lines


async def incoming(shop: Shop) -> tuple[int, list[tuple[int, datetime | None]]]:
    rows = await shop.rows("SELECT quantity, expected_at FROM stock_expectation ORDER BY id")
    level = await shop.level("MUG", "MUC")
    found = await everything(shop.database)
    assert [*ledger_proof(found), *supply(found)] == []
    return level["incoming"], [(row["quantity"], row["expected_at"]) for row in rows]


async def test_what_is_expected_is_incoming(shop: Shop) -> None:
    await expected(shop, 7, 5)
    assert await incoming(shop) == (12, [(7, FRIDAY), (5, FRIDAY)])
    assert await shop.movements("MUG", "MUC") == [("EXPECT", 7), ("EXPECT", 5)]
    told = await shop.rows("SELECT facts FROM event WHERE type = 'stock.supply_changed'")
    assert len(told) == 1, "once per level, however many lines"


async def test_it_arrives_in_parts_and_what_is_over_was_never_expected(shop: Shop) -> None:
    first, second = await expected(shop, 7, 5)

    async def some(uow: UnitOfWork) -> None:
        arrived = {first: 3, second: 9, new_id(): 4}
        await ledger.post(uow, await arrive(uow, source=PO, arrived=arrived, reference="P1"))

    await shop.do(some)
    assert await incoming(shop) == (4, [(4, FRIDAY)])
    assert (await shop.movements("MUG", "MUC"))[2:] == [("UNEXPECT", 3), ("UNEXPECT", 5)]


async def test_another_date_is_told_once_and_the_same_date_not(shop: Shop) -> None:
    lines = await expected(shop, 7, 5)
    for _ in range(2):
        await shop.do(reschedule, source=PO, source_line_ids=lines, expected_at=MONDAY)
    assert await incoming(shop) == (12, [(7, MONDAY), (5, MONDAY)])
    told = await shop.rows("SELECT facts FROM event WHERE type = 'stock.supply_changed'")
    assert len(told) == 2, "once when it was expected, once when it moved"


async def test_what_will_not_come_is_forgotten(shop: Shop) -> None:
    first, _ = await expected(shop, 7, 5)

    async def no_more(uow: UnitOfWork) -> None:
        gone = await forget(uow, source=PO, source_line_ids=[first], reference="P1")
        await ledger.post(uow, gone)

    await shop.do(no_more)
    assert await incoming(shop) == (5, [(5, FRIDAY)])
