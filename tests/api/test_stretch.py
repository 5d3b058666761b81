"""A huge page is answered whole, and nobody else waits for it."""

import asyncio
import gc
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import encoding
from domain.inventory.service import StockReceipt, receive_stock
from tests.api.conftest import Api
from tests.factories.orders import placed
from tests.factories.rows import execute
from tests.factories.shop import Shop

ORDERS, LINES = 30, 500
PAGE = """{ orders(first: 30) { nodes { number lines {
  id sku name quantity total { amount currency } product { id sku stockLevels { onHand } }
} } } }"""
_MORE_LINES = f"""
    INSERT INTO order_line SELECT (jsonb_populate_record(
        line, jsonb_build_object('id', gen_random_uuid(), 'position', n)
    )).*
    FROM order_line AS line, generate_series(2, {LINES}) AS n
"""


@pytest.fixture
async def large(shop: Shop) -> AsyncIterator[Shop]:
    """A shop with some orders, of as many lines as an order may have. To delete these one by one, each
    looked for in every table that may refer to it, would be the next test's burden."""
    mugs = [StockReceipt(shop.products["MUG"].id, shop.locations["BER"].id, ORDERS)]
    await shop.do(receive_stock, receipts=mugs, reason="Delivery")
    for _ in range(ORDERS):
        await placed(shop, {"MUG": 1})
    await execute(shop.database, _MORE_LINES)
    yield shop
    await execute(shop.database, "TRUNCATE orders CASCADE")


@asynccontextmanager
async def turns() -> AsyncIterator[list[float]]:
    """When each turn of the event loop begins, in seconds of this thread's CPU. The garbage collector
    waits: in a test it walks everything that other tests have left behind."""
    begun: list[float] = []

    async def watch() -> None:
        while True:
            begun.append(time.thread_time())
            await asyncio.sleep(0)

    gc.collect()
    gc.disable()
    watching = asyncio.ensure_future(watch())
    try:
        await asyncio.sleep(0)
        yield begun
        await asyncio.sleep(0)
    finally:
        watching.cancel()
        gc.enable()


async def post(api: Api, query: str) -> httpx.Response:
    return await api.http.post("/graphql", json={"query": query}, headers=api.bearer())


async def test_a_huge_page_is_answered_in_many_turns(
    api: Api, large: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.execution.walk.BREATH", 0.002)
    await post(api, PAGE)
    async with turns() as begun:
        answer = await post(api, PAGE)
    whole = begun[-1] - begun[0]
    longest = max(later - earlier for earlier, later in pairwise(begun))
    body = answer.json()
    lines = [line for order in body["data"]["orders"]["nodes"] for line in order["lines"]]
    assert len(lines) == ORDERS * LINES
    assert {line["product"]["sku"] for line in lines} == {"MUG"}
    assert longest < whole / 12, f"{longest * 1000:.0f} ms of {whole * 1000:.0f} at a stretch"


async def test_a_huge_page_is_the_same_over_a_socket_and_a_stream(api: Api, large: Shop) -> None:
    expected = (await post(api, PAGE)).json()["data"]
    async with api.socket(max_size=None) as socket:
        await socket.subscribe(PAGE)
        assert await socket.next() == expected
    headers = {**api.bearer(), "accept": "text/event-stream"}
    stream = await api.http.post("/graphql", json={"query": PAGE}, headers=headers)
    [told] = [line for line in stream.text.splitlines() if line.startswith('data: {"data"')]
    assert json.loads(told.removeprefix("data: "))["data"] == expected


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=6),
    max_leaves=60,
)


@given(TREES, st.integers(0, 20), st.integers(1, 4))
async def test_what_is_written_in_pieces_says_the_same(tree: Any, cells: int, items: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoding, "CELLS", cells)
        patch.setattr(encoding, "ITEMS", items)
        patch.setattr(encoding, "WRITTEN", 10)
        written = await encoding.write(tree)
    assert json.loads(b"".join(written.pieces)) == tree
    assert encoding.load(encoding.dump({"data": written})) == {"data": tree}


async def test_half_a_character_in_a_large_answer_is_written_as_in_any_other() -> None:
    tree = [{"name": "\ud800" * 100}] * encoding.CELLS
    written = await encoding.write(tree)
    assert len(written.pieces) > 1
    assert json.loads(b"".join(written.pieces)) == tree
    assert json.loads(encoding.dump({"data": written, "extensions": "\ud800"}))["data"] == tree


async def test_an_error_for_each_of_very_many_objects_is_told(
    api: Api, large: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.execution.walk.BREATH", 0.002)
    query = """query Q($c: String = "web") { orders(first: 30) { nodes { lines {
      product { sku price(channel: $c) { amount } }
    } } } }"""
    asked = {"query": query, "variables": {"c": None}}
    async with turns() as begun:
        answer = await api.http.post("/graphql", json=asked, headers=api.bearer())
    whole = begun[-1] - begun[0]
    longest = max(later - earlier for earlier, later in pairwise(begun))
    body = answer.json()
    assert len(body["errors"]) == ORDERS * LINES
    assert body["errors"][LINES]["path"] == ["orders", "nodes", 1, "lines", 0, "product", "price"]
    assert body["data"]["orders"]["nodes"][-1]["lines"][-1]["product"] == {"sku": "MUG", "price": None}
    assert body["extensions"]["cost"]["actual"] == ORDERS * (1 + 2 * LINES)
    assert longest < whole / 12, f"{longest * 1000:.0f} ms of {whole * 1000:.0f} at a stretch"
