"""A client that speaks GraphQL over HTTP to the real application, without a socket in between."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from api.app import create_app
from domain.identity.tokens import issue_token
from domain.kernel.config import Settings


class GraphQLClient:
    """Asks as staff. Errors of the request fail the test; refusals are answers."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def send(self, document: str, **variables: Any) -> httpx.Response:
        """The HTTP answer to one operation, whatever it is."""
        body = {"query": document, "variables": variables}
        return await self.http.post("/graphql", json=body)

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of one operation."""
        answer = (await self.send(document, **variables)).json()
        assert "errors" not in answer, answer
        data: dict[str, Any] = answer["data"]
        return data

    async def do(self, verb: str, input: dict[str, Any], select: str = "__typename") -> dict[str, Any]:
        """The result of one mutation: the success, or the refusal with what all of them say."""
        kind = verb[0].upper() + verb[1:]
        data = await self.ask(
            f"mutation ($input: {kind}Input!) {{ {verb}(input: $input) {{ __typename"
            f" ... on Error {{ code message path }} ... on {kind}Success {{ {select} }} }} }}",
            input=input,
        )
        result: dict[str, Any] = data[verb]
        return result


@asynccontextmanager
async def graphql_client(settings: Settings) -> AsyncIterator[GraphQLClient]:
    """The application, started, and a client signed in as staff."""
    app = create_app(settings)
    token = issue_token(settings, "staff", subject="ana", email="ana@waybill.example", name="Ana")
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://waybill", headers=headers, timeout=60
        ) as http:
            yield GraphQLClient(http)
