"""createPurchaseOrders: suggestions become drafts, one for each supplier and location."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from domain.alerts.service import NewThreshold, set_stock_thresholds
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.ids import new_id
from domain.purchasing.service import submit_purchase_order
from domain.purchasing.suppliers import NewTerms, set_supplier_products
from domain.replenishment.service import create_purchase_orders
from tests.domain.replenishment.test_calculation import calculate
from tests.factories.buying import history, purchase_lines, supplier
from tests.factories.proof import prove
from tests.factories.reading import refused
from tests.factories.shop import Shop

PATH = ("input", "fromSuggestions")


async def suggested(shop: Shop) -> dict[tuple[str, str], UUID]:
    """Ten of this and that are to lie in Berlin and Hamburg: four suggestions of two suppliers."""
    await supplier(shop, "ACME", costs={"MUG": "4.00", "TEE": "7.50"}, lead_time_days=5)
    globex = await supplier(shop, "GLOBEX", costs={"CAP": "2.00"}, lead_time_days=9)
    slow = NewTerms("CAP", "G-CAP", Decimal("2.00"), pack_size=6)
    await shop.do(set_supplier_products, supplier_id=globex, products=[slow])
    at = [("MUG", "HAM"), ("TEE", "HAM"), ("TEE", "BER"), ("CAP", "BER")]
    await shop.do(
        set_stock_thresholds,
        thresholds=[NewThreshold(sku, code, reorder_point=10) for sku, code in at],
    )
    return {key: row["id"] for key, row in (await calculate(shop)).items()}


async def test_one_draft_for_each_supplier_and_location(shop: Shop) -> None:
    ids = await suggested(shop)
    assert set(ids) == {("MUG", "HAM"), ("TEE", "HAM"), ("TEE", "BER"), ("CAP", "BER")}
    orders = await shop.do(create_purchase_orders, from_suggestions=sorted(ids.values()))
    found = {}
    for order in orders:
        (supplier_code,) = await shop.rows(
            "SELECT s.code, l.code AS place, o.* FROM purchase_order o JOIN supplier s "
            "ON s.id = o.supplier_id JOIN location l ON l.id = o.location_id WHERE o.id = $1",
            order.id,
        )
        lines = await purchase_lines(shop, order.id)
        found[supplier_code["code"], supplier_code["place"]] = {
            line["sku"]: (line["quantity"], line["unit_cost"]) for line in lines
        }
        assert await history(shop, order.id) == ["DRAFT"]
        days = 5 if supplier_code["code"] == "ACME" else 9
        assert supplier_code["expected_at"] == shop.clock.now() + timedelta(days=days)
    assert found == {
        ("ACME", "HAM"): {"MUG": (5, 400), "TEE": (2, 750)},
        ("ACME", "BER"): {"TEE": (10, 750)},
        ("GLOBEX", "BER"): {"CAP": (12, 200)},
    }
    assert len({order.number for order in orders}) == 3
    assert await shop.rows("SELECT 1 FROM replenishment_suggestion") == []
    assert await calculate(shop) == {}, "what stands in drafts is not suggested again"
    for order in orders:
        await shop.do(submit_purchase_order, purchase_order_id=order.id)
    await prove(shop.database)


async def test_what_was_agreed_with_is_not_there_for_the_next_one(shop: Shop) -> None:
    ids = await suggested(shop)
    first, second, *_ = ids.values()
    await shop.do(create_purchase_orders, from_suggestions=[first])
    async with refused(shop.database, NotFound, path=(*PATH, "1")):
        await shop.do(create_purchase_orders, from_suggestions=[second, first])
    async with refused(shop.database, NotFound, path=(*PATH, "0")):
        await shop.do(create_purchase_orders, from_suggestions=[new_id()])
    async with refused(shop.database, InvalidInput, path=(*PATH, "1")):
        await shop.do(create_purchase_orders, from_suggestions=[second, second])
    async with refused(shop.database, InvalidInput, path=PATH):
        await shop.do(create_purchase_orders, from_suggestions=[])
