"""What a channel can sell right now: for storefronts, many SKUs in one statement.

Only active locations that serve the channel count, as when an order is placed. Whoever may not see stock
learns no more than that there is plenty: exact figures tell competitors how a shop is doing.
"""

from collections.abc import Sequence

from sqlalchemy import ARRAY, Text, any_, bindparam, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from domain.catalog.models import channels, prices, products
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
_IN_REACH = (
    select(func.coalesce(func.sum(func.greatest(0, available_now)), 0))
    .join_from(stock_levels, locations, locations.c.id == stock_levels.c.location_id)
    .where(stock_levels.c.product_id == products.c.id, locations.c.active, _SERVES)
    .correlate(products, channels)
    .scalar_subquery()
)
_AVAILABLE = (
    select(
        products.c.sku,
        channels.c.id.label("channel_id"),
        func.least(_IN_REACH, bindparam("most")).label("available"),
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
    most = 2**31 - 1 if viewer.sees_stock else PLENTY
    found = await rows_of(
        read, _AVAILABLE, {"channel": channel, "skus": sorted(set(skus)), "most": most}
    )
    return [row for row in found if viewer.sells_on(row.channel_id)]
