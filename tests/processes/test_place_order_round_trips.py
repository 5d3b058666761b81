"""What placing an order costs: two round trips to the database, whatever the order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from domain.kernel import idempotency
from domain.kernel.compiled import Compiled
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from domain.processes import counter
from domain.processes.order_request import LineRequest, TenderRequest
from domain.processes.place_order import place_order
from tests.factories.orders import MANUAL, placed, request
from tests.factories.people import STAFF
from tests.factories.shop import Shop


@contextmanager
def round_trips(database: Database) -> Iterator[list[str]]:
    """Everything that is sent to PostgreSQL, BEGIN and COMMIT included."""
    sent: list[str] = []
    engine, driver = database.engine.sync_engine, database.driver

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        hear(statement)

    def hear(statement: str, _arguments: Sequence[Any] = ()) -> None:
        sent.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    driver.listeners.append(hear)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
        driver.listeners.remove(hear)


@pytest.mark.parametrize("lines", [1, 3, 100])
@pytest.mark.parametrize("tenders", [1, 3])
async def test_placing_takes_two_round_trips_and_moves_stock_with_the_last(
    shop: Shop, lines: int, tenders: int
) -> None:
    await shop.stock("MUG", "BER", 100)
    asked = request(
        [LineRequest(sku="MUG", quantity=1)] * lines,
        email="first.time@example.com",
        external_reference="r-1",
        payments=[TenderRequest(gateway="test", token="ok", amount=None)]
        if tenders == 1
        else [
            TenderRequest(gateway="test", token="ok", amount=Decimal("1.00")),
            TenderRequest(gateway="test", token="ok", amount=Decimal("1.00")),
            MANUAL,
        ],
    )
    with round_trips(shop.database) as sent:
        async with transaction(shop.database, actor=STAFF, begin=False) as uow:
            idempotency.take(uow, key="k1", fingerprint="f")
            order = await place_order(uow, request=asked)
            idempotency.remember(uow, key="k1", answer={"order": str(order.id)})
    assert len(sent) == 2, sent
    assert sent[1].startswith("BEGIN; INSERT INTO idempotency_key")
    assert sent[1].index("INSERT INTO orders") < sent[1].index("UPDATE stock_level")
    assert sent[1].endswith("; COMMIT")
    assert len(await shop.lines(order.id)) == lines


async def test_the_look_at_it_all_is_planned_once_whatever_it_looks_for(shop: Shop) -> None:
    """PostgreSQL plans each anew where it believes that one for all of them would be worse."""
    await placed(shop, {"MUG": 1})
    look = Compiled(counter._LOOK, shop.database.engine.dialect)
    asked = ", ".join(_ASKED[name] for name in look.keys)
    costs = []
    async with shop.database.engine.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        async with raw.transaction():
            await raw.execute(f"PREPARE look AS {look.text}")
            for mode in ("force_custom_plan", "force_generic_plan"):
                await raw.execute(f"SET LOCAL plan_cache_mode = {mode}")
                plan = await raw.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE look({asked})")
                costs.append(plan[0]["Plan"]["Total Cost"])
    of_its_own, for_all = costs
    assert for_all < of_its_own * 1.01


_ASKED = {
    "numbered": "true",
    "email": "'ana@example.com'",
    "now": "now()",
    "hold": "NULL",
    "reference": "NULL",
    "skus": "ARRAY['MUG', 'TEE']",
    "channel": "'web'",
}
"What most orders ask for: no hold, and no reference."
