"""Channel, Product and what bundles are made of."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.catalog.loads import prices_by_product_ids
from schema.backorders.loaders import policies_by_product
from schema.catalog.loaders import components_by_bundle, product_by_id
from schema.column import column, computed
from schema.connection import PageKey, load_for_parent
from schema.context import Info
from schema.inventory.loaders import levels_by_product
from schema.money import Money
from schema.node import Node
from schema.ownership import PUBLIC
from schema.relation import RowType, relation

if TYPE_CHECKING:
    from schema.backorders.types import BackorderPolicy
    from schema.inventory.types import StockLevel

_PRICES = PageKey("product prices", None, None)


@strawberry.type(description="Where orders come from: one currency, one price list.")
class Channel(Node):
    __rule__ = PUBLIC

    code: str = column("Unique, for people and programs.")
    name: str = column("Name for people.")
    currency: str = column("ISO 4217 code; every order of the channel is in it.")
    allow_unpaid_orders: bool = column("Orders are confirmed before their money is secured.")
    payment_window_minutes: int = column("Minutes that a PENDING order keeps its reservation.")


@strawberry.type(description="A product and how many units of it are in one unit of a bundle.")
class BundleComponent(RowType):
    __rule__ = PUBLIC

    product: Annotated["Product", strawberry.lazy("schema.catalog.types")] = relation(
        "What it is.", product_by_id, key="component_id"
    )
    quantity: int = column("Units, at least 1.")


@strawberry.type(description="A thing with a SKU.")
class Product(Node):
    __rule__ = PUBLIC

    sku: str = column("Unique.")
    name: str = column("Name for people.")
    allow_backorder: bool = column("It is sold also when there is none; the order then waits.")
    is_bundle: bool = column(
        "It is made of components: it has no stock of its own, and waits as far as they may."
    )
    components: list[BundleComponent] = relation(
        "What a bundle is made of, in its order; empty for other products.", components_by_bundle
    )
    backorder_policies: list[
        Annotated["BackorderPolicy", strawberry.lazy("schema.backorders.types")]
    ] = relation(
        "How far it is sold beyond its stock, by channel, where somebody decided; for those who may "
        "see stock.",
        policies_by_product,
    )
    stock_levels: list[Annotated["StockLevel", strawberry.lazy("schema.inventory.types")]] = relation(
        "What each location holds; empty for those who may not see stock.", levels_by_product
    )

    @computed("What one unit costs in a channel; null where it has no price.", columns=["id"])
    async def price(
        self,
        info: Info,
        channel: Annotated[str, strawberry.argument(description="Code of the channel.")],
    ) -> Money | None:
        prices = await load_for_parent(info.context, _PRICES, self.row.id, prices_by_product_ids)
        for price in prices or ():
            if price.code == channel:
                return Money.from_minor(price.amount, price.currency)
        return None
