"""The verbs of backorders: policies and their counters, promises, places in the queue."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Row, Uuid, any_, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert

from domain.backorders.events import PromiseMoved
from domain.backorders.models import USUAL_PRIORITY, backorders, promised_units
from domain.backorders.queries import list_supply, waiting
from domain.backorders.rules import Promise, promise
from domain.inventory.ledger import StockMoved
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork

_TAKE = text(
    """
    WITH wanted AS (SELECT * FROM unnest(:policies, :units) AS w(id, units)),
    locked AS (
        SELECT p.id, w.units FROM backorder_policy p JOIN wanted w USING (id)
        ORDER BY p.id FOR NO KEY UPDATE OF p
    )
    UPDATE backorder_policy p SET taken = p.taken + l.units
    FROM locked l
    WHERE p.id = l.id AND p.kind <> 'DENY' AND (p.cap IS NULL OR p.taken + l.units <= p.cap)
    RETURNING p.id
    """
).bindparams(bindparam("policies", type_=ARRAY(Uuid)), bindparam("units", type_=ARRAY(Integer)))


async def take(uow: UnitOfWork, units: Mapping[UUID, int]) -> None:
    """Count units as waiting under their policies, by policy id.

    Raises `StockMoved` where a cap has no room left: the caller looked, so that is a lost race.
    """
    if units:
        given = {"policies": list(units), "units": list(units.values())}
        if len(await uow.rows(_TAKE, given)) < len(units):
            raise StockMoved()


_SETTLE = text(
    """
    WITH before AS (
        SELECT b.order_line_id, b.policy_id, b.counted, l.backordered_quantity AS waits
        FROM backorder b JOIN order_line l ON l.id = b.order_line_id
        WHERE b.order_line_id = ANY(:lines) AND b.counted > l.backordered_quantity
    ),
    settled AS (
        UPDATE backorder b SET counted = f.waits FROM before f WHERE b.order_line_id = f.order_line_id
    ),
    freed AS (SELECT policy_id, sum(counted - waits)::int AS units FROM before GROUP BY policy_id),
    locked AS (
        SELECT p.id, f.units FROM backorder_policy p JOIN freed f ON f.policy_id = p.id
        ORDER BY p.id FOR NO KEY UPDATE OF p
    )
    UPDATE backorder_policy p SET taken = p.taken - l.units FROM locked l WHERE p.id = l.id
    """
).bindparams(bindparam("lines", type_=ARRAY(Uuid)))


async def settle(uow: UnitOfWork, order_line_ids: Sequence[UUID]) -> None:
    """Count no more than still waits, after units of these lines were filled or cancelled.

    The lines are written and their order is locked.
    """
    if order_line_ids:
        await uow.flush()
        await uow.session.execute(_SETTLE, {"lines": list(order_line_ids)})


_OF_PRODUCTS = promised_units.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid)))
_MEANT = select(promised_units).where(_OF_PRODUCTS)
_FORGET = delete(promised_units).where(_OF_PRODUCTS)


async def promise_again(
    uow: UnitOfWork, *, product_ids: Sequence[UUID], queue: Sequence[tuple[Row[Any], int]]
) -> None:
    """Share out what is on its way among those who wait: each row of the queue with its units.

    Called while the queues are locked. Tells each order whose dates moved, once.
    """
    rows = [row for row, units in queue if units]
    asked = [waiting(row, units=units) for row, units in queue if units]
    promises = promise(asked, await list_supply(uow, product_ids))
    parts = [
        {
            "id": new_id(),
            "order_line_id": row.id,
            "product_id": row.product_id,
            "expectation_id": part.pool.id,
            "quantity": part.units,
        }
        for row, promised in zip(rows, promises, strict=True)
        for part in promised.parts
    ]
    found = await uow.session.execute(_MEANT, {"products": list(product_ids)})
    meant = {(row.order_line_id, row.expectation_id, row.quantity) for row in found}
    named = {(part["order_line_id"], part["expectation_id"], part["quantity"]) for part in parts}
    if named != meant:
        await uow.session.execute(_FORGET, {"products": list(product_ids)})
        if parts:
            await uow.session.execute(insert(promised_units), parts)
    await _note(uow, rows, promises)


async def _note(uow: UnitOfWork, rows: Sequence[Row[Any]], promises: Sequence[Promise]) -> None:
    moved = [
        (row, promised.at)
        for row, promised in zip(rows, promises, strict=True)
        if row.promised_at != promised.at
    ]
    if not moved:
        return
    statement = insert(backorders).values(
        [
            {
                "order_line_id": row.id,
                "policy_id": None,
                "counted": 0,
                "priority": USUAL_PRIORITY,
                "promised_at": at,
            }
            for row, at in moved
        ]
    )
    await uow.session.execute(
        statement.on_conflict_do_update(
            index_elements=["order_line_id"], set_={"promised_at": statement.excluded.promised_at}
        )
    )
    lines = Counter(row.order_id for row, _ in moved)
    latest: dict[UUID, datetime | None] = {}
    for row, at in moved:
        known = latest.get(row.order_id, at)
        latest[row.order_id] = None if at is None or known is None else max(at, known)
    for order_id, at in latest.items():
        when = None if at is None else at.isoformat()
        uow.emit(PromiseMoved(order_id=order_id, lines=lines[order_id], promised_at=when))
