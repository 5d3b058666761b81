"""Lists of orders: every filter, every sort, pages both ways, and no query per item."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.orders import pages
from domain.processes.hold_order import hold_order
from tests.factories.orders import allocated, placed, shipped, unpaid
from tests.factories.people import STAFF
from tests.factories.shop import MORNING, Shop
from tests.schema.conftest import Client, gid

LIST = """query Q($first: Int, $after: String, $last: Int, $before: String,
                  $filter: OrderFilter, $sort: OrderSort) {
  orders(first: $first, after: $after, last: $last, before: $before, filter: $filter, sort: $sort) {
    nodes { id number } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


async def history(shop: Shop) -> dict[str, UUID]:
    """Four orders, an hour apart."""
    orders = {}
    orders["paid"] = await placed(
        shop, {"MUG": 2}, external_reference="REF-1", customer_name="Lena Vogt"
    )
    shop.clock.set(MORNING + timedelta(hours=1))
    orders["unpaid"] = await unpaid(
        shop, {"TEE": 1}, email="otto@example.com", customer_name="João d'Ávila"
    )
    shop.clock.set(MORNING + timedelta(hours=2))
    orders["held"] = await placed(shop, {"MUG": 1, "CAP": 1})
    await shop.do(hold_order, order_id=orders["held"], reason="Address?")
    shop.clock.set(MORNING + timedelta(hours=3))
    orders["shipped"] = await placed(shop, {"TEE": 2})
    await shipped(shop, orders["shipped"])
    return orders


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({}, ["shipped", "held", "unpaid", "paid"]),
        ({"status": ["PENDING"]}, ["unpaid"]),
        ({"status": ["PENDING", "CONFIRMED"]}, ["shipped", "held", "unpaid", "paid"]),
        ({"status": []}, ["shipped", "held", "unpaid", "paid"]),
        ({"paymentStatus": ["AUTHORIZED"]}, ["shipped", "held", "paid"]),
        ({"allocationStatus": ["UNALLOCATED"]}, ["held", "unpaid", "paid"]),
        ({"fulfillmentStatus": ["SHIPPED", "DELIVERED"]}, ["shipped"]),
        ({"returnStatus": ["NONE"]}, ["shipped", "held", "unpaid", "paid"]),
        ({"channel": ["web"]}, ["shipped", "held", "unpaid", "paid"]),
        ({"channel": ["web", "other"]}, ["shipped", "held", "unpaid", "paid"]),
        ({"channel": ["other"]}, []),
        ({"sku": "MUG"}, ["held", "paid"]),
        ({"onHold": True}, ["held"]),
        ({"onHold": False}, ["shipped", "unpaid", "paid"]),
        ({"placedAfter": "2026-03-02T10:00:00Z"}, ["shipped", "held"]),
        ({"placedBefore": "2026-03-02T11:00:00+01:00"}, ["paid"]),
        ({"totalAtLeast": "25"}, ["shipped", "paid"]),
        ({"totalAtMost": "20.49"}, ["held", "unpaid"]),
        ({"totalAtLeast": "25.01"}, ["shipped"]),
        ({"search": "ref-1"}, ["paid"]),
        ({"search": "OTTO@"}, ["unpaid"]),
        ({"search": "joao d'avi"}, ["unpaid"]),
        ({"search": "mug lena"}, ["held", "paid"]),
        ({"search": "vogt"}, ["shipped", "held", "paid"]),
        ({"search": "t1"}, ["shipped"]),
        ({"search": "  "}, ["shipped", "held", "unpaid", "paid"]),
        ({"search": "' \\ :* & | !"}, []),
        ({"search": "mug", "onHold": False, "status": ["CONFIRMED"]}, ["paid"]),
    ],
)
async def test_a_filter_finds_exactly_these(
    client: Client, shop: Shop, filter: dict[str, Any], expected: list[str]
) -> None:
    orders = await history(shop)
    document = """query Q($filter: OrderFilter) { orders(filter: $filter) {
        totalCount nodes { id } } }"""
    found = (await client.ask(document, filter=filter))["orders"]
    assert [node["id"] for node in found["nodes"]] == [gid("Order", orders[e]) for e in expected]
    assert found["totalCount"] == len(expected)


async def test_orders_are_found_by_customer_and_location(client: Client, shop: Shop) -> None:
    orders = await history(shop)
    otto = (await shop.order(orders["unpaid"]))["customer_id"]
    for filter, expected in [
        ({"customerId": gid("Customer", otto)}, ["unpaid"]),
        ({"locationId": gid("Location", shop.locations["HAM"].id)}, ["shipped"]),
        ({"locationId": gid("Location", shop.locations["MUC"].id)}, []),
    ]:
        found = await client.ask(LIST, filter=filter)
        names = [node["id"] for node in found["orders"]["nodes"]]
        assert names == [gid("Order", orders[e]) for e in expected]


@pytest.mark.parametrize("field", ["PLACED_AT", "NUMBER", "TOTAL", "UPDATED_AT"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_pages_walk_the_same_list_both_ways(
    client: Client, shop: Shop, field: str, direction: str
) -> None:
    for nth in range(7):
        shop.clock.set(MORNING + timedelta(minutes=nth // 2))
        await unpaid(shop, {"TEE": 1} if nth % 3 else {"MUG": 1})
    sort = {"field": field, "direction": direction}
    whole = (await client.ask(LIST, sort=sort))["orders"]
    ids = [node["id"] for node in whole["nodes"]]
    assert len(set(ids)) == 7

    forwards: list[str] = []
    after = None
    while True:
        page = (await client.ask(LIST, sort=sort, first=3, after=after))["orders"]
        forwards += [node["id"] for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert forwards == ids

    backwards: list[str] = []
    before = None
    while True:
        page = (await client.ask(LIST, sort=sort, last=3, before=before))["orders"]
        backwards = [node["id"] for node in page["nodes"]] + backwards
        before = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert backwards == ids
    none = (await client.ask(LIST, sort=sort, first=0))["orders"]
    assert none["nodes"] == []
    assert none["pageInfo"]["hasNextPage"] is True


async def test_a_cursor_stays_put_when_orders_come_in(client: Client, shop: Shop) -> None:
    for nth in range(4):
        shop.clock.set(MORNING + timedelta(minutes=nth))
        await unpaid(shop, {"TEE": 1})
    first = (await client.ask(LIST, first=2))["orders"]
    shop.clock.set(MORNING + timedelta(hours=1))
    await unpaid(shop, {"TEE": 1})
    second = (await client.ask(LIST, first=2, after=first["pageInfo"]["endCursor"]))["orders"]
    assert not {n["id"] for n in first["nodes"]} & {n["id"] for n in second["nodes"]}
    assert second["pageInfo"]["hasNextPage"] is False


async def test_a_cursor_of_another_sort_is_refused(client: Client, shop: Shop) -> None:
    await unpaid(shop, {"TEE": 1})
    page = (await client.ask(LIST))["orders"]
    after = page["pageInfo"]["endCursor"]
    result = await client.run(LIST, after=after, sort={"field": "NUMBER", "direction": "ASC"})
    assert result.errors[0].extensions == {"code": "INVALID_INPUT", "path": ["after"]}


async def test_nothing_is_counted_unless_asked(client: Client, shop: Shop) -> None:
    await unpaid(shop, {"TEE": 1})
    statements = client.count_statements()
    await client.ask(LIST)
    assert len(statements) == 1
    await client.ask("{ orders { totalCount } }")
    assert sum("count(*)" in statement for statement in statements) == 1


async def test_a_count_says_where_it_stopped(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "COUNTED", 2)
    document = """{ orders(first: 1) { totalCount totalCountIsCapped
        nodes { customer { orders { totalCount totalCountIsCapped } } } } }"""
    statements = client.count_statements()
    for capped in (False, False, True):
        await unpaid(shop, {"TEE": 1})
        statements.clear()
        found = (await client.ask(document))["orders"]
        [node] = found.pop("nodes")
        counted = {"totalCount": min(2, len(await shop.rows("SELECT id FROM orders")))}
        assert found == counted | {"totalCountIsCapped": capped} == node["customer"]["orders"]
        assert sum("count(*)" in statement for statement in statements) == 2, "once a list"


async def test_a_search_finds_near_and_far(
    client: Client, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index of words is asked only where the list's next orders do not fill the page."""
    numbers = []
    for name in ("Ida", "Max", "Ida", "Ida", "Max"):
        order_id = await unpaid(shop, {"TEE": 1}, customer_name=name)
        numbers.append((await shop.order(order_id))["number"])
    idas = [numbers[nth] for nth in (3, 2, 0)]
    document = """query Q($first: Int, $after: String) {
        orders(first: $first, after: $after, filter: {search: "ida"}) {
            nodes { number } pageInfo { hasNextPage endCursor } } }"""
    for near in (0, 1, 3, 100):
        monkeypatch.setattr(pages, "NEAR", near)
        assert await _walked(client, document, first=1) == idas
        assert await _walked(client, document, first=2) == idas
        assert await _walked(client, document, first=50) == idas
    statements = client.count_statements()
    await client.ask(document, first=2)
    assert len(statements) == 1
    monkeypatch.setattr(pages, "NEAR", 3)
    await client.ask(document, first=2)
    assert len(statements) == 3


async def _walked(client: Client, document: str, *, first: int) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = (await client.ask(document, first=first, after=after))["orders"]
        found += [node["number"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def test_a_deep_list_takes_one_statement_a_level(client: Client, shop: Shop) -> None:
    for _ in range(3):
        order_id = await placed(shop, {"MUG": 1, "TEE": 1})
        await allocated(shop, order_id)
    document = """{ orders { nodes {
        channel { code } customer { email orders(first: 1) { totalCount nodes { number } } }
        lines { sku product { name price(channel: "web") { amount } stockLevels {
            onHand location { code } movements(first: 1) { nodes { kind } } } } }
        payments { status } refunds { id } returns { id } holds { reason } availableActions
        shipments { id } events { type }
        fulfillmentOrders { lines { orderLine { sku } } } } } }"""
    statements = client.count_statements()
    few = await client.ask(document)
    assert len(few["orders"]["nodes"]) == 3
    taken = len(statements)
    assert taken <= 23
    more = 6
    for _ in range(more):
        await allocated(shop, await placed(shop, {"MUG": 1}))
    statements.clear()
    await client.ask(document)
    # Reads that are asked for at the same moment go out together, and which do is a matter of luck.
    assert len(statements) < taken + more


async def test_an_order_is_found_by_any_of_its_names(client: Client, shop: Shop) -> None:
    orders = await history(shop)
    number = (await shop.order(orders["paid"]))["number"]
    found = await client.ask(
        """query Q($number: String!) {
          a: order(number: $number) { externalReference }
          b: order(externalReference: "REF-1") { number }
          c: order(externalReference: "REF-1", number: "other") { number }
          d: shipment(trackingNumber: "T1") { number order { number } }
          e: stockLevels(sku: ["MUG", "TEE"], first: 2) { nodes { product { sku } }
             pageInfo { hasNextPage endCursor } } }""",
        number=number,
    )
    assert found["a"] == {"externalReference": "REF-1"}
    assert found["b"] == {"number": number}
    assert found["c"] is None
    assert found["d"]["order"]["number"] == (await shop.order(orders["shipped"]))["number"]
    assert [level["product"]["sku"] for level in found["e"]["nodes"]] == ["MUG", "MUG"]
    rest = await client.ask(
        """query Q($after: String!) { stockLevels(after: $after) {
             nodes { product { sku } } pageInfo { hasNextPage } } }""",
        STAFF,
        after=found["e"]["pageInfo"]["endCursor"],
    )
    assert [level["product"]["sku"] for level in rest["stockLevels"]["nodes"]] == ["TEE"]
