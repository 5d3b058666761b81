"""The relay hands every event on once."""

import asyncio

import pytest
from sqlalchemy.exc import ProgrammingError

from jobs.context import JobContext
from jobs.relay import relay_once
from tests.factories.orders import placed
from tests.factories.rows import execute
from tests.factories.shop import Shop


async def test_an_event_leaves_the_outbox_as_tasks_and_a_message(
    shop: Shop, context: JobContext
) -> None:
    await _emptied(context)
    order_id = await placed(shop, {"MUG": 1})

    handed = await relay_once(context)

    tasks = await shop.rows("SELECT name, key, args, state FROM task ORDER BY id")
    events = {
        row["type"]: str(row["id"])
        for row in await shop.rows("SELECT id, type FROM event WHERE order_id = $1", order_id)
    }
    assert sorted((task["name"], task["key"]) for task in tasks) == sorted(
        [
            ("notify_customer", f"notify_customer:{events['order.placed']}"),
            ("allocate_order", f"allocate_order:{events['order.confirmed']}"),
            ("notify_customer", f"notify_customer:{events['order.confirmed']}"),
        ]
    )
    assert len(handed.task_ids) == 3
    assert await shop.rows("SELECT 1 FROM outbox") == []
    told = [message for message in handed.messages if message["topic"] == "event"]
    assert [message["sequence"] for message in told] == list(range(1, len(events) + 1))
    assert {message["order_id"] for message in told} == {str(order_id)}
    level = await shop.level("MUG", "BER")
    assert [message for message in handed.messages if message["topic"] == "stock"] == [
        {
            "topic": "stock",
            "id": str(level["id"]),
            "sku": "MUG",
            "sequence": level["last_sequence"],
        }
    ]


async def test_two_relays_hand_each_event_on_once(shop: Shop, context: JobContext) -> None:
    await _emptied(context)
    for _ in range(5):
        await placed(shop, {"MUG": 1})

    handed = await asyncio.gather(*(relay_once(context) for _ in range(6)))

    ids = [task_id for each in handed for task_id in each.task_ids]
    assert len(ids) == len(set(ids)) == 15
    assert len(await shop.rows("SELECT 1 FROM task")) == 15
    assert await shop.rows("SELECT 1 FROM outbox") == []


async def test_a_relay_that_fails_leaves_the_outbox_as_it_was(shop: Shop, context: JobContext) -> None:
    await _emptied(context)
    await placed(shop, {"MUG": 1})
    before = await shop.rows("SELECT * FROM outbox ORDER BY position")
    await execute(shop.database, "ALTER TABLE task RENAME TO task_away")
    try:
        with pytest.raises(ProgrammingError):
            await relay_once(context)
    finally:
        await execute(shop.database, "ALTER TABLE task_away RENAME TO task")

    assert await shop.rows("SELECT * FROM outbox ORDER BY position") == before


async def _emptied(context: JobContext) -> None:
    """What opening the shop told is out of the way."""
    while (await relay_once(context)).messages:
        pass
    async with context.database.engine.begin() as connection:
        await connection.exec_driver_sql("DELETE FROM task")
