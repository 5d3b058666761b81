"""Subscriptions: the stored events first, then the live ones, none lost, none twice, in order."""

import asyncio
from typing import Any
from uuid import UUID

from domain.processes.cancel_order import cancel_order
from domain.processes.hold_order import hold_order, release_order_hold
from schema.live import EventNotice
from tests.factories.orders import placed
from tests.factories.people import PARTNER, STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client, following, gid, silent

EVENTS = """subscription S($id: ID!, $after: Int) {
  orderEvents(orderId: $id, after: $after) { sequence type order { number status onHold } } }"""
ALL = """subscription S($channel: String) {
  allOrderEvents(channel: $channel) { sequence type order { number } } }"""
LEVELS = "subscription S($sku: String!) { stockLevelChanged(sku: $sku) { onHand available } }"


async def stored(shop: Shop, order_id: UUID) -> list[EventNotice]:
    rows = await shop.rows(
        "SELECT id, sequence FROM event WHERE order_id = $1 ORDER BY sequence", order_id
    )
    return [EventNotice(row["id"], order_id, row["sequence"]) for row in rows]


async def taken(stream: Any, field: str, count: int) -> list[Any]:
    found = []
    for _ in range(count):
        result = await following(stream)
        assert result.errors is None, result.errors
        found.append(result.data[field])
    return found


async def test_an_order_is_replayed_then_followed(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    before = await shop.events(order_id)
    stream = await client.watch(EVENTS, id=gid("Order", order_id))
    replayed = await taken(stream, "orderEvents", len(before))
    assert [event["type"] for event in replayed] == before
    await shop.do(hold_order, order_id=order_id, reason="Address?")
    await client.feed.ring()
    (held,) = await taken(stream, "orderEvents", 1)
    assert held["type"] == "order.held"
    assert held["order"]["onHold"] is True
    await client.feed.ring()
    await client.feed.ring()
    await shop.do(release_order_hold, order_id=order_id)
    await shop.do(cancel_order, order_id=order_id, reason="Changed my mind")
    await client.feed.ring()
    every = await shop.events(order_id)
    rest = await taken(stream, "orderEvents", len(every) - len(before) - 1)
    assert [event["sequence"] for event in (*replayed, held, *rest)] == [*range(1, len(every) + 1)]
    assert rest[-1]["order"]["status"] == "CANCELLED"
    assert await silent(stream)
    assert client.feed.bells == []


async def test_a_replay_starts_after_what_one_has(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    stream = await client.watch(EVENTS, id=gid("Order", order_id), after=1)
    (second,) = await taken(stream, "orderEvents", 1)
    assert second["sequence"] == 2
    await stream.aclose()


async def refusal(client: Client, document: str, actor: Any, **variables: Any) -> str:
    stream = await client.watch(document, actor, **variables)
    result = await following(stream) if hasattr(stream, "__anext__") else stream
    assert result.data is None
    return str(result.errors[0].extensions["code"])


async def test_another_customers_order_is_not_there(client: Client, shop: Shop) -> None:
    order = gid("Order", await placed(shop, {"MUG": 1}))
    otto = await shop.buyer(await placed(shop, {"TEE": 1}, email="otto@example.com"))
    assert await refusal(client, EVENTS, otto, id=order) == "NOT_FOUND"
    assert await refusal(client, EVENTS, NOBODY, id=order) == "NOT_FOUND"
    assert await refusal(client, EVENTS, STAFF, id="nonsense") == "NOT_FOUND"
    assert await refusal(client, EVENTS, STAFF, id=order, after=-1) == "INVALID_INPUT"
    assert await refusal(client, ALL, NOBODY) == "PERMISSION_DENIED"
    assert await refusal(client, LEVELS, otto, sku="MUG") == "PERMISSION_DENIED"
    assert await refusal(client, LEVELS, STAFF, sku="\0") == "INVALID_INPUT"
    assert client.feed.bells == []


async def test_everybody_watches_what_they_may_see(client: Client, shop: Shop) -> None:
    mine = await placed(shop, {"MUG": 1})
    other = await placed(shop, {"TEE": 1}, email="otto@example.com")
    numbers = {id: (await shop.order(id))["number"] for id in (mine, other)}
    for actor, channel, expected in [
        (PARTNER, None, [mine, other]),
        (STAFF, "web", [mine, other]),
        (STAFF, "other", []),
        (await shop.buyer(other), None, [other]),
    ]:
        client.feed.watched.clear()
        stream = await client.watch(ALL, actor, channel=channel)
        first = anext(stream)
        notices = [(await stored(shop, id))[0] for id in (mine, other)]
        waiting = asyncio.ensure_future(first)
        for notice in notices:
            await client.feed.ring(notice)
        seen = []
        if expected:
            seen = [(await waiting).data["allOrderEvents"]]
            seen += await taken(stream, "allOrderEvents", len(expected) - 1)
            waiting = asyncio.ensure_future(anext(stream))
        assert [event["order"]["number"] for event in seen] == [numbers[id] for id in expected]
        waiting.cancel()
        await asyncio.wait([waiting])


async def test_a_level_is_sent_as_it_is_now(client: Client, shop: Shop) -> None:
    level = await shop.level("MUG", "BER")
    stream = await client.watch(LEVELS, sku="MUG")
    for delta, expected in [(-1, 9), (5, 14)]:
        waiting = asyncio.ensure_future(following(stream))
        await shop.stock("MUG", "BER", delta)
        await client.feed.ring(level["id"])
        result = await waiting
        assert result.data["stockLevelChanged"] == {"onHand": expected, "available": expected}
    assert await silent(stream)
