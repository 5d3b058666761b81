"""Purchase orders through the API: what may be done to one, by whom."""

from domain.kernel.capabilities import Capability
from domain.processes.order_from_suppliers import order_from_suppliers
from domain.processes.record_supplier_shipment import record_supplier_shipment
from domain.purchasing.service import close_purchase_order, confirm_purchase_order
from tests.factories.buying import dropshipper, submitted, supplier
from tests.factories.orders import allocated, placed
from tests.factories.shop import Shop
from tests.schema.conftest import Client, gid
from tests.schema.test_permissions import with_only

DOCUMENT = "query ($id: ID!) { purchaseOrder(id: $id) { availableActions } }"


async def test_an_order_offers_what_its_state_and_its_reader_allow(client: Client, shop: Shop) -> None:
    id = gid("PurchaseOrder", await submitted(shop, await supplier(shop), {"MUG": 2}))
    found = await client.ask(DOCUMENT, id=id)
    assert found["purchaseOrder"]["availableActions"] == [
        "updatePurchaseOrder",
        "confirmPurchaseOrder",
        "receivePurchaseOrder",
        "cancelPurchaseOrder",
    ]
    at_the_dock = with_only(Capability.PURCHASES_READ, Capability.PURCHASES_RECEIVE)
    found = await client.ask(DOCUMENT, at_the_dock, id=id)
    assert found["purchaseOrder"]["availableActions"] == ["receivePurchaseOrder"]


async def test_what_goes_to_a_customer_is_sent_and_follows_its_order(client: Client, shop: Shop) -> None:
    await dropshipper(shop, units={"OAK": 5})
    order_id = await placed(shop, {"OAK": 3})
    await allocated(shop, order_id)
    (purchase,) = await shop.do(order_from_suppliers, order_id=order_id)

    async def offered() -> list[str]:
        found = await client.ask(DOCUMENT, id=gid("PurchaseOrder", purchase.id))
        actions: list[str] = found["purchaseOrder"]["availableActions"]
        return actions

    assert await offered() == ["confirmPurchaseOrder", "recordSupplierShipment"]
    await shop.do(confirm_purchase_order, purchase_order_id=purchase.id)
    assert await offered() == ["recordSupplierShipment"]
    await shop.do(record_supplier_shipment, purchase_order_id=purchase.id, carrier="DHL")
    assert await offered() == ["closePurchaseOrder"]
    await shop.do(close_purchase_order, purchase_order_id=purchase.id)
    assert await offered() == []
