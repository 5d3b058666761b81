"""StockThreshold and StockAlert."""

from datetime import datetime

import strawberry

from domain.alerts import models
from schema.column import column
from schema.connection import Connection
from schema.enums import show_enum
from schema.inventory.loaders import level_by_id
from schema.inventory.types import StockLevel
from schema.node import Node
from schema.ownership import OF_THE_STOCK
from schema.relation import relation

StockAlertKind = models.StockAlertKind
show_enum(
    StockAlertKind,
    "What a stock level crossed.",
    {
        "LOW_STOCK": "What is available fell to what counts as low.",
        "OUT_OF_STOCK": "Nothing is available any more.",
        "BACK_IN_STOCK": "Something is available again.",
        "OVERSTOCK": "It lies there and did not sell for its number of days.",
    },
)


@strawberry.type(description="What somebody decided for a stock level.")
class StockThreshold(Node):
    __rule__ = OF_THE_STOCK

    level: StockLevel = relation("Which level.", level_by_id, key="stock_level_id")
    low_stock: int | None = column("So many available units, or fewer, count as low; null: none do.")
    reorder_point: int | None = column(
        "At so many units, with those that are coming, it is bought again; null: as is calculated."
    )
    service_level: float | None = column(
        "How surely it is there until the next delivery, 0.5 to 0.9999; null: as usual."
    )
    overstock_days: int | None = column("Days without a sale that count as overstock; null: 90.")
    updated_at: datetime = column("When it was decided.")


@strawberry.type(description="A stock level crossed something; told once a crossing.")
class StockAlert(Node):
    __rule__ = OF_THE_STOCK

    kind: StockAlertKind = column("What was crossed.")
    level: StockLevel = relation("Which level, as it is now.", level_by_id, key="stock_level_id")
    available: int = column("What could be sold there when it was told.")
    threshold: int | None = column("What counted as low, in units; days without a sale for OVERSTOCK.")
    raised_at: datetime = column("When it was told.")


@strawberry.type(description="A page of alerts, newest first.")
class StockAlertConnection(Connection[StockAlert]):
    pass
