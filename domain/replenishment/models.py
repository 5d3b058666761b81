"""Suggestions to buy, each with the figures that it was calculated from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Index, SQLModel

from domain.kernel.columns import instant, primary_key, reference, table_of


class ReplenishmentSuggestion(SQLModel, table=True):
    """Units of a product to buy for a location. Demand is in units a day, stock in units."""

    __tablename__ = "replenishment_suggestion"
    __table_args__ = (
        UniqueConstraint("product_id", "location_id"),
        CheckConstraint("quantity > 0", name="replenishment_suggestion_quantity"),
        Index("replenishment_suggestion_by_supplier", "supplier_id", "location_id"),
    )

    id: UUID = primary_key()
    product_id: UUID = reference("product.id")
    location_id: UUID = reference("location.id", index=True)
    supplier_id: UUID = reference("supplier.id")
    supplier_product_id: UUID = reference("supplier_product.id", index=True)
    quantity: int
    demand_mean: float
    demand_deviation: float
    lead_time_days: float
    lead_time_spread_days: float
    service_level: float
    safety_stock: int
    reorder_point: int
    position: int
    calculated_at: datetime = instant()


replenishment_suggestions = table_of(ReplenishmentSuggestion)
