"""Every query of the clients, in a shop where there is something to show: the same on both executors."""

from typing import Any
from uuid import UUID

import pytest

from domain.alerts.crossings import note_crossings
from domain.alerts.service import NewThreshold, set_stock_thresholds
from domain.kernel.actor import ANONYMOUS
from domain.replenishment.calculation import replenish
from schema.execution.choice import run_on
from tests.factories import buying, carts, counting, transfers
from tests.factories.orders import allocated, delivered, placed, shipped, unpaid
from tests.factories.people import PARTNER, STAFF
from tests.factories.returns import returning
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid
from tests.schema.execution.clients import CLIENTS, root_of, variables_of
from tests.schema.execution.sent import answer


@pytest.fixture
async def known(shop: Shop) -> dict[str, Any]:
    """What there is of everything in the shop: variables by name, and ids by root field."""
    order_id = await placed(shop, {"MUG": 2, "TEE": 1}, external_reference="A-1")
    await delivered(shop, order_id)
    returned, _ = await returning(shop, order_id, [1, 0])
    await unpaid(shop, {"MUG": 1})
    await shipped(shop, await placed(shop, {"TEE": 2}), units=1)
    await placed(shop, {"OAK": 2})
    await allocated(shop, await placed(shop, {"CAP": 1}))
    await shop.do(note_crossings, [(await shop.level("CAP", "BER"))["id"]])
    acme = await buying.supplier(shop)
    await shop.do(set_stock_thresholds, thresholds=[NewThreshold("MUG", "BER", reorder_point=99)])
    await shop.do(replenish, first=UUID(int=0), beyond=None)
    ids = {
        "order": ("Order", order_id),
        "node": ("Order", order_id),
        "return": ("Return", returned),
        "customer": ("Customer", (await shop.buyer(order_id)).customer_id),
        "product": ("Product", shop.products["MUG"].id),
        "supplier": ("Supplier", acme),
        "purchaseOrder": ("PurchaseOrder", await buying.submitted(shop, acme, {"MUG": 5})),
        "stockTransfer": ("StockTransfer", await transfers.sent(shop, {"MUG": 1})),
        "cycleCount": ("CycleCount", await counting.counted(shop, {"CAP": 3})),
        "stockHold": ("StockHold", await carts.held(shop, {"MUG": 1})),
    }
    for root, table in {"shipment": "shipment", "fulfillmentOrder": "fulfillment_order"}.items():
        [row, *_] = await shop.rows(f"SELECT id FROM {table} WHERE order_id = $1", order_id)
        ids[root] = (root[0].upper() + root[1:], row["id"])
    order = await shop.order(order_id)
    level = await shop.level("MUG", "BER")
    [parcel, *_] = await shop.rows("SELECT tracking_number FROM shipment WHERE order_id = $1", order_id)
    return {
        **{root: gid(type_, id) for root, (type_, id) in ids.items()},
        "orderId": gid("Order", order_id),
        "levelId": gid("StockLevel", level["id"]),
        "locationId": gid("Location", shop.locations["BER"].id),
        "productIds": [gid("Product", shop.products[sku].id) for sku in ("TEE", "MUG")],
        "externalReference": "A-1",
        "number": order["number"],
        "email": order["email"],
        "trackingNumber": parcel["tracking_number"],
        "channel": "web",
        "sku": "MUG",
        "skus": ["MUG", "OAK"],
        "search": "lena",
        "first": 2,
        "locationCode": "BER",
        "at": "2026-03-02T09:00:00Z",
        "input": {"channel": "web", "order": {"lines": [{"sku": "MUG", "quantity": 2}]}},
    }


@pytest.mark.parametrize("name", sorted(CLIENTS))
async def test_clients_operations(name: str, known: dict[str, Any], client: Client) -> None:
    text = CLIENTS[name]
    variables = variables_of(text, {**known, "id": known.get(root_of(text))})
    nothing = {**variables, "id": "nonsense"} if "id" in variables else variables
    for given in (variables, nothing):
        for actor in (STAFF, PARTNER, ANONYMOUS):
            standard = await answer(client, "standard", text, actor, given)
            assert await answer(client, "breadth", text, actor, given) == standard
            sent = await answer(client, "breadth", text, actor, given, sends_json=True)
            assert sent == standard
    client.sends_json = False
    with run_on("standard"):
        shown = await client.ask(text, STAFF, **variables)
    assert any(map(_shows, shown.values())), f"{name} shows nothing to staff"


def _shows(value: Any) -> bool:
    """Whether there is something in it."""
    return bool(value["nodes"] if isinstance(value, dict) and "nodes" in value else value)
