"""Seeing how the process does: health, metrics, a line for each request, and its trace."""

import asyncio
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import SecretStr
from sqlalchemy import text

from domain.kernel import traces
from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.kernel.logs import configure_logs
from domain.kernel.watch import Watch, statement, watching
from domain.tables import REVISION
from tests.api.conftest import Api, serving
from tests.factories.orders import placed, unpaid
from tests.factories.shop import Shop


@pytest.fixture
def production(settings: Settings) -> Iterator[Settings]:
    """As it is in production, where a line of the log is JSON."""
    kept = logging.getLogger().handlers, logging.getLogger().level
    yield settings.model_copy(update={"environment": "production"})
    logging.getLogger().handlers, _ = kept
    configure_logs(settings)


def lines(captured: pytest.CaptureFixture[str], event: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in captured.readouterr().err.splitlines() if line[:1] == "{"]
    return [line for line in found if line["event"] == event]


async def test_a_slow_request_is_found_by_its_id(
    production: Settings, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    await placed(shop, {"MUG": 1})
    async with serving(production) as api:
        await api.http.post(
            "/graphql",
            json={"query": "query Desk { orders { nodes { number lines { sku } } } }"},
            headers={**api.bearer(), "x-request-id": "the-slow-one"},
        )
    (line,) = lines(capsys, "request")
    assert line["request_id"] == "the-slow-one"
    assert (line["document"], line["kind"], line["outcome"]) == ("Desk", "query", "ok")
    assert (line["status"], line["statements"]) == (200, 3), "the token's revocation, orders, lines"
    parts = [line[f"{part}_ms"] for part in ("parsing", "planning", "executing", "sql")]
    assert all(part > 0 for part in parts), line
    assert line["serialising_ms"] >= 0
    assert line["parsing_ms"] + line["planning_ms"] + line["executing_ms"] <= line["milliseconds"]


async def test_who_goes_in_the_middle_of_a_request_is_no_failure_of_ours(
    production: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[dict[str, Any]] = []
    async with serving(production) as api, asyncio.timeout(10):
        _, writer = await asyncio.open_connection("127.0.0.1", api.port)
        writer.write(
            b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b'Content-Length: 100\r\n\r\n{"query": '
        )
        await writer.drain()
        writer.close()
        while not told:
            await asyncio.sleep(0.01)
            text = capsys.readouterr().err
            assert "request.failed" not in text
            told = [json.loads(line) for line in text.splitlines() if '"event":"request"' in line]
    [line] = told
    assert (line["path"], line["outcome"], line["code"]) == ("/graphql", "rejected", "499")


async def test_every_operation_of_a_socket_has_its_line(
    production: Settings, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serving(production) as api, api.socket() as socket:
        await socket.subscribe("query Desk { orders { totalCount } }", id="1")
        await socket.next("1")
        assert (await socket.receive())["type"] == "complete"
        await socket.subscribe("query Broken { nothing }", id="2")
        assert (await socket.receive())["type"] == "error"
    one, two = lines(capsys, "operation")
    assert (one["document"], one["outcome"], one["statements"]) == ("Desk", "ok", 2)
    assert (two["outcome"], two["code"]) == ("invalid", "GRAPHQL_VALIDATION_FAILED")
    assert one["request_id"] != two["request_id"]


async def test_metrics_name_documents_and_how_they_went(api: Api, shop: Shop) -> None:
    await unpaid(shop, {"MUG": 1})
    for query in ("query Shelf { orders { totalCount } }", "query Nonsense { x }"):
        for _ in range(2):
            await api.http.post("/graphql", json={"query": query}, headers=api.bearer())
    await api.http.post(
        "/graphql",
        json={
            "query": """mutation Buy { placeOrder(input: {
                channel: "web", email: "lena@example.com", lines: [{sku: "CAP", quantity: 99}],
                shippingAddress: {name: "L", line1: "S", city: "B", postalCode: "1", country: "DE"}
            }) { __typename } }"""
        },
        headers=api.bearer(),
    )
    found = await metrics(api)
    assert found['waybill_requests_total{document="Shelf",kind="query",outcome="ok"}'] == 2
    assert found['waybill_requests_total{document="none",kind="none",outcome="invalid"}'] >= 2
    assert found['waybill_requests_total{document="other",kind="mutation",outcome="refused"}'] >= 1
    assert found['waybill_request_statements_bucket{document="Shelf",le="4.0"}'] == 2
    assert found["waybill_stock_refusals_total"] >= 1
    assert found["waybill_outbox_events"] > 0
    assert found["waybill_outbox_lag_seconds"] >= 0
    assert found["waybill_queue_depth"] == 0


async def test_live_subscribers_are_counted_while_they_watch(api: Api, shop: Shop) -> None:
    before = (await metrics(api))["waybill_live_subscribers"]
    async with api.socket() as socket:
        await socket.subscribe("subscription { allOrderEvents { type } }")
        async with asyncio.timeout(10):
            while (await metrics(api))["waybill_live_subscribers"] != before + 1:  # noqa: ASYNC110
                await asyncio.sleep(0.05)


async def metrics(api: Api) -> dict[str, float]:
    answer = await api.http.get("/metrics")
    assert answer.status_code == 200
    rows = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (row.rpartition(" ") for row in rows)}


async def test_names_that_anybody_may_think_of_do_not_become_metrics(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.kernel.metrics._free", set())
    monkeypatch.setattr("domain.kernel.metrics.FREE_NAMES", 1)
    for name in ("Kept", "Invented1", "Invented2"):
        await api.http.post("/graphql", json={"query": f"query {name} {{ __typename }}"})
    found = await metrics(api)
    assert any('document="Kept"' in name for name in found)
    assert not any("Invented" in name for name in found)


async def test_metrics_may_need_a_token(settings: Settings) -> None:
    async with serving(
        settings.model_copy(update={"metrics_token": SecretStr("for prometheus")})
    ) as api:
        assert (await api.http.get("/metrics")).status_code == 401
        headers = {"Authorization": "Bearer for prometheus"}
        assert (await api.http.get("/metrics", headers=headers)).status_code == 200


async def test_a_database_that_is_behind_is_not_ready(api: Api, shop: Shop) -> None:
    async def stamped(revision: str) -> tuple[int, str]:
        async with shop.database.engine.begin() as connection:
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        answer = await api.http.get("/health/ready")
        return answer.status_code, answer.json()["migrations"]

    try:
        assert await stamped("0000") == (503, "behind")
        assert await stamped("9999") == (200, "ok")
    finally:
        assert await stamped(REVISION) == (200, "ok")
    assert (await api.http.get("/health/live")).status_code == 200


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traces.trace_with(provider)
    yield exporter
    traces.trace_with(None)


async def test_a_trace_goes_on_where_the_caller_began_it(
    api: Api, shop: Shop, spans: InMemorySpanExporter
) -> None:
    await placed(shop, {"MUG": 1})
    trace = "0af7651916cd43dd8448eb211c80319c"
    await api.http.post(
        "/graphql",
        json={"query": 'query Desk { customer(email: "lena@example.com") { name } }'},
        headers={**api.bearer(), "traceparent": f"00-{trace}-b7ad6b7169203331-01"},
    )
    found = [each for each in spans.get_finished_spans() if f"{each.context.trace_id:032x}" == trace]
    names = [each.name for each in found]
    assert {"parsing", "planning", "executing", "SELECT customer", "serialising"} <= set(names)
    root = next(each for each in found if each.name == "/graphql")
    assert root.attributes is not None
    assert root.attributes["graphql.operation.name"] == "Desk"
    assert root.attributes["waybill.outcome"] == "ok"
    told = json.dumps([[each.name, dict(each.attributes or {})] for each in found])
    assert "lena" not in told.lower()


def test_counting_leaves_the_engine_as_it_was(settings: Settings) -> None:
    database = Database(settings.database_url or "")
    assert not database.engine.sync_engine._has_events


async def test_a_statement_that_is_sent_past_the_engine_counts_as_well() -> None:
    with watching(Watch(request_id="r", door="http")) as watch, statement("SELECT 1"):
        pass
    assert watch.statements == 1
    assert watch.seconds["sql"] > 0
