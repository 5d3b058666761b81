"""ReplenishmentSuggestion: units to buy, and the figures that say why."""

from datetime import datetime

import strawberry

from schema.catalog.loaders import product_by_id
from schema.catalog.types import Product
from schema.column import column
from schema.connection import Connection
from schema.inventory.loaders import location_by_id
from schema.inventory.types import Location
from schema.node import Node
from schema.ownership import OF_THE_PURCHASES
from schema.purchasing.loaders import supplier_by_id, supplier_product_by_id
from schema.purchasing.types import Supplier, SupplierProduct
from schema.relation import relation
from schema.replenishment import loaders  # noqa: F401 - lets `node` find suggestions


@strawberry.type(description="Units of a product that should be bought for a location, and why.")
class ReplenishmentSuggestion(Node):
    __rule__ = OF_THE_PURCHASES

    product: Product = relation("What to buy.", product_by_id, key="product_id")
    location: Location = relation("Where it is needed.", location_by_id, key="location_id")
    supplier: Supplier = relation("Whom to buy from.", supplier_by_id, key="supplier_id")
    supplier_product: SupplierProduct = relation(
        "On what terms.", supplier_product_by_id, key="supplier_product_id"
    )
    quantity: int = column("How many: whole packs, no fewer than the supplier's minimum.")
    daily_demand: float = column(
        "Units that sell a day, on average of the last weeks.", read="demand_mean"
    )
    daily_demand_deviation: float = column(
        "How much that varies: a standard deviation.", read="demand_deviation"
    )
    lead_time_days: float = column("Days until it arrives, on average.")
    lead_time_spread_days: float = column("How much that varies: a standard deviation.")
    service_level: float = column("How surely it is to last until then.")
    safety_stock: int = column("Units in reserve for that.")
    reorder_point: int = column("At so many units an order is due.")
    position: int = column(
        "Units that lie there free, are coming or stand in drafts, less those that customers wait for."
    )
    calculated_at: datetime = column("When.")


@strawberry.type(description="A page of suggestions, by SKU.")
class ReplenishmentSuggestionConnection(Connection[ReplenishmentSuggestion]):
    pass
