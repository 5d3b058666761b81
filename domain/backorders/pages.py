"""The queue as staff see it: who waits, in the order in which they are served."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func

from domain.backorders.models import backorders
from domain.backorders.queries import WAITING_LINES
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader
from domain.kernel.pages import page_by
from domain.kernel.pagination import Page, PageRequest
from domain.orders.models import order_lines

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_QUEUE = WAITING_LINES.add_columns(func.coalesce(backorders.c.promised_at, _NEVER).label("due"))


async def page_backorders(
    read: Reader, *, viewer: Actor, request: PageRequest, product_id: UUID | None = None
) -> Page[AnyRow]:
    """Lines that wait, first come first served; for the house.

    Raises `InvalidInput` for a foreign cursor.
    """
    statement = _QUEUE
    if product_id is not None:
        statement = statement.where(order_lines.c.product_id == product_id)
    return await page_by(
        read,
        statement,
        request,
        list_name="BACKORDERS",
        key=("priority", "due", "placed_at", "id"),
        visible=viewer.sees_names and viewer.sees_all_orders,
    )
