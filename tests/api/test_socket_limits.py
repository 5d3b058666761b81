"""What a socket does not put up with, and how it says so."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from api.graphql import OPERATIONS_PER_SOCKET
from domain.identity.tokens import issue_token
from tests.api.conftest import Api
from tests.api.test_sockets import _closed
from tests.factories.shop import Shop

ALL = "subscription { allOrderEvents { type } }"


async def test_a_socket_ends_with_the_token_that_opened_it(api: Api, shop: Shop) -> None:
    token = issue_token(
        api.settings,
        "staff",
        subject="ana",
        email="ana@x.example",
        name="Ana",
        lifetime=timedelta(seconds=2),
    )
    async with api.socket({"authorization": f"Bearer {token}"}) as socket:
        await socket.subscribe(ALL)
        assert await _closed(socket.connection) == (4403, "Forbidden")


async def test_so_many_operations_at_a_time(api: Api, shop: Shop) -> None:
    async with api.socket() as socket:
        for number in range(OPERATIONS_PER_SOCKET):
            await socket.subscribe(ALL, id=str(number))
        await socket.subscribe(ALL, id="one too many")
        refused = await socket.receive()
        assert (refused["type"], refused["id"]) == ("error", "one too many")
        assert refused["payload"][0]["extensions"] == {
            "code": "TOO_MANY_OPERATIONS",
            "maximum": OPERATIONS_PER_SOCKET,
        }
        await socket.send(type="complete", id="0")
        await socket.subscribe("{ __typename }", id="another")
        assert await socket.next("another") == {"__typename": "Query"}


async def test_an_id_is_used_once_at_a_time(api: Api, shop: Shop) -> None:
    long = "é" * 128
    for id in ("1", long):
        async with api.socket() as socket:
            await socket.subscribe(ALL, id=id)
            await socket.subscribe(ALL, id=id)
            code, reason = await _closed(socket.connection)
            assert code == 4409
            assert f"Subscriber for {id} already exists".startswith(reason)


@pytest.mark.parametrize(
    "frame",
    [
        "[]",
        "null",
        "42",
        '"x"',
        "nonsense",
        '{"type": "ping", "payload": "x"}',
        '{"type": "pong", "payload": []}',
        '{"type": "subscribe", "id": {}, "payload": {"query": "{ a }"}}',
        '{"type": "subscribe", "id": "1", "payload": "x"}',
    ],
)
async def test_a_wrong_frame_is_one_calm_line(
    api: Api, frame: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async with api.socket() as socket:
        capfd.readouterr()
        await socket.connection.send(frame)
        assert (await _closed(socket.connection))[0] == 4400
    await asyncio.sleep(0.05)
    lines = capfd.readouterr().err.splitlines()
    told = [line for line in lines if "socket.closed" in line]
    assert len(told) == 1
    assert "code=4400" in told[0]
    assert not [line for line in lines if "Traceback" in line or "error" in line.lower()]


async def test_extensions_go_with_the_operation(api: Api, shop: Shop) -> None:
    wrong: dict[str, Any] = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    async with api.socket() as socket:
        await socket.send(type="subscribe", id="1", payload={"query": "", "extensions": wrong})
        message = await socket.receive()
        assert (message["type"], message["id"]) == ("error", "1")
        assert message["payload"][0]["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"


async def test_a_failure_of_ours_has_clients_come_back(
    api: Api, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def fails(*arguments: object) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr("api.auth.authenticate", fails)
    async with api.connect() as connection:
        await connection.send(json.dumps({"type": "connection_init"}))
        assert await _closed(connection) == (1013, "Try again later")
    assert capfd.readouterr().err.count("socket.failed") == 1
