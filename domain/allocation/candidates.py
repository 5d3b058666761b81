"""Looking at what lies where: everything that a sourcing decision needs to know, in a few statements.

Nothing is locked unless `locking`: then the levels stay as they are found until the transaction ends.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, exists, or_, select, text

from domain.allocation.days import units_given
from domain.allocation.distance import Point
from domain.allocation.policy import FilterKind, Policy
from domain.allocation.sites import Lot, Site
from domain.inventory.calendar import Calendar
from domain.inventory.models import location_channels, locations, stock_levels
from domain.inventory.queries import available
from domain.kernel.batches import among
from domain.kernel.database import Reader

LotKey = tuple[UUID, UUID]
"(product id, location id)"

_LEVELS = (
    select(stock_levels.c.product_id, stock_levels.c.location_id, available)
    .where(stock_levels.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid))))
    .order_by(stock_levels.c.product_id, stock_levels.c.location_id)
)
_LEVELS_LOCKED = _LEVELS.with_for_update(key_share=True)
_SITES = select(
    locations.c.id,
    locations.c.code,
    locations.c.priority,
    locations.c.active,
    locations.c.latitude,
    locations.c.longitude,
    locations.c.time_zone,
    locations.c.opening_hours,
    locations.c.closures,
    locations.c.cut_off,
    locations.c.daily_capacity,
    or_(
        locations.c.serves_every_channel,
        exists().where(
            location_channels.c.location_id == locations.c.id,
            location_channels.c.channel_id == bindparam("channel", type_=Uuid),
        ),
    ).label("serves"),
).where(among(locations.c.id))

# The oldest unit on hand came with the receipt from which on as much came in as lies there now.
_SINCE = text(
    """
    SELECT product_id, location_id,
           coalesce(max(created_at) FILTER (WHERE from_here_on >= on_hand), min(created_at)) AS since
    FROM (SELECT l.product_id, l.location_id, l.on_hand, m.created_at,
                 sum(m.quantity) OVER (PARTITION BY l.id ORDER BY m.sequence DESC) AS from_here_on
          FROM stock_level l JOIN stock_movement m ON m.stock_level_id = l.id
          WHERE l.product_id = ANY(:products) AND l.on_hand > 0 AND m.quantity > 0
            AND m.kind IN ('RECEIVE', 'RETURN', 'TRANSFER_IN', 'ADJUST', 'COUNT')) received
    GROUP BY product_id, location_id
    """
).bindparams(bindparam("products", type_=ARRAY(Uuid)))


@dataclass(frozen=True, slots=True)
class Found:
    """Locations by id, and the lots of all of them."""

    sites: Mapping[UUID, Site]
    lots: Sequence[Lot]


async def look(
    read: Reader,
    *,
    product_ids: Iterable[UUID],
    channel_id: UUID,
    policy: Policy,
    at: datetime,
    destination: Point | None = None,
    kept: Mapping[LotKey, int] | None = None,
    working: Iterable[UUID] = (),
    locking: bool = False,
) -> Found:
    """Every location that holds a level of one of the products, as it is for an order of the channel.

    `kept` are units that the order itself has reserved, `working` the locations that have open work for
    it already.
    """
    kept = Counter(kept or {})
    products = sorted(set(product_ids))
    levels = await read.execute(
        _LEVELS_LOCKED if locking else _LEVELS, {"products": products, "now": at}
    )
    free = {(row.product_id, row.location_id): max(0, row.available) for row in levels}
    since: dict[LotKey, datetime] = {}
    if policy.asks_for("AGE"):
        found = await read.execute(_SINCE, {"products": products})
        since = {(row.product_id, row.location_id): row.since for row in found}
    lots = [
        Lot(
            location_id,
            product_id,
            units,
            kept[product_id, location_id],
            since.get((product_id, location_id)),
        )
        for (product_id, location_id), units in free.items()
    ]
    places = sorted({lot.location_id for lot in lots})
    rows = list(await read.execute(_SITES, {"ids": places, "channel": channel_id}))
    return Found(await _sites(read, rows, policy, at, destination, set(working)), lots)


async def _sites(
    read: Reader,
    rows: Sequence[Any],
    policy: Policy,
    at: datetime,
    destination: Point | None,
    working: set[UUID],
) -> dict[UUID, Site]:
    sites = {
        row.id: Site(
            location_id=row.id,
            code=row.code,
            priority=row.priority,
            active=row.active,
            serves=row.serves,
            capacity=row.daily_capacity,
            capacity_left=row.daily_capacity,
            working=row.id in working,
            place=Point.of(row.latitude, row.longitude),
            calendar=Calendar.of(row),
        ).seen(destination, at)
        for row in rows
    }
    if FilterKind.CAPACITY not in policy.kinds:
        return sites
    days = [
        (id, site.starts_on)
        for id, site in sites.items()
        if site.capacity is not None and site.starts_on is not None
    ]
    given = await units_given(read, days) if days else {}
    for id, day in days:
        left = (sites[id].capacity or 0) - given.get((id, day), 0)
        sites[id] = replace(sites[id], capacity_left=max(0, left))
    return sites
