"""GraphQL over HTTP: what is taken, and how it is answered."""

import json
from collections.abc import AsyncIterator

import pytest

from tests.api.conftest import Api
from tests.factories.orders import placed
from tests.factories.shop import Shop

CHANNELS = "{ __typename }"


async def test_a_query_by_post_and_by_get(api: Api) -> None:
    posted = await api.http.post("/graphql", json={"query": CHANNELS})
    got = await api.http.get("/graphql", params={"query": CHANNELS})
    for answer in (posted, got):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["data"] == {"__typename": "Query"}


async def test_variables_by_get_are_json(api: Api, shop: Shop) -> None:
    query = "query ($sku: String!) { product(sku: $sku) { name } }"
    answer = await api.http.get(
        "/graphql", params={"query": query, "variables": json.dumps({"sku": "MUG"})}
    )
    assert answer.json()["data"] == {"product": {"name": "Mug"}}


async def test_get_is_for_reading_only(api: Api, shop: Shop) -> None:
    mutation = """mutation { createChannel(input: {code: "b2b", name: "B", currency: "EUR"})
                  { __typename } }"""
    answer = await api.http.get("/graphql", params={"query": mutation}, headers=api.bearer())
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert len(await shop.rows("SELECT 1 FROM channel")) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'"x"',
        b"7",
        b"null",
        b"[]",
        b'[{"query": "{ __typename }"}]',
        b"\xff\xfe",
        b"{}",
        b'{"query": 7}',
        b'{"query": null}',
        b'{"query": "{ __typename }", "variables": []}',
        b'{"query": "{ __typename }", "operationName": 7}',
        b'{"query": "{ __typename }", "extensions": "x"}',
        b'{"query": "{ __typename }", "variables": NaN}',
        b'{"query": "{ __typename }", "operationName": "Nobody"}',
        b"[" * 100_000,
        b'{"a":"\\ud800","b":' + b"[" * 100_000,
    ],
)
async def test_a_body_that_is_no_request_is_refused_with_a_code(api: Api, body: bytes) -> None:
    answer = await api.http.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_other_content_types_and_methods_and_encodings_are_refused(api: Api) -> None:
    for headers in (
        {"content-type": "text/plain"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/json; charset=latin1"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {},
    ):
        answer = await api.http.post("/graphql", content=b'{"query":"{a}"}', headers=headers)
        assert answer.status_code == 415, headers
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNSUPPORTED_MEDIA_TYPE"
    answer = await api.http.delete("/graphql")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert answer.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"


async def test_a_body_has_a_size(api: Api) -> None:
    large = json.dumps({"query": "{ __typename }", "variables": {"x": "y" * 300_000}}).encode()

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 50_000):
            yield large[start : start + 50_000]

    for content in (large, in_pieces()):
        answer = await api.http.post(
            "/graphql", content=content, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 413
        assert answer.json()["errors"][0]["extensions"]["code"] == "BODY_TOO_LARGE"


@pytest.mark.parametrize(
    "request_body",
    [
        rb'{"query": "query ($s: String!) { product(sku: $s) { name } }", "variables": {"s": "\ud800"}}',
        rb'{"query": "query ($s: String!) { product(sku: $s) { name } }", "variables": {"s": "\u0000"}}',
        rb'{"query": "{ product(sku: \"\ud800\") { name } }"}',
        rb'{"query": "{ \ud800 }"}',
        rb'{"query": "{ __typename }", "operationName": "\ud800"}',
        rb'{"query": "query ($\ud800: String!) { __typename }", "variables": {"\ud800": "x"}}',
    ],
)
async def test_half_a_character_is_never_a_crash(api: Api, shop: Shop, request_body: bytes) -> None:
    answer = await api.http.post(
        "/graphql", content=request_body, headers={"content-type": "application/json"}
    )
    assert answer.status_code in (200, 400)
    body = answer.json()
    assert body.get("errors") or body["data"] == {"product": None}
    assert "INTERNAL_ERROR" not in answer.text


async def test_a_request_has_an_id_that_goes_in_and_out(api: Api) -> None:
    given = await api.http.get("/health/live", headers={"X-Request-Id": "mine-7"})
    made = await api.http.get("/health/live")
    unusable = await api.http.get("/health/live", headers={"X-Request-Id": "x" * 65})
    assert given.headers["x-request-id"] == "mine-7"
    assert len(made.headers["x-request-id"]) == 32
    assert len(unusable.headers["x-request-id"]) == 32


async def test_other_paths_are_json_too(api: Api) -> None:
    answer = await api.http.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_health_says_how_things_are(api: Api) -> None:
    assert (await api.http.get("/health/live")).json() == {"status": "ok"}
    ready = await api.http.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json() == {"status": "ok", "database": "ok", "migrations": "ok", "broker": "ok"}


async def test_urql_asks_for_streams_and_gets_json_for_its_queries(api: Api) -> None:
    accept = "application/graphql-response+json, application/graphql+json, application/json, "
    answer = await api.http.post(
        "/graphql",
        json={"query": CHANNELS},
        headers={"accept": accept + "text/event-stream, multipart/mixed"},
    )
    assert answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert answer.json()["data"] == {"__typename": "Query"}


async def test_a_query_is_streamed_to_who_reads_nothing_else(api: Api) -> None:
    answer = await api.http.post(
        "/graphql", json={"query": CHANNELS}, headers={"accept": "text/event-stream"}
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.text.startswith('event: next\ndata: {"data":{"__typename":"Query"}')
    assert answer.text.endswith("}\n\nevent: complete\ndata:\n\n")


async def test_a_subscription_where_nothing_streams_is_told_how(api: Api, shop: Shop) -> None:
    answer = await api.http.post(
        "/graphql",
        json={"query": "subscription { allOrderEvents { type } }"},
        headers=api.bearer(),
    )
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "SUBSCRIPTION_NEEDS_STREAM"
    assert "text/event-stream" in error["message"]


async def test_order_events_over_sse(api: Api, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    orders = await api.ask("{ orders(first: 1) { nodes { id } } }")
    query = "subscription ($id: ID!) { orderEvents(orderId: $id) { sequence type } }"
    body = {"query": query, "variables": {"id": orders["orders"]["nodes"][0]["id"]}}
    headers = {"accept": "text/event-stream", **api.bearer()}
    events = []
    async with api.http.stream("POST", "/graphql", json=body, headers=headers) as stream:
        assert stream.status_code == 200
        async for line in stream.aiter_lines():
            if line.startswith("data: {"):
                events.append(json.loads(line[6:])["data"]["orderEvents"])
            if len(events) == len(await shop.events(order_id)):
                break
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert [event["type"] for event in events] == await shop.events(order_id)
