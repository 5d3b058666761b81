"""Reading over HTTP: against one statement that returns the finished JSON, and page against page."""

from functools import partial
from typing import Any

import httpx

from bench.documents import LIST_PAGE, ORDER_IN_FULL
from bench.load import ask, post
from bench.measure import Effort, Finding, Turn, at_least, at_most
from bench.row import Row
from bench.shop import small_shop
from bench.stage import Server, Stage, staff_token
from schema.documents.prepare import sha256_of

CLIENTS = 8
_FLOOR = b'{"data" : {'


def _rate(server: Server, request: bytes, effort: Effort, **holds: Any) -> Turn:
    """Answers a second."""

    async def turn() -> float:
        answers = await ask(server.port, [lambda: request] * CLIENTS, seconds=effort.seconds, **holds)
        return answers.rate

    return turn


def _latency(server: Server, request: bytes, effort: Effort) -> Turn:
    """Milliseconds for an answer, with one client at a time."""

    async def turn() -> float:
        answers = await ask(server.port, [lambda: request], seconds=effort.seconds)
        return 1000 / answers.rate

    return turn


async def _against_one_statement(
    stage: Stage, effort: Effort, path: str, text: str, variables: dict[str, Any]
) -> Finding:
    shop = await small_shop(stage)
    token = staff_token(shop.settings)
    body = {"query": text, "variables": variables}
    async with stage.serving(shop.settings) as server:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
            headers = {"authorization": f"Bearer {token}"}
            ours = (await client.post("/graphql", json=body, headers=headers)).json()
            floor = (await client.post(path, json={})).json()
        assert ours["data"] == floor["data"], "the floor answers something else"
        return await at_least(
            _rate(server, post("/graphql", body, token=token), effort),
            _rate(server, post(path, {}), effort, must_hold=_FLOOR),
            effort,
            wanted=0.5,
            unit="requests/s",
        )


async def list_page(stage: Stage, effort: Effort) -> Finding:
    """A page of twenty orders."""
    return await _against_one_statement(stage, effort, "/floor/list-page", LIST_PAGE, {})


async def order_in_full(stage: Stage, effort: Effort) -> Finding:
    """One order with everything."""
    variables = {"number": (await small_shop(stage)).number}
    return await _against_one_statement(stage, effort, "/floor/order-in-full", ORDER_IN_FULL, variables)


async def persisted(stage: Stage, effort: Effort) -> Finding:
    """The document by its hash, which the server knows, against its text."""
    shop = await small_shop(stage)
    token = staff_token(shop.settings)
    by_hash = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256_of(LIST_PAGE)}}}
    async with stage.serving(shop.settings) as server:
        ask_for = partial(post, "/graphql", token=token)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
            headers = {"authorization": f"Bearer {token}"}
            kept = await client.post("/graphql", json={**by_hash, "query": LIST_PAGE}, headers=headers)
            assert "errors" not in kept.json()
        return await at_least(
            _rate(server, ask_for(by_hash), effort),
            _rate(server, ask_for({"query": LIST_PAGE}), effort),
            effort,
            # As fast, within what two equal sides differ by here.
            wanted=0.95,
            unit="requests/s",
        )


async def hundred_orders(stage: Stage, effort: Effort) -> Finding:
    """A page of a hundred orders against one of twenty."""
    shop = await small_shop(stage)
    token = staff_token(shop.settings)
    async with stage.serving(shop.settings) as server:
        hundred, twenty = (
            post("/graphql", {"query": LIST_PAGE, "variables": {"first": first}}, token=token)
            for first in (100, 20)
        )
        return await at_most(
            _latency(server, hundred, effort),
            _latency(server, twenty, effort),
            effort,
            wanted=5.5,
            unit="ms",
        )


_STATEMENT = "one statement with the finished JSON"
ROWS = (
    Row("http-list", "list page over HTTP", _STATEMENT, "≥ 0.5", list_page),
    Row("http-order", "order in full over HTTP", _STATEMENT, "≥ 0.5", order_in_full),
    Row("persisted", "list page by its hash", "by its text", "not slower", persisted),
    Row("page-100", "page of 100 orders", "page of 20", "< 5.5", hundred_orders),
)
