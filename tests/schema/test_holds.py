"""Holds through GraphQL: a guest's cart, who may see it, and what it becomes."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from tests.factories.carts import held
from tests.factories.orders import placed
from tests.factories.people import PARTNER, STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import NOBODY, Client, gid
from tests.schema.test_order_life import order_of

HOLD = "hold { id status expiresAt items { sku quantity product { name } } channel { code } }"
CART = {"channel": "web", "items": [{"sku": "CAP", "quantity": 1}]}
STOCK = '{ product(sku: "CAP") { stockLevels { reserved available } } }'


async def test_a_guest_holds_extends_and_orders(client: Client, shop: Shop) -> None:
    done = await client.do("holdStock", CART, HOLD, NOBODY)
    hold = done["hold"]
    assert (hold["status"], hold["channel"]) == ("HELD", {"code": "web"})
    assert hold["items"] == [{"sku": "CAP", "quantity": 1, "product": {"name": "Cap"}}]
    assert (await client.ask(STOCK))["product"]["stockLevels"] == [{"reserved": 1, "available": 0}]
    longer = await client.do(
        "extendStockHold", {"holdId": hold["id"], "minutes": 50}, "hold { expiresAt }", NOBODY
    )
    assert longer["hold"]["expiresAt"] > hold["expiresAt"]
    order = await client.do(
        "placeOrder",
        order_of(lines=[{"sku": "CAP", "quantity": 1}], holdId=hold["id"]),
        "order { lines { reservedQuantity } }",
        PARTNER,
    )
    assert order["order"]["lines"] == [{"reservedQuantity": 1}]
    found = await client.ask(
        "query Q($id: ID!) { stockHold(id: $id) { status } }", NOBODY, id=hold["id"]
    )
    assert found == {"stockHold": {"status": "CONVERTED"}}


async def test_an_expired_hold_reads_as_what_it_is(client: Client, shop: Shop) -> None:
    """The shop's own clock stands in the past, so what it makes is over for those who ask now."""
    hold_id = gid("StockHold", await held(shop, {"CAP": 1}))
    assert (await shop.level("CAP", "BER"))["reserved"] == 1
    found = await client.ask("query Q($id: ID!) { stockHold(id: $id) { status } }", id=hold_id)
    assert found == {"stockHold": {"status": "EXPIRED"}}
    assert (await client.ask(STOCK))["product"]["stockLevels"] == [{"reserved": 0, "available": 1}]
    refused = await client.do("extendStockHold", {"holdId": hold_id})
    assert refused["code"] == "ILLEGAL_TRANSITION"


async def test_what_is_not_ones_own_is_not_there(client: Client, shop: Shop) -> None:
    lena = await shop.buyer(await placed(shop, {"TEE": 1}))
    mine = (await client.do("holdStock", CART, HOLD, lena))["hold"]["id"]
    for it in (mine, gid("StockHold", uuid4()), "x"):
        for actor in (NOBODY, PARTNER):
            asked = "query Q($id: ID!) { stockHold(id: $id) { status } node(id: $id) { id } }"
            assert await client.ask(asked, actor, id=it) == {"stockHold": None, "node": None}
            refused = await client.do("releaseStockHold", {"holdId": it}, actor=actor)
            assert (refused["code"], refused["path"]) == ("NOT_FOUND", ["input", "holdId"])
    assert (await client.do("releaseStockHold", {"holdId": mine}, "hold { status }", lena))["hold"] == {
        "status": "RELEASED"
    }


async def test_a_guests_key_is_one_that_nobody_else_has(client: Client, shop: Shop) -> None:
    refused = await client.do("holdStock", {**CART, "idempotencyKey": "1"}, actor=NOBODY)
    assert (refused["code"], refused["path"]) == ("INVALID_INPUT", ["input", "idempotencyKey"])
    keyed = {**CART, "idempotencyKey": str(uuid4())}
    first = await client.do("holdStock", keyed, HOLD, NOBODY)
    again = await client.do("holdStock", keyed, HOLD, NOBODY)
    assert first["hold"]["id"] == again["hold"]["id"]
    assert await shop.rows("SELECT 1 FROM stock_hold") != []
    assert len(await shop.rows("SELECT 1 FROM held_units")) == 1


async def test_staff_list_the_holds_of_all_carts(client: Client, shop: Shop) -> None:
    """The shop's clock stands in the past: what it made is over by now."""
    over = gid("StockHold", await held(shop, {"TEE": 1}))
    by_guest = (await client.do("holdStock", CART, HOLD, NOBODY))["hold"]["id"]
    lena = await shop.buyer(await placed(shop, {"TEE": 1}))
    signed_in = replace(lena, id=str(lena.customer_id))
    cart = {"channel": "web", "items": [{"sku": "MUG", "quantity": 2}]}
    lenas = (await client.do("holdStock", cart, HOLD, signed_in))["hold"]["id"]

    async def listed(actor: Any = STAFF, **filter: Any) -> list[str]:
        asked = "query($f: StockHoldFilter) { stockHolds(filter: $f) { nodes { id holder } } }"
        found = await client.ask(asked, actor, f=filter)
        return [node["id"] for node in found["stockHolds"]["nodes"]]

    assert await listed() == [lenas, by_guest, over]
    assert await listed(status=["HELD"]) == [lenas, by_guest]
    assert await listed(status=["EXPIRED"]) == [over]
    assert await listed(sku="CAP") == [by_guest]
    assert await listed(channel="web", status=["RELEASED"]) == []
    assert await listed(channel="nix") == []
    customer_id = gid("Customer", lena.customer_id) if lena.customer_id else ""
    assert await listed(customerId=customer_id) == [lenas]
    for actor in (NOBODY, PARTNER, signed_in):
        assert await listed(actor) == []
    mine = "query($id: ID!) { stockHold(id: $id) { holder } }"
    assert await client.ask(mine, signed_in, id=lenas) == {"stockHold": {"holder": None}}
