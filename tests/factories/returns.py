"""Returns of orders that have shipped."""

from collections.abc import Sequence
from uuid import UUID

from domain.processes.decide_return import approve_return
from domain.processes.request_return import ReturnLineRequest, request_return
from tests.factories.shop import Shop


async def returning(
    shop: Shop, order_id: UUID, units: Sequence[int], *, approve: bool = True
) -> tuple[UUID, list[UUID]]:
    """A return of so many units per order line; its id and its lines' ids. Approved."""
    lines = await shop.lines(order_id)
    asked = [
        ReturnLineRequest(line["id"], quantity, "Too blue")
        for line, quantity in zip(lines, units, strict=True)
        if quantity
    ]
    return_id = (await shop.do(request_return, order_id=order_id, lines=asked)).id
    if approve:
        await shop.do(approve_return, return_id=return_id)
    rows = await shop.rows(
        "SELECT id FROM return_line WHERE return_id = $1 ORDER BY position", return_id
    )
    return return_id, [row["id"] for row in rows]
