"""What a channel can sell right now: for storefronts, many SKUs in one statement.

Only active locations that serve the channel count, as when an order is placed. Of a bundle there are as
many as its scarcest component is enough for. Whoever may not see stock learns no more than that there is
plenty: exact figures tell competitors how a shop is doing.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Integer, Text, any_, bindparam, case, cast, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from domain.catalog.models import channels, prices, product_components, products
from domain.inventory.models import location_channels, locations, stock_levels
from domain.inventory.queries import available_now
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow
from domain.kernel.reader import Reader, rows_of

PLENTY = 100
"The most units that anybody is told of who may not see stock."

_SERVES: ColumnElement[bool] = or_(
    locations.c.serves_every_channel,
    exists()
    .where(
        location_channels.c.location_id == locations.c.id,
        location_channels.c.channel_id == channels.c.id,
    )
    .correlate(locations, channels),
)


def units_in_reach(product_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Units of a product at all the locations that count."""
    return (
        select(func.coalesce(func.sum(func.greatest(0, available_now)), 0))
        .join_from(stock_levels, locations, locations.c.id == stock_levels.c.location_id)
        .where(stock_levels.c.product_id == product_id, locations.c.active, _SERVES)
        .correlate(products, product_components, channels)
        .scalar_subquery()
    )


_BUNDLES = (
    select(
        func.min(
            func.div(units_in_reach(product_components.c.component_id), product_components.c.quantity)
        )
    )
    .where(product_components.c.bundle_id == products.c.id)
    .correlate(products, channels)
    .scalar_subquery()
)
_UNITS = case((products.c.is_bundle, _BUNDLES), else_=units_in_reach(products.c.id))
_AVAILABLE = (
    select(
        products.c.id,
        products.c.sku,
        channels.c.id.label("channel_id"),
        cast(func.least(_UNITS, bindparam("most")), Integer).label("available"),
    )
    .join_from(channels, prices, prices.c.channel_id == channels.c.id)
    .join(products, products.c.id == prices.c.product_id)
    .where(
        channels.c.code == bindparam("channel"),
        products.c.sku == any_(bindparam("skus", type_=ARRAY(Text()))),
    )
    .order_by(products.c.sku)
)


async def list_availability(
    read: Reader, *, viewer: Actor, channel: str, skus: Sequence[str]
) -> list[AnyRow]:
    """`sku` and `available` units of every SKU that the channel sells, by SKU; others are left out."""
    asked = {"channel": channel, "skus": sorted(set(skus)), "most": told(2**31 - 1, viewer)}
    found = await rows_of(read, _AVAILABLE, asked)
    return [row for row in found if viewer.sells_on(row.channel_id)]


def told(units: int, viewer: Actor) -> int:
    """What a viewer is told of so many units."""
    return units if viewer.sees_stock else min(units, PLENTY)
