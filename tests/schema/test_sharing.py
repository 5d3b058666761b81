"""What several subscribers want at once is read and executed once, and nobody sees with others' eyes."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any
from uuid import UUID

from domain.kernel.actor import Actor, ActorKind
from domain.processes.hold_order import hold_order, release_order_hold
from schema.live import EventNotice
from schema.sharing import Answer
from tests.factories.orders import placed
from tests.factories.people import STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import Client, following, gid

EVENTS = """subscription S($id: ID!, $after: Int) {
  orderEvents(orderId: $id, after: $after) { sequence type actor order { number onHold } } }"""
BRIEFLY = """subscription S($id: ID!, $after: Int) {
  orderEvents(orderId: $id, after: $after) { type order { number } } }"""
WITH_EVENTS = """subscription S($id: ID!, $after: Int, $first: Int) {
  orderEvents(orderId: $id, after: $after) { type order { events(first: $first) { type } } } }"""
LEVELS = "subscription S($sku: String!) { stockLevelChanged(sku: $sku) { onHand location { code } } }"
ALL = "subscription { allOrderEvents { sequence type order { number } } }"

OTHER_STAFF = Actor(kind=ActorKind.STAFF, id="ben@example.com", name="Ben")
Stream = AsyncGenerator[Any, None]


async def watching(
    client: Client, shop: Shop, order_id: UUID, document: str, *who: Actor
) -> list[Stream]:
    """Streams that have been sent all there is so far, and wait for more."""
    after = len(await shop.events(order_id))
    return [await client.watch(document, actor, id=gid("Order", order_id), after=after) for actor in who]


async def all_watch(client: Client, streams: Sequence[Stream]) -> None:
    """Until all have seen that there is nothing yet, and wait."""
    while len(client.feed.bells) < len(streams):  # noqa: ASYNC110 - a feed for tests tells nobody
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)


async def woken(client: Client, streams: Sequence[Stream], happen: Any, notice: Any = None) -> list[Any]:
    """What each stream sends of what happens while all of them wait."""
    waiting = [asyncio.ensure_future(following(stream)) for stream in streams]
    await all_watch(client, streams)
    await happen()
    client.statements.clear()
    await client.feed.ring(notice)
    return await asyncio.gather(*waiting)


def reads_of(client: Client, table: str) -> int:
    return sum(f"FROM {table} " in " ".join(text.split()) + " " for text in client.statements)


def holding(shop: Shop, order_id: UUID) -> Any:
    return lambda: shop.do(hold_order, order_id=order_id, reason="Address?")


async def test_an_event_is_read_and_executed_once_for_all_who_ask_the_same(
    client: Client, shop: Shop
) -> None:
    order_id = await placed(shop, {"MUG": 1})
    streams = await watching(client, shop, order_id, EVENTS, *[STAFF, OTHER_STAFF] * 10)
    client.count_statements()
    results = await woken(client, streams, holding(shop, order_id))
    assert {str(result.data) for result in results} == {str(results[0].data)}
    assert results[0].data["orderEvents"]["type"] == "order.held"
    assert results[0].data["orderEvents"]["order"]["onHold"] is True
    assert len({id(result.data) for result in results}) == 1, "one answer, for whoever writes it down"
    assert isinstance(results[0].data, Answer)
    assert (reads_of(client, "event"), reads_of(client, "orders")) == (1, 1), client.statements


async def test_each_sees_with_their_own_eyes(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    buyer = await shop.buyer(order_id)
    streams = await watching(client, shop, order_id, EVENTS, STAFF, buyer, STAFF, buyer)
    client.count_statements()
    results = await woken(client, streams, holding(shop, order_id))
    shown = [result.data["orderEvents"]["actor"] for result in results]
    assert (
        shown[0]
        == shown[2]
        == (await shop.rows("SELECT actor FROM event WHERE type = 'order.held'"))[0]["actor"]
    )
    assert shown[1] == shown[3] == shown[0].partition(":")[0] != shown[0]
    assert (reads_of(client, "event"), reads_of(client, "orders")) == (2, 2)


async def test_where_each_came_in_does_not_matter_once_they_are_level(
    client: Client, shop: Shop
) -> None:
    order_id = await placed(shop, {"MUG": 1})
    stored = await shop.events(order_id)
    early = await client.watch(EVENTS, id=gid("Order", order_id), after=0)
    for _ in stored:
        await following(early)
    (late,) = await watching(client, shop, order_id, EVENTS, OTHER_STAFF)
    client.count_statements()
    results = await woken(client, [early, late], holding(shop, order_id))
    assert results[0].data is results[1].data
    assert (reads_of(client, "event"), reads_of(client, "orders")) == (1, 1)


async def test_other_documents_and_other_variables_have_answers_of_their_own(
    client: Client, shop: Shop
) -> None:
    order_id = await placed(shop, {"MUG": 1})
    streams = await watching(client, shop, order_id, EVENTS, STAFF)
    streams += await watching(client, shop, order_id, BRIEFLY, STAFF)
    id, after = gid("Order", order_id), len(await shop.events(order_id))
    for first in (1, 2, 1):
        streams.append(await client.watch(WITH_EVENTS, id=id, after=after, first=first))
    client.count_statements()
    results = [
        result.data["orderEvents"] for result in await woken(client, streams, holding(shop, order_id))
    ]
    assert [set(result) for result in results[:2]] == [
        {"sequence", "type", "actor", "order"},
        {"type", "order"},
    ]
    assert [len(result["order"]["events"]) for result in results[2:]] == [1, 2, 1]
    assert results[2] is results[4]


async def test_an_answer_with_errors_is_shared_with_nobody(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    id, after = gid("Order", order_id), len(await shop.events(order_id))
    streams = [await client.watch(WITH_EVENTS, id=id, after=after, first=999) for _ in range(3)]
    results = await woken(client, streams, holding(shop, order_id))
    assert [result.errors[0].extensions["code"] for result in results] == ["INVALID_INPUT"] * 3
    assert not any(isinstance(result.data, Answer) for result in results)


async def test_one_who_leaves_takes_nothing_along(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    streams = await watching(client, shop, order_id, EVENTS, STAFF, STAFF, STAFF)
    waiting = [asyncio.ensure_future(following(stream)) for stream in streams]
    await all_watch(client, streams)
    await shop.do(hold_order, order_id=order_id, reason="Address?")
    await client.feed.ring()
    for _ in range(4):
        await asyncio.sleep(0)
    waiting[0].cancel()
    rest = await asyncio.gather(*waiting[1:])
    assert [result.data["orderEvents"]["type"] for result in rest] == ["order.held"] * 2


async def test_nobody_misses_what_comes_while_others_read(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    streams = await watching(client, shop, order_id, EVENTS, *[STAFF] * 5)

    async def follow(stream: Stream) -> list[int]:
        return [(await following(stream)).data["orderEvents"]["sequence"] for _ in range(20)]

    following_all = [asyncio.ensure_future(follow(stream)) for stream in streams]
    for turn in range(10):
        await shop.do(hold_order, order_id=order_id, reason="Address?")
        await client.feed.ring()
        await asyncio.sleep(0.003 * turn)
        await shop.do(release_order_hold, order_id=order_id)
        await client.feed.ring()
    first = len(await shop.events(order_id)) - 19
    assert await asyncio.gather(*following_all) == [[*range(first, first + 20)]] * 5


async def test_levels_and_everybodys_events_are_shared_as_well(client: Client, shop: Shop) -> None:
    level = await shop.level("MUG", "BER")
    streams = [await client.watch(LEVELS, actor, sku="MUG") for actor in (STAFF, OTHER_STAFF)]
    client.count_statements()
    results = await woken(client, streams, lambda: shop.stock("MUG", "BER", 5), level["id"])
    assert results[0].data is results[1].data
    assert reads_of(client, "stock_level") == 1
    for stream in streams:
        await stream.aclose()
    order_id = await placed(shop, {"MUG": 1})
    (event,) = await shop.rows(
        "SELECT id FROM event WHERE order_id = $1 AND type = 'order.placed'", order_id
    )
    streams = [await client.watch(ALL, actor) for actor in (STAFF, OTHER_STAFF)]
    notice = EventNotice(event["id"], order_id, 1)
    results = await woken(client, streams, lambda: asyncio.sleep(0), notice)
    assert results[0].data is results[1].data
    assert (reads_of(client, "event"), reads_of(client, "orders")) == (1, 1)
