"""What a page costs in statements, whatever its size; and that it does not cost what is not asked."""

from typing import get_args

import pytest
from sqlalchemy import func, literal, select

from domain.catalog.models import products
from domain.inventory.service import StockReceipt, receive_stock
from domain.kernel.batches import RowByKey, among
from domain.processes.hold_order import hold_order
from schema.catalog.loaders import product_by_id
from schema.execution.choice import Executor, run_on
from tests.factories.orders import delivered, placed, shipped
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid
from tests.schema.execution.clients import CLIENTS

SIZES = (1, 20, 100)
LIST_PAGE = """query Page($first: Int!) { orders(first: $first) { nodes {
  id number status placedAt total { amount currency }
  customer { id email name }
  lines { id sku quantity unitPrice { amount currency } product { id name } }
  payments { id gateway status amount { amount currency } }
  shipments { id number status carrier trackingNumber }
} pageInfo { hasNextPage endCursor } } }"""


async def many_orders(shop: Shop, number: int) -> None:
    receipts = [
        StockReceipt(shop.products[sku].id, shop.locations["BER"].id, 1000) for sku in ("MUG", "TEE")
    ]
    await shop.do(receive_stock, receipts=receipts, reason="Delivery")
    for nth in range(number):
        order_id = await placed(shop, {"MUG": 1, "TEE": 1}, email=f"buyer{nth}@example.com")
        if nth % 10 == 0:
            await shipped(shop, order_id)


@pytest.mark.parametrize("executor", get_args(Executor))
async def test_a_list_page_takes_as_many_whatever_its_size(
    executor: Executor, client: Client, shop: Shop
) -> None:
    await many_orders(shop, max(SIZES))
    statements, taken = client.count_statements(), []
    for size in SIZES:
        statements.clear()
        with run_on(executor):
            page = (await client.ask(LIST_PAGE, first=size))["orders"]
        assert len(page["nodes"]) == size
        assert all(node["lines"] and node["payments"] for node in page["nodes"])
        taken.append(len(statements))
    assert len(set(taken)) == 1
    assert taken[0] <= 7
    if executor == "breadth":
        assert taken[0] == 2, "the orders, and with what is theirs the products of their lines"


@pytest.mark.parametrize("executor", get_args(Executor))
async def test_an_order_in_full_takes_eight_at_most(
    executor: Executor, client: Client, shop: Shop
) -> None:
    order_id = await placed(shop, {"MUG": 2, "TEE": 1, "OAK": 1})
    await delivered(shop, order_id)
    await shop.do(hold_order, order_id=order_id, reason="Address?")
    statements = client.count_statements()
    for _ in range(2):
        statements.clear()
        with run_on(executor):
            order = (await client.ask(CLIENTS["OrderDetail"], id=gid("Order", order_id)))["order"]
        assert all(order[part] for part in ("lines", "payments", "shipments", "holds", "events"))
        assert len(statements) <= (3 if executor == "breadth" else 8)


@pytest.mark.parametrize("executor", get_args(Executor))
async def test_what_is_not_asked_is_not_read(executor: Executor, client: Client, shop: Shop) -> None:
    await many_orders(shop, 2)
    statements = client.count_statements()
    with run_on(executor):
        await client.ask("{ orders(first: 2) { nodes { number } } }")
        assert len(statements) == 1
        assert "order_line" not in statements[0]
        if executor == "breadth":
            assert "shipping_address" not in statements[0].partition("FROM (")[0]
        statements.clear()
        await client.ask(
            "query Q($no: Boolean!) { orders(first: 2) { nodes { number"
            " lines @include(if: $no) { sku } payments @skip(if: true) { id } } } }",
            no=False,
        )
        assert len(statements) == 1


@pytest.mark.parametrize("executor", get_args(Executor))
async def test_what_is_computed_or_asked_with_arguments_is_read_for_all_at_once(
    executor: Executor, client: Client, shop: Shop
) -> None:
    await many_orders(shop, 5)
    statements = client.count_statements()
    with run_on(executor):
        page = await client.ask(
            "{ orders(first: 5) { nodes { availableActions holds { reason } lines { promisedAt }"
            " first: events(first: 1) { sequence } rest: events(after: 1) { sequence } } } }"
        )
    for node in page["orders"]["nodes"]:
        assert "holdOrder" in node["availableActions"]
        assert [event["sequence"] for event in node["first"]] == [1]
        assert node["rest"][0]["sequence"] == 2
        assert [line["promisedAt"] for line in node["lines"]] == [None, None]
    if executor == "breadth":
        assert len(statements) == 3, "the orders, what is theirs, what is their lines'"


@pytest.mark.parametrize("executor", get_args(Executor))
async def test_what_fails_below_rows_is_told_where_it_stands(
    executor: Executor, client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it was read with them: the rows are found, and who needs what failed is told."""
    await many_orders(shop, 2)
    failing = select(products).where(among(products.c.id), literal(1) / func.length("") == 1)
    monkeypatch.setitem(vars(product_by_id), "load", RowByKey(failing))
    with run_on(executor):
        result = await client.run("{ orders(first: 2) { nodes { lines { sku product { name } } } } }")
    assert result.data == {
        "orders": {"nodes": [{"lines": [{"sku": sku, "product": None} for sku in ("MUG", "TEE")]}] * 2}
    }
    assert sorted((each.path, each.extensions["code"]) for each in result.errors) == [
        (["orders", "nodes", order, "lines", line, "product"], "INTERNAL_ERROR")
        for order in (0, 1)
        for line in (0, 1)
    ]


@pytest.mark.parametrize("executor", get_args(Executor))
async def test_arguments_that_cannot_be_fail_where_they_stand(
    executor: Executor, client: Client, shop: Shop
) -> None:
    await placed(shop, {"MUG": 1})
    with run_on(executor):
        result = await client.run(
            "query Q($n: Int) { orders(first: 1) { nodes {"
            " number good: events(first: $n) { sequence } holds { reason } } }"
            " other: orders(first: 1) { edges { node { events(first: -1) { sequence } } } } }"
        )
    assert result.data is None
    assert [(each.path, each.extensions["code"]) for each in result.errors] == [
        (["other", "edges", 0, "node", "events"], "INVALID_INPUT")
    ]
