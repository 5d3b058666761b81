"""When a level counts as low or out, and which change of that is worth telling. Pure."""

from domain.alerts.models import StockAlertKind, StockCondition


def condition_of(available: int, *, low_stock: int | None) -> StockCondition:
    """How a level with so much available stands; without a threshold nothing counts as low."""
    if available <= 0:
        return StockCondition.OUT_OF_STOCK
    if low_stock is not None and available <= low_stock:
        return StockCondition.LOW_STOCK
    return StockCondition.IN_STOCK


def alert_of(was: StockCondition, now: StockCondition) -> StockAlertKind | None:
    """What is told when a level goes from one condition to another: the worst crossing, once.

    From nothing to a little is back in stock; from a little to enough is no news to anybody.
    """
    if was is now:
        return None
    if now is StockCondition.OUT_OF_STOCK:
        return StockAlertKind.OUT_OF_STOCK
    if was is StockCondition.OUT_OF_STOCK:
        return StockAlertKind.BACK_IN_STOCK
    return StockAlertKind.LOW_STOCK if now is StockCondition.LOW_STOCK else None
