"""What could not be sourced is tried again when stock, a policy or the time has changed; by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson

from domain.allocation.policy_versions import (
    activate_sourcing_policy,
    assign_sourcing_policy,
    create_sourcing_policy,
    update_sourcing_policy,
)
from domain.allocation.unsourced import list_unsourced
from domain.inventory.locations import activate_location, deactivate_location, update_location
from domain.kernel.actor import system
from domain.processes.allocate_order import allocate_order
from domain.processes.cancel_order import cancel_order
from jobs import allocation, cron
from jobs.reactions import REACTIONS
from tests.factories.orders import placed, work
from tests.factories.proof import prove
from tests.factories.rows import execute
from tests.factories.shop import Shop

WHOLE = [{"kind": "WHOLE_LINE"}]


async def waiting(shop: Shop, lines: dict[str, int]) -> UUID:
    order_id = await placed(shop, lines)
    await shop.do(allocate_order, order_id=order_id, waits=True)
    assert await work(shop, order_id) == []
    return order_id


async def react(shop: Shop, event_type: str) -> list[str]:
    """Run what follows from the newest event of a type; the orders that are to be sourced again."""
    (event,) = await shop.rows(
        "SELECT id, facts::text FROM event WHERE type = $1 ORDER BY id DESC LIMIT 1", event_type
    )
    assert "retry_sourcing" in REACTIONS[event_type]

    args: dict[str, Any] = {**orjson.loads(event["facts"]), "event_id": str(event["id"])}
    await shop.act(system("allocation"), allocation.retry_sourcing, args)
    rows = await shop.rows(
        "SELECT args->>'order_id' AS id FROM task WHERE name = 'allocate_order' AND key LIKE $1",
        f"%{event['id']}",
    )
    return [row["id"] for row in rows]


async def policy(shop: Shop, filters: list[dict[str, Any]]) -> UUID:
    found = await shop.do(create_sourcing_policy, name="House", filters=filters, goals=[])
    await shop.do(activate_sourcing_policy, policy_id=found.id)
    await shop.do(assign_sourcing_policy, channel="web", policy_id=found.id)
    return found.id


async def test_a_policy_that_lets_more_go_is_tried_on_what_waits(shop: Shop) -> None:
    policy_id = await policy(shop, WHOLE)
    order_id = await waiting(shop, {"MUG": 12})
    await shop.do(update_sourcing_policy, policy_id=policy_id, filters=[])
    await shop.do(activate_sourcing_policy, policy_id=policy_id)
    assert await react(shop, "sourcing_policy.activated") == [str(order_id)]


async def test_another_policy_for_the_channel_is_tried_on_what_waits(shop: Shop) -> None:
    await policy(shop, WHOLE)
    order_id = await waiting(shop, {"MUG": 12})
    await shop.do(assign_sourcing_policy, channel="web", policy_id=None)
    assert await react(shop, "sourcing_policy.assigned") == [str(order_id)]


async def test_a_location_that_works_otherwise_is_tried_on_what_waits(shop: Shop) -> None:
    order_id = await waiting(shop, {"OAK": 1})
    await shop.do(update_location, location_id=shop.locations["BER"].id, daily_capacity=20)
    assert await react(shop, "location.updated") == [str(order_id)]


async def test_a_location_that_is_asked_again_is_tried_on_what_waits(shop: Shop) -> None:
    await shop.do(deactivate_location, location_id=shop.locations["BER"].id)
    await shop.do(deactivate_location, location_id=shop.locations["HAM"].id)
    order_id = await waiting(shop, {"OAK": 1})
    await shop.do(activate_location, location_id=shop.locations["HAM"].id)
    assert await react(shop, "location.activated") == [str(order_id)]


async def test_stock_that_comes_is_tried_on_what_is_reserved_where_it_may_not_leave(shop: Shop) -> None:
    await policy(shop, WHOLE)
    order_id = await waiting(shop, {"MUG": 12})
    await waiting(shop, {"OAK": 1})
    await shop.stock("MUG", "MUC", 12)
    assert await react(shop, "stock.received") == [str(order_id)]
    await shop.do(allocate_order, order_id=order_id, waits=True)
    assert [row["location"] for row in await work(shop, order_id)] == ["MUC"]
    await prove(shop.database)


async def test_what_was_sourced_or_cancelled_or_is_held_is_left_alone(shop: Shop) -> None:
    await policy(shop, WHOLE)
    done = await waiting(shop, {"MUG": 12})
    gone = await waiting(shop, {"OAK": 1})
    await shop.do(cancel_order, order_id=gone, reason="Changed their mind")
    await shop.do(assign_sourcing_policy, channel="web", policy_id=None)
    await shop.do(allocate_order, order_id=done, waits=True)
    assert await react(shop, "sourcing_policy.assigned") == []
    await cron.tidy(shop.database, audit_days=0)
    (row,) = await shop.rows("SELECT count(*) AS n FROM allocation_decision WHERE waits")
    assert row["n"] == 0


async def test_a_location_that_opens_is_asked_when_it_opens(shop: Shop) -> None:
    await policy(shop, [{"kind": "OPEN"}])
    await execute(
        shop.database, """UPDATE location SET opening_hours = '{"MONDAY": [["11:00", "17:00"]]}'"""
    )
    order_id = await waiting(shop, {"MUG": 1})
    opens = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
    assert await cron.queue_due_work(shop.database, now=opens - timedelta(seconds=1)) == []
    (task,) = await cron.queue_due_work(shop.database, now=opens)
    (row,) = await shop.rows("SELECT name, args->>'order_id' AS id FROM task WHERE id = $1", task)
    assert (row["name"], row["id"]) == ("allocate_order", str(order_id))
    assert await cron.queue_due_work(shop.database, now=opens + timedelta(seconds=30)) == []
    shop.clock.set(opens)
    await shop.do(allocate_order, order_id=order_id, waits=True)
    assert [row["location"] for row in await work(shop, order_id)] == ["BER"]
    assert await cron.queue_due_work(shop.database, now=opens + timedelta(hours=1)) == []


async def test_more_orders_than_one_look_finds_are_looked_for_again(
    shop: Shop, monkeypatch: Any
) -> None:
    monkeypatch.setattr("domain.allocation.unsourced.MOST", 2)
    monkeypatch.setattr(allocation, "MOST", 2)
    await policy(shop, WHOLE)
    orders = [await waiting(shop, {"OAK": 1}) for _ in range(3)]
    args: dict[str, Any] = {"event_id": str(uuid4())}
    await shop.act(system("allocation"), allocation.retry_sourcing, args)
    rows = await shop.rows("SELECT name, args->>'after' AS after FROM task ORDER BY name")
    assert [row["name"] for row in rows] == ["allocate_order", "allocate_order", "retry_sourcing"]
    after = rows[-1]["after"]
    assert after == str(orders[1])
    async with shop.database.read() as read:
        assert await list_unsourced(read, after=UUID(after)) == [orders[2]]
