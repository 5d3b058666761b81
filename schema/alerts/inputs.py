"""What is said to decide about stock levels."""

import strawberry

from domain.alerts.service import NewThreshold
from schema.inputs import given, idempotency_key, optional


@strawberry.input(description="What is decided for a SKU at a location; what is left out is undecided.")
class StockThresholdInput:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location.")
    low_stock: int | None = optional("So many available units, or fewer, count as low.")
    reorder_point: int | None = optional(
        "At so many units, with those that are coming, it is bought again."
    )
    service_level: float | None = optional(
        "How surely it is there until the next delivery: 0.5 to 0.9999."
    )
    overstock_days: int | None = optional("Days without a sale that count as overstock: 1 to 3650.")

    def to_threshold(self) -> NewThreshold:
        """The decision as the verb takes it."""
        return NewThreshold(
            sku=self.sku,
            location_code=self.location_code,
            low_stock=self.low_stock,
            reorder_point=self.reorder_point,
            service_level=self.service_level,
            overstock_days=self.overstock_days,
        )


@strawberry.input(description="What is decided for stock levels; each decision replaces the one before.")
class SetStockThresholdsInput:
    thresholds: list[StockThresholdInput] = given("At most 500 levels, each once.")
    idempotency_key: str | None = idempotency_key()
