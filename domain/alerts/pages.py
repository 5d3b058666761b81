"""The list of what was told, for those who may see stock."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.alerts.models import StockAlertKind, stock_alerts
from domain.inventory.models import stock_levels
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow
from domain.kernel.database import Reader
from domain.kernel.pages import page_by
from domain.kernel.pagination import Page, PageRequest


async def page_stock_alerts(
    read: Reader,
    *,
    viewer: Actor,
    request: PageRequest,
    kind: Sequence[StockAlertKind] | None = None,
    location_id: UUID | None = None,
) -> Page[AnyRow]:
    """Alerts, newest first. Raises `InvalidInput` for a foreign cursor."""
    statement = select(stock_alerts)
    if kind:
        statement = statement.where(stock_alerts.c.kind.in_(kind))
    if location_id is not None:
        statement = statement.join(
            stock_levels, stock_levels.c.id == stock_alerts.c.stock_level_id
        ).where(stock_levels.c.location_id == location_id)
    return await page_by(
        read,
        statement,
        request,
        list_name="STOCK_ALERTS",
        key=("id",),
        descending=True,
        visible=viewer.sees_stock,
    )
