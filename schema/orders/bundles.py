"""OrderBundle: what was sold as one, and its components' lines."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.catalog.loaders import product_by_id
from schema.column import column
from schema.money import Money, money_column
from schema.node import Node
from schema.orders.loaders import lines_by_bundle
from schema.ownership import OF_AN_ORDER
from schema.relation import relation

if TYPE_CHECKING:
    from schema.catalog.types import Product
    from schema.orders.types import OrderLine


@strawberry.type(
    description="A bundle as it was sold. Its components are lines of the order: each ships, is "
    "cancelled and comes back by itself, and takes its part of the price along."
)
class OrderBundle(Node):
    __rule__ = OF_AN_ORDER

    sku: str = column("SKU, as it was when the order was placed.")
    name: str = column("Product name, as it was when the order was placed.")
    product: Annotated["Product", strawberry.lazy("schema.catalog.types")] | None = relation(
        "The product as it is now; it may be made of other things.", product_by_id, key="product_id"
    )
    quantity: int = column("Bundles ordered.")
    unit_price: Money = money_column("Price of one bundle.", read="unit_price")
    total: Money = money_column("What its lines are worth now, tax included.", read="total")
    lines: list[Annotated["OrderLine", strawberry.lazy("schema.orders.types")]] = relation(
        "Its components, as they were when the order was placed.", lines_by_bundle
    )
