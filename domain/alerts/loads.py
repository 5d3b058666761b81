"""Thresholds and alerts, many at a time, for those who may see stock."""

from sqlalchemy import select

from domain.alerts.models import stock_alerts, stock_thresholds
from domain.kernel.batches import RowByKey, among

# A level has one threshold at most, so it goes by the level's id.
THRESHOLDS = select(stock_thresholds.c.stock_level_id.label("id"), *stock_thresholds.c).where(
    among(stock_thresholds.c.stock_level_id)
)
_ALERTS = select(stock_alerts).where(among(stock_alerts.c.id))

thresholds_by_level_ids = RowByKey(THRESHOLDS, of_stock=True)
alerts_by_ids = RowByKey(_ALERTS, of_stock=True)
