"""A real server on a real port, and clients of each kind for it."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect

from api.app import create_app
from domain.audit import service as audit
from domain.audit.sieve import Sieve
from domain.identity.tokens import issue_token
from domain.kernel.config import Settings

PROTOCOL = "graphql-transport-ws"


@dataclass
class Api:
    """A running API process, as its clients see it. `staff` is a token for the staff."""

    app: Starlette
    server: uvicorn.Server
    port: int
    settings: Settings
    http: httpx.AsyncClient
    staff: str

    def bearer(self, token: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {token or self.staff}"}

    def customer_token(self, customer_id: UUID) -> str:
        return issue_token(
            self.settings,
            "customer",
            subject=str(customer_id),
            email="lena@example.com",
            name="Lena",
            customer_id=customer_id,
        )

    async def ask(self, query: str, *, token: str | None = None, **variables: Any) -> Any:
        """The `data` of an operation that goes well."""
        answer = await self.http.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers=self.bearer(token),
        )
        body = answer.json()
        assert "errors" not in body, body
        return body["data"]

    @contextlib.asynccontextmanager
    async def socket(
        self, payload: dict[str, Any] | None = None, **connecting: Any
    ) -> AsyncIterator["Socket"]:
        """A socket that is past its handshake."""
        async with self.connect(**connecting) as connection:
            socket = Socket(connection)
            given = {"authorization": f"Bearer {self.staff}"} if payload is None else payload
            await socket.send(type="connection_init", payload=given)
            assert await socket.receive() == {"type": "connection_ack"}
            yield socket

    def connect(self, **connecting: Any) -> Any:
        return connect(
            f"ws://127.0.0.1:{self.port}/graphql",
            **({"subprotocols": [PROTOCOL]} | connecting),
        )


@dataclass
class Socket:
    """JSON messages over a WebSocket."""

    connection: ClientConnection

    async def send(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def receive(self) -> Any:
        async with asyncio.timeout(15):
            return json.loads(await self.connection.recv())

    async def subscribe(self, query: str, *, id: str = "1", **variables: Any) -> None:
        await self.send(type="subscribe", id=id, payload={"query": query, "variables": variables})

    async def next(self, id: str = "1") -> Any:
        """The data of the next event."""
        message = await self.receive()
        assert message["type"] == "next", message
        assert message["id"] == id
        assert "errors" not in message["payload"], message
        return message["payload"]["data"]


@contextlib.asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Api]:
    """An API process' server, inside the test's own."""
    app = create_app(settings)
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    while not server.started:
        assert not running.done(), running.exception()
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    token = issue_token(settings, "staff", subject="ana@x.example", email="ana@x.example", name="")
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
            yield Api(app, server, port, settings, http, token)
    finally:
        server.should_exit = True
        app.state.stopping.ask()
        await running


@pytest.fixture(autouse=True)
def nobody_refused_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit keeps no entry of a flood, and another test's refusals are none of this one's."""
    monkeypatch.setattr(audit, "_STRANGER", Sieve(most=1, window=1))
    monkeypatch.setattr(audit, "_STRANGERS", Sieve(most=10, window=1))
    monkeypatch.setattr(audit, "_TURNED_AWAY", Sieve(most=1, window=600))


@pytest.fixture
async def api(settings: Settings) -> AsyncIterator[Api]:
    async with serving(settings) as running:
        yield running
