"""What placing an order costs: two round trips to the database, whatever the order."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from domain.kernel import idempotency
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from domain.processes.order_request import LineRequest, TenderRequest
from domain.processes.place_order import place_order
from tests.factories.orders import MANUAL, request
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
