"""Python's own client, gql: over HTTP, and over a WebSocket."""

from typing import Any

import pytest
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from tests.api.conftest import Api
from tests.api.test_sockets import EVENTS, _global_id
from tests.factories.orders import placed
from tests.factories.shop import Shop

PRODUCT = "query Product($sku: String!) { product(sku: $sku) { name } }"


def _clients(api: Api) -> list[Client]:
    """One over each of the transports."""
    address = f"127.0.0.1:{api.port}/graphql"
    http = HTTPXAsyncTransport(f"http://{address}", headers=api.bearer())
    socket = WebsocketsTransport(
        f"ws://{address}", init_payload={"authorization": f"Bearer {api.staff}"}
    )
    return [Client(transport=http), Client(transport=socket)]


async def test_queries(api: Api, shop: Shop) -> None:
    for client in _clients(api):
        async with client as session:
            found = await session.execute(GraphQLRequest(PRODUCT, variable_values={"sku": "MUG"}))
            assert found == {"product": {"name": "Mug"}}


async def test_a_refused_request_is_graphql_errors(api: Api, shop: Shop) -> None:
    for client in _clients(api):
        async with client as session:
            with pytest.raises(TransportQueryError) as refused:
                await session.execute(GraphQLRequest("{ nothing }"))
            errors: Any = refused.value.errors
            assert errors[0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_subscriptions(api: Api, shop: Shop) -> None:
    types = await shop.events(await placed(shop, {"MUG": 1}))
    request = GraphQLRequest(EVENTS, variable_values={"id": await _global_id(api)})
    seen = []
    async with _clients(api)[1] as session:
        async for event in session.subscribe(request):
            seen.append(event["orderEvents"]["type"])
            if len(seen) == len(types):
                break
    assert seen == types
