"""Placing orders over HTTP: against pgbench writing the same rows, and all at one product."""

import random
from collections.abc import Callable
from itertools import count
from typing import Any

import asyncpg

from bench.documents import PLACE_ORDER
from bench.load import Request, ask, post
from bench.measure import Effort, Finding, Turn, at_least
from bench.pgbench import transactions_per_second
from bench.row import Row
from bench.shop import HOT, PRODUCTS, STOCK, customers_of, selling_shop
from bench.stage import Server, Stage
from bench.writes import GUARDED_UPDATE, OPEN_FLOOR, SAME_WRITES
from domain.kernel.config import Settings

CLIENTS = 16
AT_ONCE = 64
"Clients that want the same product."
_ADDRESS = {
    "name": "Lena Roth",
    "line1": "Torstraße 1",
    "city": "Berlin",
    "postalCode": "10119",
    "country": "DE",
}
_PLACED = b'{"data":{"placeOrder":{"order":{'
_references = count()


def _order(token: str, skus: Callable[[], list[str]], email: str) -> Request:
    """A customer who places one order after the other."""

    def request() -> bytes:
        lines = [{"sku": sku, "quantity": 1} for sku in skus()]
        placed = {
            "channel": "web",
            "email": email,
            "lines": lines,
            "shippingAddress": _ADDRESS,
            "shippingTotal": "4.90",
            "payments": [{"gateway": "test", "token": "ok"}],
            "idempotencyKey": f"bench-{next(_references)}",
        }
        return post("/graphql", {"query": PLACE_ORDER, "variables": {"input": placed}}, token=token)

    return request


def _three_of_many() -> list[str]:
    return [f"SKU-{nth}" for nth in random.sample(range(1, PRODUCTS), 3)]


async def _buyers(
    settings: Settings, many: int, skus: Callable[[], list[str]]
) -> list[Callable[[], bytes]]:
    tokens = await customers_of(settings)
    return [_order(tokens[nth], skus, f"buyer{nth}@example.com") for nth in range(many)]


def _rate(server: Server, buyers: list[Request], effort: Effort, answers: list[int]) -> Turn:
    async def turn() -> float:
        found = await ask(server.port, buyers, seconds=effort.seconds, must_hold=_PLACED)
        answers.append(len(found.latencies))
        return found.rate

    return turn


def _floor(stage: Stage, settings: Settings, script: str, clients: int, effort: Effort) -> Turn:
    async def turn() -> float:
        return await transactions_per_second(
            settings, script, clients=clients, seconds=effort.seconds, directory=stage.directory
        )

    return turn


async def place_order(stage: Stage, effort: Effort) -> Finding:
    """Three lines of some sixty products, an idempotency key, and a payment to be authorised."""
    shop = await selling_shop(stage)
    buyers = await _buyers(shop.settings, CLIENTS, _three_of_many)
    async with stage.serving(shop.settings, environment="development") as server:
        return await at_least(
            _rate(server, buyers, effort, []),
            _floor(stage, shop.settings, SAME_WRITES, CLIENTS, effort),
            effort,
            wanted=0.3,
            unit="orders/s",
        )


async def hot_sku(stage: Stage, effort: Effort) -> Finding:
    """Sixty-four clients who all want the same product."""
    shop = await selling_shop(stage)
    buyers = await _buyers(shop.settings, AT_ONCE, lambda: [HOT])
    connection = await asyncpg.connect(shop.settings.database_url)
    answers: list[int] = []
    try:
        await connection.execute(OPEN_FLOOR)
        async with stage.serving(shop.settings, environment="development") as server:
            found = await at_least(
                _rate(server, buyers, effort, answers),
                _floor(stage, shop.settings, GUARDED_UPDATE, AT_ONCE, effort),
                effort,
                wanted=0.3,
                unit="orders/s",
            )
        sold = await _sold(connection)
    finally:
        await connection.close()
    assert sold["reserved"] == sold["promised"] <= STOCK, sold
    assert sold["promised"] >= sum(answers)
    found.notes.update(at_least_250_a_second=found.ours >= 250, oversold=0)
    return found


async def _sold(connection: Any) -> dict[str, int]:
    row = await connection.fetchrow(
        """
        SELECT l.reserved,
               (SELECT sum(quantity) FROM reservation r WHERE r.product_id = p.id) AS promised
        FROM stock_level l JOIN product p ON p.id = l.product_id WHERE p.sku = $1
        """,
        HOT,
    )
    return dict(row)


ROWS = (
    Row(
        "place-order", "placeOrder, 3 lines, over HTTP", "pgbench, the same writes", "≥ 0.3", place_order
    ),
    Row("hot-sku", "one product, 64 clients", "pgbench, one guarded UPDATE", "≥ 0.3", hot_sku),
)
