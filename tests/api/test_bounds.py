"""What a stranger sends is refused before it costs anything, with a code."""

import asyncio
import gzip
import json
from contextlib import AbstractAsyncContextManager
from typing import Any

import httpx
import pytest

from api.throttle import Throttle
from cli.embedded import ValkeyHandle
from tests.api.conftest import Api, serving
from tests.factories.cpu import next_to_nothing
from tests.factories.orders import placed
from tests.factories.shop import Shop
from tests.schema.documents.test_walk import NESTED

JSON = {"content-type": "application/json"}
ORDERS = "query Orders($n: Int) { orders(first: $n) { nodes { number } } }"


@pytest.fixture(autouse=True)
async def _empty_buckets(api: Api) -> None:
    await api.app.state.services.broker.flushdb()


def changed(api: Api, **settings: Any) -> AbstractAsyncContextManager[Api]:
    return serving(api.settings.model_copy(update=settings))


def code(answer: httpx.Response) -> str:
    [error] = answer.json()["errors"]
    found: str = error["extensions"]["code"]
    return found


async def post(api: Api, query: str, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return await api.http.post("/graphql", json=body, headers=api.bearer())


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b'"x"', {}, 400),
        (b"7", {}, 400),
        (b"null", {}, 400),
        (b'{"query": "\xff\xfe"}', {}, 400),
        (b"[" * 100_000, {}, 400),
        (b'{"query":"{a}","variables":{"a":' + b"[" * 100_000, {}, 400),
        (b'{"a":' * 40_000, {}, 400),
        (gzip.compress(b" " * 10_000_000), {"content-encoding": "gzip"}, 415),
        (b" " * 10_000_000, {}, 413),
        (b'{"query": "' + b"#" * 255_000, {}, 400),
    ],
    ids=["string", "number", "null", "utf-8", "arrays", "deep", "objects", "gzip", "10 MB", "open"],
)
async def test_a_body_that_is_none_is_refused_for_next_to_nothing(
    api: Api, body: bytes, headers: dict[str, str], status: int
) -> None:
    with next_to_nothing():
        answer = await api.http.post("/graphql", content=body, headers={**JSON, **headers})
    assert answer.status_code == status
    assert code(answer) in ("BAD_REQUEST", "BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE")


async def flood(api: Api, size: int, pause: float) -> bytes:
    """Chunks of a body that never ends, until the answer is there."""
    reader, writer = await asyncio.open_connection("127.0.0.1", api.port)
    writer.write(
        b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    answer = asyncio.create_task(reader.readuntil(b"}]}"))
    chunk = b"%x\r\n%b\r\n" % (size, b" " * size)
    async with asyncio.timeout(10):
        while not answer.done():
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(pause)
    writer.close()
    return answer.result()


async def test_a_body_without_end_is_given_up(api: Api) -> None:
    with next_to_nothing():
        answer = await flood(api, 10_000, 0)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"BODY_TOO_LARGE" in answer
    async with changed(api, deadline=0.3) as hasty:
        answer = await flood(hasty, 1, 0.05)
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b"REQUEST_TIMEOUT" in answer


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (NESTED, "MAX_FIELDS_EXCEEDED"),
        ("{" + "a" * 10 + "{a" * 60_000, "MAX_DEPTH_EXCEEDED"),
        ("{" + " a" * 3_000 + "}", "MAX_TOKENS_EXCEEDED"),
        ("{ orders { nodes { lines { sku", "GRAPHQL_PARSE_FAILED"),
        ("{ orders(first: 250) { nodes { events(first: 250) { type } } } }", "MAX_COST_EXCEEDED"),
        ("{ orders(first: 251) { totalCount } }", "INVALID_INPUT"),
    ],
)
async def test_a_document_beyond_the_limits_runs_nothing(api: Api, query: str, expected: str) -> None:
    with next_to_nothing():
        answer = await post(api, query)
    assert code(answer) == expected
    assert "data" not in answer.json()
    async with api.socket() as socket:
        await socket.subscribe(query)
        message = await socket.receive()
    assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", expected)


async def test_a_page_size_in_a_variable_is_judged_too(api: Api, shop: Shop) -> None:
    assert code(await post(api, ORDERS, n=251)) == "INVALID_INPUT"
    async with changed(api, max_page=20) as small:
        answer = await post(small, ORDERS, n=21)
        assert answer.json()["errors"][0]["extensions"] == {
            "code": "INVALID_INPUT",
            "path": ["first"],
            "maximum": 20,
        }


async def test_an_answer_says_what_it_cost(api: Api, shop: Shop) -> None:
    await placed(shop, {"MUG": 1})
    first, second = [(await post(api, ORDERS, n=10)).json()["extensions"]["cost"] for _ in range(2)]
    assert (first["requested"], first["actual"]) == (second["requested"], second["actual"]) == (10, 1)
    assert first["maximum"] - 100 < first["remaining"] < first["maximum"], "it was read, too"
    assert first["remaining"] <= second["remaining"] < second["maximum"], "it leaks"
    async with api.socket() as socket:
        await socket.subscribe(ORDERS, n=10)
        payload = (await socket.receive())["payload"]
        assert payload["extensions"]["cost"]["requested"] == 10


async def test_the_same_answer_costs_the_same_however_it_is_written(api: Api, shop: Shop) -> None:
    """Asked again, an answer is partly written by PostgreSQL, and has fewer objects to count here."""
    await placed(shop, {"MUG": 1, "TEE": 2})
    await placed(shop, {"MUG": 3})
    query = (
        "{ orders(first: 5) { nodes { customer { id } lines { total { amount } product { id } } } } }"
    )
    answers = [(await post(api, query)).json() for _ in range(3)]
    assert [each["extensions"]["cost"]["actual"] for each in answers] == [2 + 2 + 3 * 2] * 3
    assert answers[0]["data"] == answers[1]["data"] == answers[2]["data"]
    async with api.socket() as socket:
        await socket.subscribe(query)
        payload = (await socket.receive())["payload"]
        assert payload["extensions"]["cost"]["actual"] == 10


async def test_who_asks_for_too_much_is_told_when_to_come_back(api: Api, shop: Shop) -> None:
    async with changed(api, throttle_capacity=100, throttle_rate=5) as tight:
        query = 'mutation { holdOrder(input: {orderId: "x", reason: "y"}) { __typename } }'
        answers = [await post(tight, query) for _ in range(8)]
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert code(refused) == "THROTTLED"
        extensions = refused.json()["errors"][0]["extensions"]
        assert 0 < extensions["retryAfter"] <= 2
        assert int(refused.headers["retry-after"]) in (1, 2)
        assert extensions["cost"]["requested"] == 10
        assert extensions["cost"]["maximum"] == 100
        anonymous = await tight.http.post("/graphql", json={"query": "{ __typename }"})
        assert anonymous.status_code == 200, "each caller has a bucket of their own"
        async with tight.socket() as socket:
            await socket.subscribe(query)
            message = await socket.receive()
            assert message["payload"][0]["extensions"]["code"] == "THROTTLED"
        async with changed(tight) as other:
            assert (await post(other, query)).status_code == 429, "all processes see one bucket"
        await asyncio.sleep(extensions["retryAfter"] + 0.1)
        assert (await post(tight, query)).status_code == 200


async def test_without_valkey_each_process_has_a_bucket(
    api: Api, shop: Shop, valkey: ValkeyHandle
) -> None:
    valkey.kill()
    try:
        async with changed(api, throttle_capacity=100, throttle_rate=5) as tight:
            query = 'mutation { holdOrder(input: {orderId: "x", reason: "y"}) { __typename } }'
            statuses = [(await post(tight, query)).status_code for _ in range(8)]
            assert statuses[:4] == [200] * 4
            assert statuses[-1] == 429
    finally:
        valkey.restart()


async def test_what_comes_to_nothing_is_paid_for_too(api: Api) -> None:
    async with changed(api, throttle_capacity=100, throttle_rate=5) as tight:
        codes = [code(await post(tight, f"{{ nothing{number:040} }}")) for number in range(5)]
        assert codes[0] == "GRAPHQL_VALIDATION_FAILED"
        assert codes[-1] == "THROTTLED"


async def test_a_bucket_leaks(api: Api) -> None:
    throttle: Throttle = api.app.state.services.admission._throttle
    throttle.capacity, throttle.rate = 100, 100
    assert (await throttle.take("somebody", 100)).granted
    refused = await throttle.take("somebody", 50)
    assert not refused.granted
    assert 0.3 < refused.wait <= 0.5
    throttle.give_back("somebody", 60)
    assert (await throttle.take("somebody", 50)).granted
    assert (await throttle.take("somebody else", 1_000)).granted, "more than all counts as all"


async def test_a_slow_operation_is_given_up(
    api: Api, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled = asyncio.Event()

    async def sleepy(*args: Any, **kwargs: Any) -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    monkeypatch.setattr("schema.orders.queries.pages.page_orders", sleepy)
    async with changed(api, deadline=0.3) as hasty:
        answer = await post(hasty, ORDERS)
        assert (answer.status_code, code(answer)) == (504, "DEADLINE_EXCEEDED")
        assert cancelled.is_set()
        async with hasty.socket() as socket:
            await socket.subscribe(ORDERS)
            message = await socket.receive()
            assert message["payload"][0]["extensions"]["code"] == "DEADLINE_EXCEEDED"
        assert hasty.app.state.services.running.count == 0


async def test_a_full_process_says_when_to_come_back(
    api: Api, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = asyncio.Event()

    async def waiting(*args: Any, **kwargs: Any) -> None:
        await go.wait()

    monkeypatch.setattr("schema.orders.queries.pages.page_orders", waiting)
    async with changed(api, max_concurrent=2) as small:
        busy = [asyncio.create_task(post(small, ORDERS)) for _ in range(2)]
        while small.app.state.services.running.count < 2:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        answer = await post(small, ORDERS)
        assert (answer.status_code, code(answer)) == (503, "OVERLOADED")
        assert answer.headers["retry-after"] == "1"
        go.set()
        await asyncio.gather(*busy)
        assert (await post(small, "{ channels { code } }")).status_code == 200


async def test_a_message_and_a_body_have_the_size_that_is_set(api: Api) -> None:
    async with changed(api, max_body=2_000) as small:
        body = json.dumps({"query": "{ __typename }" + " " * 2_000})
        assert (await small.http.post("/graphql", content=body, headers=JSON)).status_code == 413
