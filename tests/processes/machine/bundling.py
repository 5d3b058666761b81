"""Products are made of others, of yet others, and of nothing."""

from decimal import Decimal

from domain.catalog.service import NewPrice, create_product
from domain.processes.set_bundle_components import (
    NewComponent,
    clear_bundle_components,
    set_bundle_components,
)
from tests.factories.shop import PRICES
from tests.processes.machine.life import Area, Life

BUNDLES = {"DUO": "15.01", "SET": "39.00", "KIT": "0.05"}


async def invent(life: Life) -> None:
    """A product that there is none of yet."""
    sku = life.chance.choice(list(BUNDLES))
    prices = [NewPrice("web", Decimal(BUNDLES[sku]))]
    life.shop.products[sku] = await life.shop.do(create_product, sku=sku, name=sku, prices=prices)


async def bundle_up(life: Life) -> None:
    """A bundle of one to three things, sometimes one that cannot be."""
    sku = life.chance.choice([*BUNDLES, *BUNDLES, "MUG"])
    of = life.chance.sample([*PRICES, life.chance.choice(list(life.shop.products))], k=3)
    components = [NewComponent(each, life.chance.randint(1, 3)) for each in of]
    count = life.chance.randint(1, 3)
    await life.shop.do(set_bundle_components, sku=sku, components=components[:count])


async def take_apart(life: Life) -> None:
    """It is sold by itself, when there is some."""
    if found := await life.one("SELECT sku FROM product WHERE is_bundle ORDER BY sku"):
        await life.shop.do(clear_bundle_components, sku=found["sku"])


AREA = Area.of({invent: 1, bundle_up: 2, take_apart: 1})
