"""Streams over HTTP: ids to come back with, signs of life, Apollo's parts, and an end with the token."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from api import streaming
from api.streams import Events, Parts
from domain.identity.tokens import issue_token
from domain.processes.hold_order import hold_order
from tests.api.conftest import Api
from tests.api.test_sockets import EVENTS, _global_id
from tests.factories.orders import placed, unpaid
from tests.factories.shop import Shop

PARTS = "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json"


@contextlib.asynccontextmanager
async def watching(
    api: Api, accept: str = "text/event-stream", **headers: str
) -> AsyncIterator[httpx.Response]:
    body = {"query": EVENTS, "variables": {"id": await _global_id(api)}}
    given = {"accept": accept, **api.bearer(), **headers}
    async with api.http.stream("POST", "/graphql", json=body, headers=given) as stream:
        yield stream


async def read(stream: httpx.Response, until: str) -> str:
    """What arrives, up to where `until` has."""
    text = ""
    async with asyncio.timeout(15):
        async for chunk in stream.aiter_text():
            text += chunk
            if until in text:
                return text
    return text


def events_of(text: str) -> list[dict[str, str]]:
    """Server-sent events, each by its fields; comments are none."""
    blocks = (block.splitlines() for block in text.split("\n\n") if block.strip())
    fields = ([line.partition(":") for line in block if line[0] != ":"] for block in blocks)
    read = [{name: value.removeprefix(" ") for name, _, value in block} for block in fields]
    return [event for event in read if event]


async def test_an_event_s_id_is_where_one_goes_on(api: Api, shop: Shop) -> None:
    types = await shop.events(await placed(shop, {"MUG": 1}))
    assert len(types) >= 3
    async with watching(api) as stream:
        assert stream.headers["content-type"] == "text/event-stream"
        assert stream.headers["cache-control"] == "no-cache, no-transform"
        text = await read(stream, f"id: {len(types)}\n")
    assert "\r" not in text
    assert [event["id"] for event in events_of(text)] == [str(i + 1) for i in range(len(types))]

    async with watching(api, **{"Last-Event-ID": "2"}) as stream:
        events = events_of(await read(stream, f"id: {len(types)}\n"))
    assert [event["id"] for event in events] == [str(i) for i in range(3, len(types) + 1)]
    first = json.loads(events[0]["data"])["data"]["orderEvents"]
    assert first == {"sequence": 3, "type": types[2]}


@pytest.mark.parametrize("id", ["x", "-1", "1.5", "9" * 19])
async def test_an_id_of_another_s_is_refused(api: Api, shop: Shop, id: str) -> None:
    await placed(shop, {"MUG": 1})
    async with watching(api, **{"Last-Event-ID": id}) as stream:
        assert stream.status_code == 400
        assert json.loads(await stream.aread())["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_silence_is_broken_by_signs_of_life(
    api: Api, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Events, "heartbeat", 0.1)
    order_id = await unpaid(shop, {"MUG": 1})
    async with watching(api) as stream:
        chunks = stream.aiter_text()
        text = ""
        while text.count(": ping\n\n") < 2:
            text += await anext(chunks)
        await shop.do(hold_order, order_id=order_id, reason="A look")
        while "id: 2" not in text:
            text += await anext(chunks)
    assert [event["id"] for event in events_of(text)] == ["1", "2"]


def parts_of(text: str) -> list[Any]:
    """The parts of a multipart answer, as RFC 2046 has them."""
    opening, *parts = text.split("\r\n--graphql")
    assert opening == ""
    read = []
    for part in parts:
        if part in ("", "--\r\n"):
            continue
        headers, _, body = part.partition("\r\n\r\n")
        assert headers == "\r\nContent-Type: application/json"
        read.append(json.loads(body))
    return read


async def test_apollo_s_parts(api: Api, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Parts, "heartbeat", 0.1)
    order_id = await unpaid(shop, {"MUG": 1})
    async with watching(api, PARTS) as stream:
        kind = stream.headers["content-type"]
        assert kind == "multipart/mixed;boundary=graphql;subscriptionSpec=1.0"
        chunks = stream.aiter_text()
        text = ""
        while "{}\r\n" not in text:
            text += await anext(chunks)
        await shop.do(hold_order, order_id=order_id, reason="A look")
        while "order.held" not in text:
            text += await anext(chunks)
    parts = [part for part in parts_of(text) if part]
    assert [part["payload"]["data"]["orderEvents"]["sequence"] for part in parts] == [1, 2]
    assert all(part.keys() == {"payload"} for part in parts)


async def test_apollo_s_parts_end_where_the_subscription_does(api: Api, shop: Shop) -> None:
    body = {"query": EVENTS, "variables": {"id": "T3JkZXI6bm9uZQ=="}}
    headers = {"accept": PARTS, **api.bearer()}
    answer = await api.http.post("/graphql", json=body, headers=headers)
    assert answer.text.endswith("\r\n--graphql--\r\n")
    [part] = parts_of(answer.text)
    assert part["payload"]["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(("accept", "frames"), [("text/event-stream", Events), (PARTS, Parts)])
async def test_a_client_that_does_not_read_is_hung_up_on(
    api: Api, shop: Shop, monkeypatch: pytest.MonkeyPatch, accept: str, frames: type[Events]
) -> None:
    monkeypatch.setattr(streaming, "PATIENCE", 0.5)
    monkeypatch.setattr(frames, "heartbeat", 0.0)
    monkeypatch.setattr(frames, "beat", lambda self: ": " + "x" * 100_000 + "\n\n")
    body = json.dumps({"query": "subscription { allOrderEvents { type } }"}).encode()
    head = (
        f"POST /graphql HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {api.staff}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    watchers = api.app.state.services.hub._everything
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port, limit=1024)
    try:
        writer.write(head.encode() + body)
        async with asyncio.timeout(10):
            while None not in watchers:  # noqa: ASYNC110 - the other end's doing
                await asyncio.sleep(0.01)
            while None in watchers:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
            text = await reader.read(-1)
        assert text.startswith(b"HTTP/1.1 200")
        assert not text.endswith(b"0\r\n\r\n"), "it was cut, and did not end"
    finally:
        writer.close()


@pytest.mark.parametrize("accept", ["text/event-stream", PARTS])
async def test_a_stream_ends_with_its_token(api: Api, shop: Shop, accept: str) -> None:
    await placed(shop, {"MUG": 1})
    token = issue_token(
        api.settings,
        "staff",
        subject="ana",
        email="ana@x.example",
        name="Ana",
        lifetime=timedelta(seconds=2),
    )
    began = asyncio.get_running_loop().time()
    async with watching(api, accept, **api.bearer(token)) as stream:
        text = await read(stream, "never")
    assert asyncio.get_running_loop().time() - began < 5
    if accept == PARTS:
        last = parts_of(text)[-1]
        assert last["payload"] is None
    else:
        *_, told, complete = events_of(text)
        last = json.loads(told["data"])
        assert complete["event"] == "complete"
    assert last["errors"] == [
        {"message": "The token has expired.", "extensions": {"code": "UNAUTHENTICATED"}}
    ]
