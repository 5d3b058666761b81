"""A supplier that comes to stand behind a location is ordered what was given to the location before."""

from typing import Any
from uuid import UUID

import orjson

from domain.kernel.actor import system
from domain.processes.cancel_order import cancel_order
from domain.purchasing.suppliers import create_supplier, update_supplier
from jobs import purchasing
from jobs.reactions import REACTIONS
from tests.factories.orders import allocated, placed, work
from tests.factories.proof import prove
from tests.factories.shop import Shop


async def sold_in_munich(shop: Shop, units: int) -> UUID:
    order_id = await placed(shop, {"OAK": units})
    await allocated(shop, order_id)
    assert [row["location"] for row in await work(shop, order_id)] == ["MUC"]
    return order_id


async def react(shop: Shop) -> list[str]:
    """Run what follows from the newest word of who stands behind a location; the orders concerned."""
    (event,) = await shop.rows(
        "SELECT id, facts::text FROM event WHERE type = 'supplier.located' ORDER BY id DESC LIMIT 1"
    )
    assert REACTIONS["supplier.located"] == ("order_what_waits",)
    args: dict[str, Any] = {**orjson.loads(event["facts"]), "event_id": str(event["id"])}
    await shop.act(system("purchasing"), purchasing.order_what_waits, args)
    tasks = await shop.rows(
        "SELECT args->>'order_id' AS id FROM task"
        " WHERE name = 'order_from_suppliers' AND key LIKE $1 ORDER BY id",
        f"%{event['id']}",
    )
    for task in tasks:
        given = {"order_id": task["id"]}
        await shop.act(system("purchasing"), purchasing.order_from_suppliers, given)
    return [task["id"] for task in tasks]


async def ordered(shop: Shop) -> list[tuple[str, int]]:
    rows = await shop.rows(
        "SELECT p.status, l.quantity FROM purchase_order p"
        " JOIN purchase_order_line l ON l.purchase_order_id = p.id ORDER BY p.id"
    )
    return [(row["status"], row["quantity"]) for row in rows]


async def test_work_that_came_before_its_supplier_is_ordered_once(shop: Shop) -> None:
    await shop.rows("UPDATE location SET kind = 'SUPPLIER' WHERE code = 'MUC' RETURNING 1")
    await shop.stock("OAK", "MUC", 9)
    gone, waiting = await sold_in_munich(shop, 1), await sold_in_munich(shop, 3)
    await shop.do(cancel_order, order_id=gone, reason="Mood")
    assert await ordered(shop) == []

    drop = await shop.do(create_supplier, code="DROP", name="Drop", currency="EUR", location_code="MUC")
    assert await react(shop) == [str(waiting)]
    assert await ordered(shop) == [("SUBMITTED", 3)]

    await shop.do(update_supplier, supplier_id=drop.id, location_code="MUC")
    assert len(await shop.rows("SELECT 1 FROM event WHERE type = 'supplier.located'")) == 1
    await shop.do(update_supplier, supplier_id=drop.id, location_code=None)
    await shop.do(update_supplier, supplier_id=drop.id, location_code="MUC")
    assert await react(shop) == []
    assert await ordered(shop) == [("SUBMITTED", 3)]
    await prove(shop.database)
