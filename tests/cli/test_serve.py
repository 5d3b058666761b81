"""``waybill serve`` as in production: several processes, one set of figures, traces that arrive."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from websockets.asyncio.client import connect

from cli.environment import environment_of
from domain.identity.tokens import issue_token
from domain.kernel.config import Settings
from tests.api.conftest import PROTOCOL, Socket
from tests.api.test_draining import until_ready
from tests.factories.orders import placed
from tests.factories.shop import Shop

SHELF = "query Shelf { orders { totalCount } }"


@contextlib.asynccontextmanager
async def serving(
    settings: Settings, port: int, *options: str, **environment: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, httpx.AsyncClient]]:
    """The command, until SIGTERM; a client of the staff, with a connection for each request."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "serve", *options),
        env={**os.environ, **environment_of(settings.model_copy(update={"port": port})), **environment},
    )
    token = issue_token(settings, "staff", subject="ana", email="ana@x.example")
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}",
            timeout=40,
            headers={"Authorization": f"Bearer {token}"},
            limits=httpx.Limits(max_keepalive_connections=0),
        ) as http:
            await until_ready(http)
            yield process, http
            process.terminate()
            assert await process.wait() == 0
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def figure(http: httpx.AsyncClient, name: str) -> float:
    text = (await http.get("/metrics")).text
    return next(float(line.rpartition(" ")[2]) for line in text.splitlines() if line.startswith(name))


async def becomes(http: httpx.AsyncClient, name: str, value: float) -> None:
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(httpx.TransportError):
                if await figure(http, name) == value:
                    return
            await asyncio.sleep(0.1)


async def test_a_proxy_may_send_on_a_connection_that_was_silent_for_a_while(
    settings: Settings, unused_tcp_port: int
) -> None:
    async with serving(settings, unused_tcp_port):
        reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
        for pause in (6, 0):
            writer.write(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
            assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            await asyncio.sleep(pause)
        writer.close()


async def test_the_figures_of_all_processes_are_one(
    settings: Settings, shop: Shop, unused_tcp_port: int, tmp_path: Path
) -> None:
    shared = tmp_path / "figures"
    environment = {"PROMETHEUS_MULTIPROC_DIR": str(shared)}
    options = ("--workers", "2")
    async with serving(settings, unused_tcp_port, *options, **environment) as (_, http):
        async with asyncio.timeout(60):
            while len(list(shared.glob("counter_*.db"))) < 2:  # noqa: ASYNC110 - both have to be up
                await asyncio.sleep(0.1)
        for number in range(1, 41):
            answer = await http.post("/graphql", json={"query": SHELF})
            assert answer.json()["data"] == {"orders": {"totalCount": 0}}
            if number % 10 == 0:
                found = await figure(http, 'waybill_requests_total{document="Shelf"')
                assert found == number, "whichever process was asked"

        url = f"ws://127.0.0.1:{unused_tcp_port}/graphql"
        async with connect(url, subprotocols=[PROTOCOL]) as connection:  # type: ignore[list-item]
            socket = Socket(connection)
            authorization = http.headers["authorization"]
            await socket.send(type="connection_init", payload={"authorization": authorization})
            assert (await socket.receive())["type"] == "connection_ack"
            await socket.subscribe("subscription { allOrderEvents { type } }")
            await becomes(http, "waybill_live_subscribers", 1)
            pids = {int(file.stem.rpartition("_")[2]) for file in shared.glob("counter_*.db")}
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
            await becomes(http, "waybill_live_subscribers", 0)
        assert await figure(http, 'waybill_requests_total{document="Shelf"') == 40


async def test_several_processes_need_no_setting_for_it(
    settings: Settings, shop: Shop, unused_tcp_port: int
) -> None:
    async with serving(settings, unused_tcp_port, "--workers", "2") as (_, http):
        for number in range(1, 9):
            await http.post("/graphql", json={"query": SHELF})
            assert await figure(http, 'waybill_requests_total{document="Shelf"') == number


async def test_messages_of_sockets_are_not_compressed(settings: Settings, unused_tcp_port: int) -> None:
    async with serving(settings, unused_tcp_port):
        url = f"ws://127.0.0.1:{unused_tcp_port}/graphql"
        async with connect(url, subprotocols=[PROTOCOL]) as connection:  # type: ignore[list-item]
            assert connection.request is not None
            assert "permessage-deflate" in connection.request.headers["Sec-WebSocket-Extensions"]
            assert connection.protocol.extensions == []


async def test_traces_arrive_at_a_collector_also_the_last(
    settings: Settings, shop: Shop, unused_tcp_port: int
) -> None:
    await placed(shop, {"MUG": 1})
    bodies: list[bytes] = []

    async def collect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("post /v1/traces ")
        assert "content-type: application/x-protobuf" in head
        length = int(head.partition("content-length: ")[2].split("\r\n")[0])
        bodies.append(await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    collector = await asyncio.start_server(collect, "127.0.0.1", 0)
    async with collector:
        endpoint = f"http://127.0.0.1:{collector.sockets[0].getsockname()[1]}"
        environment = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
        async with serving(settings, unused_tcp_port, **environment) as (_, http):
            desk = 'query Desk { customer(email: "lena@example.com") { name } }'
            answer = await http.post("/graphql", json={"query": desk})
            assert answer.json()["data"]["customer"] is not None
        # The process has ended well before a batch was full or five seconds over.

    exports = [ExportTraceServiceRequest.FromString(body) for body in bodies]
    resources = [each for export in exports for each in export.resource_spans]
    services = {
        attribute.value.string_value
        for resource in resources
        for attribute in resource.resource.attributes
        if attribute.key == "service.name"
    }
    assert services == {"waybill-api"}
    spans = [span for each in resources for scope in each.scope_spans for span in scope.spans]
    desk_spans = [
        span
        for span in spans
        if span.trace_id
        in {
            each.trace_id for each in spans if "Desk" in str(each.attributes) and each.name == "/graphql"
        }
    ]
    assert {"/graphql", "parsing", "planning", "executing", "SELECT customer", "serialising"} <= {
        span.name for span in desk_spans
    }
    assert b"lena" not in b"".join(bodies).lower()
