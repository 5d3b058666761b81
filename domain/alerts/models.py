"""Thresholds of levels, what was last told of them, and the alerts themselves."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Index, SQLModel

from domain.kernel.columns import instant, primary_key, reference, status_of, table_of


class StockCondition(StrEnum):
    """How a level stands: by what is available, against what counts as low there."""

    IN_STOCK = "IN_STOCK"
    LOW_STOCK = "LOW_STOCK"
    OUT_OF_STOCK = "OUT_OF_STOCK"


class StockAlertKind(StrEnum):
    LOW_STOCK = "LOW_STOCK"
    OUT_OF_STOCK = "OUT_OF_STOCK"
    BACK_IN_STOCK = "BACK_IN_STOCK"
    OVERSTOCK = "OVERSTOCK"


class StockThreshold(SQLModel, table=True):
    """What somebody decided for one level; null leaves it to the calculation or to nobody."""

    __tablename__ = "stock_threshold"
    __table_args__ = (
        CheckConstraint("low_stock >= 0 AND reorder_point >= 0", name="stock_threshold_units"),
        CheckConstraint("service_level > 0 AND service_level < 1", name="stock_threshold_service"),
        CheckConstraint("overstock_days > 0", name="stock_threshold_days"),
    )

    stock_level_id: UUID = Field(foreign_key="stock_level.id", primary_key=True)
    low_stock: int | None = None
    reorder_point: int | None = None
    service_level: float | None = None
    overstock_days: int | None = None
    updated_at: datetime = instant()


class LevelCondition(SQLModel, table=True):
    """What was last told of a level. Its row lock makes those who look at the same time take turns."""

    __tablename__ = "stock_condition"

    stock_level_id: UUID = Field(foreign_key="stock_level.id", primary_key=True)
    condition: StockCondition = status_of(StockCondition)
    overstocked: bool = False
    since: datetime = instant()
    "When there was last none, or when the level began."


class StockAlert(SQLModel, table=True):
    """One crossing that was told."""

    __tablename__ = "stock_alert"
    __table_args__ = (Index("stock_alert_by_kind", "kind", "id"),)

    id: UUID = primary_key()
    stock_level_id: UUID = reference("stock_level.id", index=True)
    kind: StockAlertKind = status_of(StockAlertKind)
    available: int
    threshold: int | None = None
    raised_at: datetime = instant()


stock_thresholds = table_of(StockThreshold)
stock_conditions = table_of(LevelCondition)
stock_alerts = table_of(StockAlert)
