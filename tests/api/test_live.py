"""Watching live: none lost, none twice, in order, whatever becomes of the broker."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import orjson
import pytest

from api import encoding
from api.broker import connect_broker
from api.live import LiveHub
from cli.embedded import ValkeyHandle
from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.payments.adapters.registry import build_gateways
from domain.processes.hold_order import hold_order, release_order_hold
from jobs.context import JobContext
from jobs.worker import work
from schema.sharing import Answer
from tests.api.conftest import Api, serving
from tests.api.test_sockets import EVENTS, _global_id
from tests.factories.orders import placed, unpaid
from tests.factories.shop import Shop
from tests.fakes.mailbox import Mailbox

ALL = "subscription { allOrderEvents { sequence type order { number } } }"
STOCK = 'subscription { stockLevelChanged(sku: "MUG") { available location { code } } }'


@pytest.fixture
def today(shop: Shop) -> Shop:
    """The shop, its clock at the real time: workers know no other."""
    shop.clock.set(datetime.now(UTC))
    return shop


@pytest.fixture
async def worker(settings: Settings, database: Database) -> AsyncIterator[None]:
    """A worker relays."""
    context = JobContext(settings, database, build_gateways(settings), Mailbox())
    assert settings.redis_url is not None
    running = asyncio.create_task(work(context, settings.redis_url))
    yield
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_an_order_s_events_arrive_live_in_order(api: Api, today: Shop, worker: None) -> None:
    order_id = await unpaid(today, {"MUG": 1})
    async with api.socket() as socket:
        await socket.send(
            type="subscribe",
            id="1",
            payload={"query": EVENTS, "variables": {"id": await _global_id(api)}},
        )
        seen = [(await socket.next())["orderEvents"]]
        for _ in range(3):
            await today.do(hold_order, order_id=order_id, reason="A look")
            await today.do(release_order_hold, order_id=order_id)
            seen += [(await socket.next())["orderEvents"] for _ in range(2)]
    assert [event["sequence"] for event in seen] == list(range(1, 8))
    assert [event["type"] for event in seen] == await today.events(order_id)


async def test_a_look_wakes_those_who_missed_something_and_nobody_else(today: Shop) -> None:
    """A thousand who watch and have all there is are not woken to find that out."""
    order_id = await unpaid(today, {"MUG": 1})
    there = len(await today.events(order_id))
    hub = LiveHub(today.database, connect_broker("redis://127.0.0.1:1"))
    async with hub.watch_order(order_id) as content, hub.watch_order(order_id) as behind:
        has_all = asyncio.create_task(content.wait(there))
        missed = asyncio.create_task(behind.wait(there - 1))
        await asyncio.sleep(0)
        await hub.look()
        await asyncio.wait_for(missed, 5)
        assert not has_all.done()
        await today.do(hold_order, order_id=order_id, reason="A look")
        await hub.look()
        await asyncio.wait_for(has_all, 5)


async def test_nothing_is_lost_or_doubled_when_the_broker_is_killed_and_comes_back(
    api: Api, today: Shop, worker: None, valkey: ValkeyHandle
) -> None:
    order_id = await unpaid(today, {"MUG": 1})
    id = await _global_id(api)
    async with api.socket() as socket:
        await socket.send(type="subscribe", id="1", payload={"query": EVENTS, "variables": {"id": id}})
        await socket.subscribe(ALL, id="all")
        await socket.subscribe(STOCK, id="stock")
        await asyncio.sleep(0.3)

        async def happen() -> None:
            try:
                for turn in range(12):
                    if turn == 3:
                        valkey.kill()
                    if turn == 8:
                        valkey.restart()
                    today.clock.set(datetime.now(UTC))
                    await today.do(hold_order, order_id=order_id, reason="A look")
                    await today.do(release_order_hold, order_id=order_id)
                    await today.stock("MUG", "MUC", 1)
                    await asyncio.sleep(0.15)
            finally:
                valkey.restart()

        happening = asyncio.create_task(happen())
        mine: list[int] = []
        everyone: list[int] = []
        available = 0
        while len(mine) < 25 or len(everyone) < 24 or available < 12:
            if happening.done():
                happening.result()
            message = await socket.receive()
            assert message["type"] == "next", message
            data = message["payload"]["data"]
            match message["id"]:
                case "1":
                    mine.append(data["orderEvents"]["sequence"])
                case "all":
                    everyone.append(data["allOrderEvents"]["sequence"])
                case "stock":
                    if data["stockLevelChanged"]["location"]["code"] == "MUC":
                        assert data["stockLevelChanged"]["available"] >= available
                        available = data["stockLevelChanged"]["available"]
        await happening

    assert mine == list(range(1, 26)), "each once, in order"
    assert sorted(everyone) == list(range(2, 26)), "each once"


async def test_without_a_relay_one_looks_for_oneself(api: Api, today: Shop) -> None:
    order_id = await unpaid(today, {"MUG": 1})
    async with api.socket() as socket:
        await socket.send(
            type="subscribe",
            id="1",
            payload={
                "query": EVENTS,
                "variables": {"id": await _global_id(api), "after": 1},
            },
        )
        await asyncio.sleep(0.2)
        await today.do(hold_order, order_id=order_id, reason="A look")
        assert (await socket.next())["orderEvents"]["sequence"] == 2


async def test_two_processes_see_the_same(
    api: Api, today: Shop, worker: None, settings: Settings
) -> None:
    async with serving(settings) as other, api.socket() as here, other.socket() as there:
        for socket in (here, there):
            await socket.subscribe(ALL)
        await asyncio.sleep(0.3)
        order_id = await placed(today, {"MUG": 1})
        count = 2
        seen = [
            [(await socket.next())["allOrderEvents"]["type"] for _ in range(count)]
            for socket in (here, there)
        ]
    assert seen[0] == seen[1] == (await today.events(order_id))[:count]


async def test_an_event_is_written_as_json_once_for_all_sockets_and_streams(
    api: Api, today: Shop, worker: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = await unpaid(today, {"MUG": 1})
    after = len(await today.events(order_id))
    written: list[Answer] = []
    dump = encoding.dump

    def noting(value: object) -> bytes:
        if isinstance(value, Answer):
            written.append(value)
        return dump(value)

    monkeypatch.setattr(encoding, "dump", noting)
    variables = {"id": await _global_id(api), "after": after}
    payload = {"query": EVENTS, "variables": variables}
    async with contextlib.AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(api.socket()) for _ in range(5)]
        for nth, socket in enumerate(sockets):
            await socket.send(type="subscribe", id=f'"{nth}"', payload=payload)
        streamed = await stack.enter_async_context(
            api.http.stream(
                "POST",
                "/graphql",
                json=payload,
                headers={**api.bearer(), "Accept": "text/event-stream"},
            )
        )
        await asyncio.sleep(0.3)
        await today.do(hold_order, order_id=order_id, reason="A look")
        event = {"orderEvents": {"sequence": after + 1, "type": "order.held"}}
        for nth, socket in enumerate(sockets):
            assert await socket.next(f'"{nth}"') == event
        lines = streamed.aiter_lines()
        while not (line := await anext(lines)).startswith("data: "):
            pass
        assert orjson.loads(line.removeprefix("data: ")) == {"data": event}
    assert len(written) == 1
