"""Builds the shop that the operations of the contract are run on, one area after the other."""

from typing import Any
from uuid import UUID

from domain.alerts.service import NewThreshold, set_stock_thresholds
from domain.allocation.policy_versions import activate_sourcing_policy, create_sourcing_policy
from domain.allocation.portions import Portion
from domain.counting.service import submit_cycle_count
from domain.holds.rules import HoldLimits
from domain.inventory.models import UnavailableReason
from domain.inventory.unavailable import make_stock_unavailable
from domain.kernel.actor import ANONYMOUS
from domain.kernel.uow import transaction
from domain.processes.hold_fulfillment_order import hold_fulfillment_order
from domain.processes.hold_order import hold_order
from domain.processes.hold_stock import HoldItem, hold_stock
from domain.processes.order_from_suppliers import order_from_suppliers
from domain.processes.order_request import LineRequest
from domain.processes.split_fulfillment_order import split_fulfillment_order
from domain.replenishment.calculation import replenish
from tests.contract.world import World
from tests.factories import transfers
from tests.factories.bundles import bundle
from tests.factories.buying import drafted, dropshipper, purchase_lines, receive, submitted, supplier
from tests.factories.counting import counted
from tests.factories.money import captured, paid, payment_ids
from tests.factories.orders import allocated, delivered, placed, shipped, unpaid, work
from tests.factories.returns import returning
from tests.factories.shop import Shop

Orders = dict[str, UUID]
Rows = dict[str, Any]


async def build(shop: Shop) -> World:
    """Everything, once. What is placed first has stock; what is bought comes last and changes it."""
    for code in ("BER", "HAM"):
        await shop.stock("OAK", code, 4)
    await bundle(shop, "SET", "39.00", {"TEE": 2})
    orders = await _placed(shop)
    rows: Rows = {"hold": await _cart(shop)}
    rows |= await _sold(shop, orders)
    rows |= await _sourced(shop, orders)
    rows |= await _stocked(shop)
    rows |= await _bought(shop)
    rows |= await _moved(shop)
    return World(shop, orders, rows)


async def _placed(shop: Shop) -> Orders:
    return {
        "unpaid": await unpaid(shop, {"TEE": 1}),
        "authorized": await placed(shop, {"MUG": 1}, external_reference="EXT-1"),
        "void": await placed(shop, {"MUG": 1}),
        "refund": await paid(shop, {"MUG": 1}),
        "held": await placed(shop, {"MUG": 1}),
        "hold": await placed(shop, {"MUG": 1}),
        "cancel": await placed(shop, {"MUG": 1}),
        "allocate": await placed(shop, {"MUG": 1}),
        "allocated": await placed(shop, {"MUG": 2}),
        "resource": await placed(shop, {"OAK": 4}),
        "held_work": await placed(shop, {"MUG": 1}),
        "merge": await placed(shop, {"MUG": 2}),
        "shipped": await placed(shop, {"MUG": 1}),
        "delivered": await placed(shop, {"MUG": 1}),
        "bundled": await placed(shop, {"SET": 1}),
        "approve": await placed(shop, {"TEE": 1}),
        "decline": await placed(shop, {"TEE": 1}),
        "receive": await placed(shop, {"TEE": 1}),
    }


async def _cart(shop: Shop) -> UUID:
    """A hold at the time of the clients that ask: it is over soon, and the shop's clock stands still."""
    async with transaction(shop.database, actor=ANONYMOUS) as uow:
        items = [HoldItem(sku="MUG", quantity=1)]
        return (await hold_stock(uow, channel="web", items=items, limits=HoldLimits())).id


async def _sold(shop: Shop, orders: Orders) -> Rows:
    """Paid, shipped, delivered, sent back."""
    rows: Rows = {}
    await shop.do(hold_order, order_id=orders["held"], reason="Fraud check")
    (rows["fulfillment_order"],) = await allocated(shop, orders["allocated"])
    (rows["shipment"],) = await shipped(shop, orders["shipped"])
    for stage in ("delivered", "approve", "decline", "receive"):
        await delivered(shop, orders[stage])
        await captured(shop, orders[stage])
    for stage in ("approve", "decline", "receive"):
        rows[stage], rows[f"{stage}_lines"] = await returning(
            shop, orders[stage], [1], approve=stage == "receive"
        )
    for stage in ("authorized", "void", "refund"):
        (rows[f"{stage}_payment"],) = await payment_ids(shop, orders[stage])
    rows["order"] = await shop.order(orders["delivered"])
    rows["line"] = await _line(shop, orders["delivered"])
    return rows


async def _sourced(shop: Shop, orders: Orders) -> Rows:
    """Work that is moved, held, split; a policy; a line that waits for stock."""
    rows: Rows = {}
    (rows["resource"],) = await allocated(shop, orders["resource"])
    (rows["resource_line"],) = [row["id"] for row in await work(shop, orders["resource"])]
    (rows["held_work"],) = await allocated(shop, orders["held_work"])
    await shop.do(hold_fulfillment_order, fulfillment_order_id=rows["held_work"], reason="Wet floor")
    (first,) = await allocated(shop, orders["merge"])
    (whole,) = await work(shop, orders["merge"])
    half = [Portion(whole["id"], 1)]
    _, part = await shop.do(split_fulfillment_order, fulfillment_order_id=first, lines=half)
    rows["merge"] = [first, part.id]
    goals = [{"goal": "FEWEST_SPLITS", "weight": "1"}]
    policy = await shop.do(create_sourcing_policy, name="Fewest parcels", filters=[], goals=goals)
    await shop.do(activate_sourcing_policy, policy_id=policy.id)
    rows["policy"] = policy.id
    beyond_stock = [LineRequest(sku="OAK", quantity=1, location="MUC")]
    rows["waiting"] = await _line(shop, await placed(shop, beyond_stock))
    return rows


async def _stocked(shop: Shop) -> Rows:
    """A level with units that are kept back, and counts in several stages."""
    await shop.stock("MUG", "BER", 5)
    await shop.do(
        make_stock_unavailable,
        sku="MUG",
        location_code="BER",
        quantity=2,
        because=UnavailableReason.HOLD,
        reason="Recall",
    )
    rows: Rows = {
        stage: await counted(shop, {"TEE": 7}, "HAM", skus=["TEE"])
        for stage in ("count", "count_submitted", "count_posted", "count_cancelled")
    }
    await shop.do(submit_cycle_count, cycle_count_id=rows["count_submitted"])
    return rows | {"level": (await shop.level("MUG", "BER"))["id"]}


async def _bought(shop: Shop) -> Rows:
    """A supplier, a purchase order in every stage, a suggestion, and work that a supplier does."""
    rows: Rows = {"supplier": await supplier(shop)}
    for stage in ("submit", "rewrite"):
        rows[stage] = await drafted(shop, rows["supplier"], {"CAP": 5})
    for stage in ("confirm", "take_in", "call_off", "close"):
        rows[stage] = await submitted(shop, rows["supplier"], {"CAP": 5})
    await receive(shop, rows["close"], (2, 1, 0))
    await shop.do(set_stock_thresholds, thresholds=[NewThreshold("TEE", "MUC", reorder_point=20)])
    await shop.do(replenish, first=UUID(int=0), beyond=None)
    await dropshipper(shop, units={"CAP": 1})
    outsourced = await placed(shop, [LineRequest(sku="CAP", quantity=1, location="MUC")])
    await allocated(shop, outsourced)
    (dropped,) = await shop.do(order_from_suppliers, order_id=outsourced)
    rows["dropped"] = dropped.id
    (suggestion,) = await shop.rows(
        "SELECT s.id FROM replenishment_suggestion s JOIN product p ON p.id = s.product_id "
        "WHERE p.sku = 'TEE' AND s.position = 0"
    )
    (coming,) = await purchase_lines(shop, rows["take_in"])
    return rows | {"suggestion": suggestion["id"], "coming": coming["id"]}


async def _moved(shop: Shop) -> Rows:
    """A stock transfer in every stage."""
    rows: Rows = {}
    ways = {"origin": "HAM", "to": "BER"}
    await shop.stock("MUG", "HAM", 40)
    for stage in ("to_rewrite", "to_ship"):
        rows[stage] = await transfers.drafted(shop, {"MUG": 3}, **ways)
    for stage in ("to_receive", "to_close", "to_cancel", "moved_partly"):
        rows[stage] = await transfers.sent(shop, {"MUG": 3}, **ways)
    await transfers.take_in(shop, rows["moved_partly"], (1, 0, 1), note="A box was open")
    (line,) = await transfers.transfer_lines(shop, rows["to_receive"])
    return rows | {"moved": line["id"]}


async def _line(shop: Shop, order_id: UUID) -> UUID:
    (line,) = await shop.lines(order_id)
    id: UUID = line["id"]
    return id
