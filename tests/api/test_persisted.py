"""Documents by their id, in every shape that clients send, over every transport."""

import asyncio
import json
from collections.abc import AsyncIterator
from hashlib import md5, sha1, sha256
from typing import Any

import httpx
import pytest

from api.persisted import GRANTED_FOR
from cli.embedded import ValkeyHandle
from domain.documents.service import NewDocument, register_documents, unregister_documents
from domain.identity.service import create_partner
from schema.documents import known as known_documents
from tests.api.conftest import Api, serving
from tests.factories.shop import Shop

NAME = 'query Name($sku: String! = "MUG") { product(sku: $sku) { name } }'
SECOND = "query Second { channels { code } }"
TICKS = "subscription Ticks { allOrderEvents { type } }"


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def apq(text: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest(text)}}, **more}


def code(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert "data" not in body
    [error] = body["errors"]
    return answer.status_code, error["extensions"]["code"]


async def post(api: Api, body: dict[str, Any], token: str | None = None) -> httpx.Response:
    return await api.http.post("/graphql", json=body, headers=api.bearer(token))


@pytest.fixture
async def partner(shop: Shop) -> str:
    """A partner's key, with one document."""
    _, key = await shop.do(create_partner, name="Acme")
    await register(shop, NAME, partner="Acme")
    return key


async def register(shop: Shop, *texts: str, partner: str | None = None) -> None:
    await shop.do(register_documents, [NewDocument("N", each, 1) for each in texts], partner=partner)


@pytest.mark.parametrize(
    "request_body",
    [
        {"documentId": f"sha256:{digest(NAME)}"},
        {"documentId": digest(NAME)},
        {"id": digest(NAME)},
        {"doc_id": digest(NAME)},
        {"doc_id": md5(NAME.encode()).hexdigest()},
        {"documentId": f"sha1:{sha1(NAME.encode()).hexdigest()}"},
        apq(NAME),
        {"documentId": digest(NAME), "query": "{ channels { code } }"},
        {"documentId": digest(NAME), "query": "not even GraphQL"},
        apq(NAME, query="{ channels { code } }"),
    ],
)
async def test_every_shape_reaches_a_registered_document(
    api: Api, shop: Shop, partner: str, request_body: dict[str, Any]
) -> None:
    expected = {"product": {"name": "Mug"}}
    assert (await post(api, request_body, partner)).json()["data"] == expected
    params = {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in request_body.items()
    }
    got = await api.http.get("/graphql", params=params, headers=api.bearer(partner))
    assert got.json()["data"] == expected
    streamed = await api.http.post(
        "/graphql",
        json=request_body,
        headers={**api.bearer(partner), "accept": "text/event-stream"},
    )
    assert streamed.text.startswith('event: next\ndata: {"data":{"product":{"name":"Mug"}}')
    async with api.socket({"authorization": f"Bearer {partner}"}) as socket:
        await socket.send(type="subscribe", id="1", payload=request_body)
        assert await socket.next() == expected


async def test_a_partner_runs_nothing_else(api: Api, shop: Shop, partner: str) -> None:
    await register(shop, SECOND)
    await post(api, apq("{ __typename }", query="{ __typename }"))  # kept, by the staff

    free = await post(api, {"query": NAME}, partner)
    assert code(free) == (403, "PERSISTED_QUERY_ID_REQUIRED")
    for text in (SECOND, "{ __typename }"):
        unknown = await post(api, {"documentId": digest(text), "query": text}, partner)
        assert code(unknown) == (200, "PERSISTED_QUERY_NOT_FOUND")
        assert unknown.headers["cache-control"] == "no-store"
        for body in (apq(text), apq(text, query=text)):
            kept = await post(api, body, partner)
            assert code(kept) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
            assert kept.json()["errors"][0]["message"] == "PersistedQueryNotSupported"
    async with api.socket({"authorization": f"Bearer {partner}"}) as socket:
        await socket.subscribe(NAME, id="free")
        message = await socket.receive()
        assert (message["id"], message["type"]) == ("free", "error")
        assert message["payload"][0]["extensions"]["code"] == "PERSISTED_QUERY_ID_REQUIRED"
        await socket.send(type="subscribe", id="known", payload={"documentId": digest(NAME)})
        assert await socket.next("known") == {"product": {"name": "Mug"}}


async def test_a_subscription_by_its_id(api: Api, shop: Shop, partner: str) -> None:
    await register(shop, TICKS, partner="Acme")
    headers = {**api.bearer(partner), "accept": "application/json, text/event-stream"}
    body = {"documentId": digest(TICKS)}
    async with api.http.stream("POST", "/graphql", json=body, headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
    plain = await post(api, body, partner)
    assert code(plain) == (400, "SUBSCRIPTION_NEEDS_STREAM")


async def test_what_is_taken_back_ends_within_seconds(
    api: Api, shop: Shop, partner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert GRANTED_FOR <= 5
    monkeypatch.setattr("api.persisted.GRANTED_FOR", 0.5)
    body = {"documentId": digest(NAME)}
    assert (await post(api, body, partner)).json()["data"]
    await shop.do(unregister_documents, [digest(NAME)], partner="Acme")
    await asyncio.sleep(0.6)
    assert code(await post(api, body, partner)) == (200, "PERSISTED_QUERY_NOT_FOUND")


async def test_automatic_persisted_queries(api: Api, shop: Shop) -> None:
    first = await post(api, apq(NAME))
    assert code(first) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert first.json()["errors"][0]["message"] == "PersistedQueryNotFound"
    assert first.headers["cache-control"] == "no-store"
    for body in (apq(NAME, query=NAME), apq(NAME), {"documentId": digest(NAME)}):
        assert (await post(api, body)).json()["data"] == {"product": {"name": "Mug"}}

    wrong = await post(api, apq(SECOND, query=NAME))
    assert code(wrong) == (400, "PERSISTED_QUERY_HASH_MISMATCH")
    assert code(await post(api, apq(SECOND))) == (200, "PERSISTED_QUERY_NOT_FOUND")


async def test_what_is_refused_is_not_kept(api: Api) -> None:
    broken = (await post(api, apq("{ nothing }", query="{ nothing }"))).json()
    assert broken["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
    assert code(await post(api, apq("{ nothing }"))) == (200, "PERSISTED_QUERY_NOT_FOUND")


async def test_what_one_process_keeps_another_knows(api: Api, shop: Shop) -> None:
    await post(api, apq(NAME, query=NAME))
    async with serving(api.settings) as other:
        assert (await post(other, apq(NAME))).json()["data"] == {"product": {"name": "Mug"}}


async def test_a_caller_keeps_so_many_and_no_more(api: Api, shop: Shop) -> None:
    texts = [f"query Q{number} {{ channels {{ code }} }}" for number in range(5)]
    few = api.settings.model_copy(update={"apq_documents": 3})
    async with serving(few) as bounded:
        await post(bounded, apq(SECOND, query=SECOND), bounded.customer_token(shop.channel.id))
        for text in texts:
            await post(bounded, apq(text, query=text))
    async with serving(few) as bounded:
        known = [(await post(bounded, apq(text))).json().get("data") for text in (*texts, SECOND)]
    assert [each is not None for each in known] == [False, False, True, True, True, True]


async def test_without_valkey_a_process_keeps_for_itself(
    api: Api, shop: Shop, valkey: ValkeyHandle
) -> None:
    valkey.kill()
    try:
        await post(api, apq(NAME, query=NAME))
        assert (await post(api, apq(NAME))).json()["data"] == {"product": {"name": "Mug"}}
    finally:
        valkey.restart()


@pytest.fixture
async def strict(api: Api) -> AsyncIterator[Api]:
    """Production where registered documents are all that runs."""
    settings = api.settings.model_copy(update={"registered_only": True, "environment": "production"})
    async with serving(settings) as running:
        yield running


async def test_registered_documents_may_be_all_that_runs(strict: Api, shop: Shop) -> None:
    await register(shop, NAME)
    assert code(await post(strict, {"query": NAME})) == (403, "PERSISTED_QUERY_ID_REQUIRED")
    assert code(await post(strict, apq(SECOND))) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
    assert (await post(strict, {"documentId": digest(NAME)})).json()["data"]
    assert (await post(strict, apq(NAME))).json()["data"]
    anonymous = await strict.http.post("/graphql", json={"id": digest(NAME)})
    assert anonymous.json()["data"] == {"product": {"name": "Mug"}}


async def test_partners_may_be_let_send_texts(api: Api, shop: Shop, partner: str) -> None:
    settings = api.settings.model_copy(update={"partners_registered_only": False})
    async with serving(settings) as lenient:
        assert (await post(lenient, {"query": NAME}, partner)).json()["data"]


async def test_a_known_document_is_neither_parsed_nor_validated_again(
    api: Api, shop: Shop, partner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for body, token in (({"documentId": digest(NAME)}, partner), ({"query": SECOND}, None)):
        await post(api, body, token)
        with monkeypatch.context() as patched:
            patched.setattr(known_documents, "prepare", None)
            patched.setattr("strawberry.schema.schema.parse", None)
            patched.setattr("strawberry.schema.schema.validate_document", None)
            assert (await post(api, body, token)).json()["data"]


@pytest.mark.parametrize(
    "request_body",
    [
        {"documentId": 7},
        {"id": 7},
        {"doc_id": ["x"]},
        {"extensions": {"persistedQuery": "x"}},
        {"extensions": {"persistedQuery": {}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}},
        {"documentId": ""},
        {},
    ],
)
async def test_a_shape_of_no_kind_is_a_bad_request(api: Api, request_body: dict[str, Any]) -> None:
    assert code(await post(api, request_body)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("id", ["x", "sha256:", "\ud800", "\u0000", "sha256:" + "g" * 64, "a" * 5000])
async def test_an_id_that_is_none_is_not_found(api: Api, id: str) -> None:
    body = json.dumps({"documentId": id}).encode()
    answer = await api.http.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert code(answer) == (200, "PERSISTED_QUERY_NOT_FOUND")


async def test_another_version_of_the_protocol_is_not_ours(api: Api) -> None:
    body = {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "0" * 64}}}
    assert code(await post(api, body)) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
