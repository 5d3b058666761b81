"""Backorders through GraphQL: policies, promises, the queue and who may see it."""

from datetime import timedelta

from domain.processes.fill_backorders import fill_backorders
from tests.factories.backorders import coming
from tests.factories.orders import placed
from tests.factories.people import PARTNER
from tests.factories.shop import MORNING, Shop
from tests.schema.conftest import NOBODY, Client, gid
from tests.schema.test_order_life import order_of

POLICY = "policy { kind cap taken availableOn product { sku } channel { code } }"
QUEUE = """query Q($first: Int, $after: String) {
    backorders(first: $first, after: $after) {
        nodes { sku quantity priority promisedAt order { number } orderLine { id promisedAt } }
        pageInfo { endCursor hasNextPage }
    } }"""


async def test_a_policy_opens_and_caps_what_is_sold_beyond_the_stock(client: Client, shop: Shop) -> None:
    asked = order_of(lines=[{"sku": "CAP", "quantity": 3}])
    refused = await client.do("placeOrder", asked)
    assert refused["code"] == "INSUFFICIENT_STOCK"
    policy = {"sku": "CAP", "channel": "web", "kind": "BACKORDER", "cap": 2}
    done = await client.do("setBackorderPolicy", policy, POLICY)
    assert done["policy"] == {
        "kind": "BACKORDER", "cap": 2, "taken": 0, "availableOn": None,
        "product": {"sku": "CAP"}, "channel": {"code": "web"},
    }  # fmt: skip
    order = await client.do("placeOrder", asked, "order { lines { backorderedQuantity } }")
    assert order["order"]["lines"] == [{"backorderedQuantity": 2}]
    assert (await client.do("placeOrder", asked))["code"] == "INSUFFICIENT_STOCK"
    found = await client.ask('{ product(sku: "CAP") { backorderPolicies { taken } } }')
    assert found == {"product": {"backorderPolicies": [{"taken": 2}]}}
    hidden = await client.ask('{ product(sku: "CAP") { backorderPolicies { taken } } }', NOBODY)
    assert hidden == {"product": {"backorderPolicies": []}}
    refused = await client.do("setBackorderPolicy", policy | {"cap": 1})
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["input", "cap"])


async def test_a_preorder_is_promised_for_its_date(client: Client, shop: Shop) -> None:
    policy = {"sku": "CAP", "channel": "web", "kind": "PREORDER", "availableOn": "2027-01-15T00:00:00Z"}
    assert (await client.do("setBackorderPolicy", policy, POLICY))["policy"]["kind"] == "PREORDER"
    order = await client.do(
        "placeOrder",
        order_of(lines=[{"sku": "CAP", "quantity": 2}]),
        "order { lines { promisedAt } }",
    )
    assert order["order"]["lines"] == [{"promisedAt": "2027-01-15T00:00:00Z"}]


async def test_policies_that_make_no_sense_are_refused_by_name(client: Client, shop: Shop) -> None:
    policy = {"sku": "CAP", "channel": "web", "kind": "BACKORDER"}
    cases = [
        ({"sku": "NONE"}, "NOT_FOUND", "sku"),
        ({"channel": "nowhere"}, "NOT_FOUND", "channel"),
        ({"cap": -1}, "INVALID_INPUT", "cap"),
        ({"kind": "PREORDER"}, "INVALID_INPUT", "availableOn"),
        ({"availableOn": "2027-01-15T00:00:00Z"}, "INVALID_INPUT", "availableOn"),
    ]
    for changes, code, field in cases:
        refused = await client.do("setBackorderPolicy", policy | changes)
        assert (refused["code"], refused["path"]) == (code, ["input", field]), changes
    assert await shop.rows("SELECT 1 FROM backorder_policy") == []


async def test_the_queue_is_read_and_reordered_by_staff(client: Client, shop: Shop) -> None:
    first, second = await placed(shop, {"OAK": 2}), await placed(shop, {"OAK": 1})
    await coming(shop, "OAK", "MUC", 1, at=MORNING + timedelta(days=7))
    products = [shop.products["OAK"].id]
    await shop.do(fill_backorders, product_ids=products)
    page = (await client.ask(QUEUE, first=1))["backorders"]
    assert [each["quantity"] for each in page["nodes"]] == [2]
    rest = (await client.ask(QUEUE, first=5, after=page["pageInfo"]["endCursor"]))["backorders"]
    assert [each["quantity"] for each in rest["nodes"]] == [1]
    line = gid("OrderLine", (await shop.lines(second))[0]["id"])
    change = {"orderLineId": line, "priority": 1, "reason": "Waits for the third time"}
    done = await client.do("prioritizeBackorder", change, "orderLine { sku }")
    assert done["orderLine"] == {"sku": "OAK"}
    await shop.do(fill_backorders, product_ids=products)
    nodes = (await client.ask(QUEUE))["backorders"]["nodes"]
    assert [(each["quantity"], each["priority"]) for each in nodes] == [(1, 1), (2, 100)]
    assert nodes[0]["promisedAt"] == nodes[0]["orderLine"]["promisedAt"] == "2026-03-09T09:00:00Z"
    assert "order.backorder_prioritized" in await shop.events(second)
    assert first != second


async def test_the_queue_is_for_staff(client: Client, shop: Shop) -> None:
    order_id = await placed(shop, {"OAK": 2})
    buyer = await shop.buyer(order_id)
    line = gid("OrderLine", (await shop.lines(order_id))[0]["id"])
    for actor in (PARTNER, buyer, NOBODY):
        assert (await client.ask(QUEUE, actor))["backorders"]["nodes"] == []
        change = {"orderLineId": line, "priority": 1, "reason": "Me first"}
        refused = await client.do("prioritizeBackorder", change, actor=actor)
        assert refused["code"] == "PERMISSION_DENIED"


async def test_what_does_not_wait_has_no_place(client: Client, shop: Shop) -> None:
    line = gid("OrderLine", (await shop.lines(await placed(shop, {"MUG": 1})))[0]["id"])
    for changes, code in (
        ({}, "ILLEGAL_TRANSITION"),
        ({"priority": 0}, "INVALID_INPUT"),
        ({"reason": ""}, "INVALID_INPUT"),
        ({"orderLineId": "x"}, "NOT_FOUND"),
    ):
        asked = {"orderLineId": line, "priority": 1, "reason": "Please"} | changes
        assert (await client.do("prioritizeBackorder", asked))["code"] == code
    assert await shop.rows("SELECT 1 FROM backorder") == []
