"""What pages, strangers and the curious get: little, and less in production."""

from collections.abc import AsyncIterator

import pytest
from websockets.exceptions import InvalidStatus

from tests.api.conftest import Api, serving
from tests.factories.shop import Shop

QUERY = {"query": "{ __typename }"}
SCHEMA = "{ __schema { queryType { name } } }"
ADMIN = "https://admin.example"


@pytest.fixture
async def production(api: Api) -> AsyncIterator[Api]:
    settings = api.settings.model_copy(update={"environment": "production", "allowed_origins": (ADMIN,)})
    async with serving(settings) as running:
        yield running


async def test_production_takes_a_get_only_with_a_header_that_pages_cannot_send(
    api: Api, production: Api
) -> None:
    assert (await api.http.get("/graphql", params=QUERY)).status_code == 200
    refused = await production.http.get("/graphql", params=QUERY)
    assert refused.status_code == 403
    assert refused.json()["errors"][0]["extensions"]["code"] == "PREFLIGHT_REQUIRED"
    for headers in (
        {"x-waybill-preflight": "1"},
        {"apollo-require-preflight": "true"},
        {"x-apollo-operation-name": "Q"},
        {"content-type": "application/json"},
    ):
        assert (await production.http.get("/graphql", params=QUERY, headers=headers)).status_code == 200
    for headers in ({"x-waybill-preflight": ""}, {"content-type": "text/plain"}):
        assert (await production.http.get("/graphql", params=QUERY, headers=headers)).status_code == 403


async def test_pages_of_allowed_origins_may_call(api: Api, production: Api) -> None:
    asks = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}

    async def allowed(server: Api, origin: str) -> str | None:
        headers = {"origin": origin}
        preflight = await server.http.options("/graphql", headers={**headers, **asks})
        answer = await server.http.post("/graphql", json=QUERY, headers=headers)
        found = answer.headers.get("access-control-allow-origin")
        assert preflight.headers.get("access-control-allow-origin") == found
        assert (preflight.status_code == 200) is (found is not None)
        return found

    assert await allowed(api, "https://elsewhere.example") == "*"
    assert await allowed(production, ADMIN) == ADMIN
    assert await allowed(production, "https://elsewhere.example") is None
    assert await allowed(production, "null") is None


async def test_sockets_keep_to_the_same_list(production: Api) -> None:
    async with production.socket(origin=ADMIN) as socket:
        await socket.send(type="ping")
    for origin in ("https://elsewhere.example", "https://admin.example.evil.example", "null"):
        with pytest.raises(InvalidStatus) as refused:
            async with production.connect(origin=origin):
                pass
        assert refused.value.response.status_code == 403


async def test_the_schema_tells_about_itself_to_the_staff(api: Api, production: Api, shop: Shop) -> None:
    customer = production.customer_token(shop.channel.id)
    for server, token, told in (
        (api, None, True),
        (production, None, False),
        (production, customer, False),
        (production, production.staff, True),
    ):
        headers = server.bearer(token) if token else {}
        answer = await server.http.post("/graphql", json={"query": SCHEMA}, headers=headers)
        if told:
            assert answer.json()["data"] == {"__schema": {"queryType": {"name": "Query"}}}
        else:
            [error] = answer.json()["errors"]
            assert error["extensions"]["code"] == "INTROSPECTION_DISABLED"
            assert "data" not in answer.json()
    nobody = api.settings.model_copy(update={"introspection": "nobody"})
    async with serving(nobody) as closed:
        hidden = '{ ...f } fragment f on Query { a: __type(name: "Order") { name } }'
        answer = await closed.http.post("/graphql", json={"query": hidden}, headers=closed.bearer())
        assert answer.json()["errors"][0]["extensions"]["code"] == "INTROSPECTION_DISABLED"
        assert (await closed.http.post("/graphql", json=QUERY)).status_code == 200


async def test_the_ide_is_for_development(api: Api, production: Api) -> None:
    html = {"accept": "text/html"}
    page = await api.http.get("/graphql", headers=html)
    assert page.headers["content-type"].startswith("text/html")
    hidden = await production.http.get("/graphql", headers=html)
    assert hidden.status_code == 403
    assert hidden.headers["content-type"] == "application/json"


@pytest.mark.parametrize("query", ["{ ordrs { totalCount } }", '{ order(idd: "x") { id } }'])
async def test_nothing_is_suggested(api: Api, query: str) -> None:
    answer = await api.http.post("/graphql", json={"query": query})
    assert "Did you mean" not in answer.text
    assert answer.json()["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
