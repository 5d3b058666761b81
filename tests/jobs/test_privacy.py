"""Nothing personal reaches a log, a trace or a metric: an order's whole life, with marks to look for."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from domain.identity.service import create_partner
from domain.kernel import traces
from domain.kernel.config import Settings
from domain.kernel.logs import configure_logs
from domain.notifications.adapters.registry import build_mailer
from domain.payments.adapters.registry import build_gateways
from jobs.context import JobContext
from jobs.handlers import HANDLERS
from jobs.relay import relay_once
from jobs.task import run_task
from schema import transaction
from tests.api.conftest import Api, serving
from tests.factories.shop import Shop

MAIL, NAME, STREET = "marker.lena@marker.example", "Markerina Vogtmarker", "Markerstreet 77"
CITY, REASON, CARD = "Markertown", "Marker said so", "4242 4242 4242 4242"
ADDRESS = {"name": NAME, "line1": STREET, "city": CITY, "postalCode": "99881-MARK", "country": "DE"}
RESULT = "__typename ... on Error { code message }"


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    traces.trace_with(provider)
    yield exporter
    traces.trace_with(None)


@pytest.fixture(params=["production", "development"])
def logged(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Settings]:
    kept = logging.getLogger().handlers, logging.getLogger().level
    update: dict[str, Any] = {"environment": request.param, "log_level": "debug"}
    yield settings.model_copy(update=update)
    logging.getLogger().handlers = kept[0]
    logging.getLogger().setLevel(kept[1])


async def work(context: JobContext) -> None:
    """Everything that the worker would do by now."""
    while (handed := await relay_once(context)).messages:
        for task_id in handed.task_ids:
            await run_task(context, HANDLERS, task_id)


async def life(api: Api, context: JobContext) -> None:
    """Placed, paid, allocated, held, released, shipped, delivered, returned, refunded; and refused."""

    async def do(verb: str, select: str, **input: Any) -> Any:
        kind = verb[0].upper() + verb[1:]
        found = await api.ask(
            f"mutation Life($input: {kind}Input!) {{ it: {verb}(input: $input) "
            f"{{ {RESULT} ... on {kind}Success {{ {select} }} }} }}",
            input=input,
        )
        await work(context)
        return found["it"]

    placed = await do(
        "placeOrder",
        "order { id lines { id } payments { id } }",
        channel="web", email=MAIL, customerName=NAME, shippingAddress=ADDRESS,
        lines=[{"sku": "MUG", "quantity": 1}], payments=[{"gateway": "manual", "method": CARD}],
    )  # fmt: skip
    order = placed["order"]
    await do("holdOrder", "order { id }", orderId=order["id"], reason=REASON)
    await do("releaseOrderHold", "order { id }", orderId=order["id"])
    await do("capturePayment", "payment { id }", paymentId=order["payments"][0]["id"])
    await do("allocateOrder", "order { id }", orderId=order["id"])
    found = await api.ask(
        f'query Life {{ customer(email: "{MAIL}") {{ name orders {{ nodes {{ '
        "shippingAddress { line1 } fulfillmentOrders { id } } } } }"
    )
    (work_order,) = found["customer"]["orders"]["nodes"][0]["fulfillmentOrders"]
    shipped = await do(
        "shipFulfillmentOrder", "shipment { id }", fulfillmentOrderId=work_order["id"], carrier="DHL"
    )
    await do(
        "recordShipmentEvent",
        "shipment { id }",
        shipmentId=shipped["shipment"]["id"],
        status="DELIVERED",
        note=REASON,
    )
    line = {"orderLineId": order["lines"][0]["id"], "quantity": 1, "reason": REASON}
    await do("requestReturn", "return { id }", orderId=order["id"], lines=[line])
    await do("refundPayment", "refund { id }", paymentId=order["payments"][0]["id"], reason=REASON)
    await do("cancelOrder", "order { id }", orderId=order["id"], reason=REASON)
    for query in (f'query Life {{ order(number: "{NAME}'), f'{{ nothing(a: "{MAIL}") }}':
        await api.http.post("/graphql", json={"query": query}, headers=api.bearer())
    await api.http.get(f"/graphql?query={{__typename}}&token={MAIL}")
    for path in (MAIL, NAME, STREET):
        await api.http.get(f"/orders/{path}")


async def test_an_orders_life_leaves_nobody_in_the_logs(
    logged: Settings,
    shop: Shop,
    spans: InMemorySpanExporter,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    context = JobContext(
        settings=logged,
        database=shop.database,
        gateways=build_gateways(logged),
        mailer=build_mailer(logged),
    )
    partner, key = await shop.do(create_partner, name="Marker Markets")
    async with serving(logged) as api:
        await life(api, context)
        await api.http.post("/graphql", json={"query": "{ __typename }"}, headers=api.bearer(key))
        await api.http.post("/graphql", json={"query": "{ x }"}, headers=api.bearer("wb_" + MAIL))
        async with api.socket({"authorization": f"Bearer {api.staff}"}) as socket:
            await socket.subscribe(f'query Life {{ customer(email: "{MAIL}") {{ name }} }}')
            await socket.next()
        metrics = (await api.http.get("/metrics")).text
        # A bug quotes what it chokes on; here, whole.
        if logged.environment == "production":

            def broken(*_: Any) -> None:
                raise ValueError(f"{NAME}, {STREET}, {CITY} has no such thing")

            monkeypatch.setattr(transaction, "references", broken)
            await life_of_a_bug(api)
        staff = api.staff
    captured = capsys.readouterr()
    # Development prints mails, on standard output; the log is standard error.
    told = captured.err if logged.environment == "development" else captured.err + captured.out
    told += metrics + json.dumps(
        [[each.name, dict(each.attributes or {})] for each in spans.get_finished_spans()]
    )
    assert "SELECT orders" in told
    for mark in (
        "marker.lena", NAME, "Vogtmarker", STREET, CITY, "99881-MARK", REASON, CARD,
        CARD.replace(" ", ""), staff, key,
        key.split("_")[2], "ana@x.example",
    ):  # fmt: skip
        assert mark not in told, told[max(0, told.find(mark) - 200) :][:300]
    assert partner.name not in told


async def life_of_a_bug(api: Api) -> None:
    answer = await api.http.post(
        "/graphql",
        json={
            "query": "mutation Bug($input: PlaceOrderInput!) "
            "{ placeOrder(input: $input) { __typename } }",
            "variables": {
                "input": {
                    "channel": "web",
                    "email": MAIL,
                    "shippingAddress": ADDRESS,
                    "lines": [{"sku": "MUG", "quantity": 1}],
                }
            },
        },
        headers=api.bearer(),
    )
    assert answer.json()["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"


def test_what_others_log_is_looked_through(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = logging.getLogger().handlers, logging.getLogger().level
    try:
        configure_logs(settings.model_copy(update={"environment": "production"}))
        key, token = "wb_0123456789ab_" + "f" * 48, "eyJhbGciOiJ9.eyJzdWIiOiJ9.c2lnbmF0dXJl"
        logging.getLogger("library").warning("mail to %s with %s", MAIL, token)
        structlog.get_logger("x").warning("card", number="4242 4242 4242 4242", key=key)
        logging.getLogger("library").warning("postgresql://user:hunter2@host/db at 2026-03-02T09:00:00")
        told = capsys.readouterr().err
    finally:
        logging.getLogger().handlers = kept[0]
        logging.getLogger().setLevel(kept[1])
    for secret in (MAIL, token, CARD, key, "hunter2"):
        assert secret not in told
    assert "mail to [mail] with [token]" in told
    assert "2026-03-02T09:00:00" in told
    assert all(json.loads(line) for line in told.splitlines())
