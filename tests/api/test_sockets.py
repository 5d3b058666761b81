"""GraphQL over WebSocket."""

import asyncio
import json
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.api.conftest import Api, serving
from tests.factories.orders import placed
from tests.factories.shop import Shop

EVENTS = """subscription ($id: ID!, $after: Int) {
    orderEvents(orderId: $id, after: $after) { sequence type } }"""


async def _global_id(api: Api) -> str:
    orders = await api.ask("{ orders(first: 1) { nodes { id } } }")
    id: str = orders["orders"]["nodes"][0]["id"]
    return id


async def _closed(connection: Any) -> tuple[int, str]:
    async def read_on() -> None:
        async with asyncio.timeout(10):
            while True:
                await connection.recv()

    with pytest.raises(ConnectionClosed) as closed:
        await read_on()
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


async def test_stored_events_first_from_where_the_client_left_off(api: Api, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    types = await shop.events(order_id)
    async with api.socket() as socket:
        await socket.send(
            type="subscribe",
            id="1",
            payload={"query": EVENTS, "variables": {"id": await _global_id(api), "after": 1}},
        )
        for sequence, kind in enumerate(types[1:], start=2):
            assert await socket.next() == {"orderEvents": {"sequence": sequence, "type": kind}}


async def test_queries_and_mutations_go_over_a_socket_too(api: Api, shop: Shop) -> None:
    async with api.socket() as socket:
        await socket.subscribe('{ product(sku: "MUG") { name } }', id="q")
        assert await socket.next("q") == {"product": {"name": "Mug"}}
        assert await socket.receive() == {"id": "q", "type": "complete"}


@pytest.mark.parametrize(
    "payload",
    [
        {"authorization": "Bearer nonsense"},
        {"Authorization": "Bearer nonsense"},
        {"authorization": 7},
        {"authorization": "Bearer \ud800"},
        {"authorization": "Bearer wb_\u0000"},
    ],
)
async def test_a_bad_token_closes_the_socket(api: Api, payload: dict[str, Any]) -> None:
    async with api.connect() as connection:
        await connection.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert await _closed(connection) == (4403, "Forbidden")


async def test_a_bad_token_in_the_handshake_closes_it_as_well(api: Api) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    async with api.connect(additional_headers=headers) as connection:
        await connection.send(json.dumps({"type": "connection_init", "payload": None}))
        assert await _closed(connection) == (4403, "Forbidden")


async def test_the_token_may_come_with_the_handshake(api: Api, shop: Shop) -> None:
    await placed(shop, {"MUG": 1})
    async with api.socket({}, additional_headers=api.bearer()) as socket:
        await socket.subscribe("{ orders(first: 1) { totalCount } }")
        assert await socket.next() == {"orders": {"totalCount": 1}}


async def test_somebody_else_s_order_does_not_exist_here_either(api: Api, shop: Shop) -> None:
    theirs = await shop.order(await placed(shop, {"MUG": 1}, email="other@example.com"))
    id = await _global_id(api)
    mine = await shop.order(await placed(shop, {"MUG": 1}))
    token = api.customer_token(mine["customer_id"])
    async with api.socket({"authorization": f"Bearer {token}"}) as socket:
        await socket.send(type="subscribe", id="1", payload={"query": EVENTS, "variables": {"id": id}})
        message = await socket.receive()
    assert theirs["number"] not in json.dumps(message)
    errors = message["payload"] if message["type"] == "error" else message["payload"]["errors"]
    assert errors[0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    "frame",
    [
        "[]",
        "null",
        "42",
        "nonsense",
        '"x"',
        "{}",
        '{"type": 7}',
        '{"type": "start", "id": "1"}',
        json.dumps({"type": "x" * 500}),
        '{"type": "subscribe", "id": "2"}',
        '{"type": "subscribe", "id": "2", "payload": "x"}',
        '{"type": "subscribe", "id": "2", "payload": {"query": 7}}',
        '{"type": "subscribe", "id": "2", "payload": {"query": "{ a }", "variables": []}}',
        '{"type": "subscribe", "id": {}, "payload": {"query": "{ a }"}}',
        '{"type": "complete", "id": []}',
        "[" * 100_000,
        b"\x00",
    ],
)
async def test_a_frame_that_is_no_message_closes_with_4400(api: Api, frame: str | bytes) -> None:
    async with api.socket() as socket:
        await socket.connection.send(frame)
        assert (await _closed(socket.connection))[0] == 4400


@pytest.mark.parametrize(
    "payload",
    [
        {"query": "{"},
        {"query": "{ nothing }"},
        {"query": "{ __typename }", "operationName": "Nobody"},
        {"query": "{ \ud800 }"},
    ],
)
async def test_a_wrong_document_is_its_own_operation_s_error(api: Api, payload: dict[str, Any]) -> None:
    async with api.socket() as socket:
        await socket.send(type="subscribe", id="bad", payload=payload)
        message = await socket.receive()
        assert (message["id"], message["type"]) == ("bad", "error")
        await socket.subscribe("{ __typename }", id="good")
        assert await socket.next("good") == {"__typename": "Query"}


async def test_the_rules_of_the_protocol(api: Api) -> None:
    async with api.connect() as connection:
        await connection.send(
            json.dumps({"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}})
        )
        assert await _closed(connection) == (4401, "Unauthorized")
    async with api.socket() as socket:
        await socket.send(type="connection_init")
        assert (await _closed(socket.connection))[0] == 4429
    async with api.connect(subprotocols=["graphql-ws"]) as connection:
        assert (await _closed(connection))[0] == 4406
    async with api.socket() as socket:
        await socket.send(type="ping")
        assert await socket.receive() == {"type": "pong"}


async def test_a_message_has_a_size(api: Api) -> None:
    async with api.socket() as socket:
        await socket.connection.send(json.dumps({"type": "ping", "payload": {"x": "y" * 300_000}}))
        assert (await _closed(socket.connection))[0] == 1009


async def test_a_page_elsewhere_may_connect_in_development_only(api: Api) -> None:
    async with api.socket(origin="https://admin.example") as socket:
        await socket.send(type="ping")
    production = api.settings.model_copy(update={"environment": "production"})
    async with serving(production) as strict:
        with pytest.raises(InvalidStatus) as refused:
            async with strict.connect(origin="https://admin.example"):
                pass
        assert refused.value.response.status_code == 403


async def test_a_server_that_stops_closes_sockets_and_ends_streams_at_once(api: Api, shop: Shop) -> None:
    await placed(shop, {"MUG": 1})
    id = await _global_id(api)
    async with serving(api.settings) as stopping, stopping.socket() as socket:
        await socket.send(type="subscribe", id="1", payload={"query": EVENTS, "variables": {"id": id}})
        await socket.next()
        body = {"query": EVENTS, "variables": {"id": id}}
        headers = {"accept": "text/event-stream", **api.bearer()}
        async with stopping.http.stream("POST", "/graphql", json=body, headers=headers) as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "event: next"
            began = asyncio.get_running_loop().time()
            stopping.server.should_exit = True
            stopping.app.state.stopping.ask()
            async for _ in lines:
                pass
        assert (await _closed(socket.connection))[0] == 1012
    assert asyncio.get_running_loop().time() - began < 3
