"""A process that is asked to stop finishes what it began, and sends its sockets elsewhere."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from cli.environment import environment_of
from domain.identity.tokens import issue_token
from domain.kernel.config import Settings
from tests.api.conftest import PROTOCOL, Socket
from tests.factories.orders import unpaid
from tests.factories.shop import Shop
from tests.schema.conftest import gid

SLOW = 7.0
"Longer than a server that is in a hurry would wait."
PAY = """mutation Pay($input: AuthorizePaymentInput!) {
    authorizePayment(input: $input) { ... on AuthorizePaymentSuccess { payment { status } } } }"""


@pytest.mark.parametrize("number", [signal.SIGTERM])
async def test_no_request_in_flight_is_cut(
    settings: Settings, shop: Shop, unused_tcp_port: int, number: signal.Signals, tmp_path: Path
) -> None:
    order_id = await unpaid(shop, {"MUG": 1})
    changed = settings.model_copy(update={"port": unused_tcp_port})
    environment = environment_of(changed) | {"WAYBILL_GATEWAY_TIMEOUT": str(SLOW)}
    with (tmp_path / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli.main", "serve", env={**os.environ, **environment}, stderr=log
        )
    token = issue_token(settings, "staff", subject="ana", email="ana@x.example")
    url = f"http://127.0.0.1:{unused_tcp_port}"
    try:
        async with httpx.AsyncClient(
            base_url=url, timeout=40, headers={"Authorization": f"Bearer {token}"}
        ) as http:
            await until_ready(http)
            async with connect(
                f"{url.replace('http', 'ws')}/graphql",
                subprotocols=[PROTOCOL],  # type: ignore[list-item]
            ) as connection:
                socket = Socket(connection)
                await socket.send(type="connection_init", payload={"authorization": f"Bearer {token}"})
                assert (await socket.receive())["type"] == "connection_ack"
                await socket.subscribe("subscription { allOrderEvents { type } }")
                input = {
                    "orderId": gid("Order", order_id),
                    "gateway": "test",
                    "token": "timeout",
                    "amount": "1.00",
                }
                slow = asyncio.create_task(
                    http.post("/graphql", json={"query": PAY, "variables": {"input": input}})
                )
                await asyncio.sleep(1)
                process.send_signal(number)
                with pytest.raises(ConnectionClosed) as closed:
                    await forever(socket)
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012, "service restart: come back"
            answer = await slow
        assert answer.status_code == 200
        assert answer.json()["data"]["authorizePayment"] == {"payment": {"status": "PENDING"}}
        async with asyncio.timeout(30):
            await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def forever(socket: Socket) -> None:
    while True:
        await socket.receive()


async def until_ready(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                if (await http.get("/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)
