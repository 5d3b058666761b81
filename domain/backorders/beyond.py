"""What a channel sells beyond its stock: for storefronts, before anybody orders, many at a time.

It goes by the policies that orders are placed by. A bundle goes by its components': as many are beyond
its stock as may be ordered less those that are there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, case, func, select

from domain.backorders.models import BackorderKind, backorder_policies
from domain.backorders.rules import terms_in
from domain.catalog.models import channels, product_components, products
from domain.inventory.availability import told, units_in_reach
from domain.kernel.actor import Actor
from domain.kernel.batches import AnyRow, among
from domain.kernel.reader import Reader, rows_of

_parts = products.alias("part")
_part = func.coalesce(product_components.c.component_id, products.c.id)
_policy = backorder_policies.c
_PARTS = (
    select(
        products.c.id,
        func.coalesce(product_components.c.quantity, 1).label("quantity"),
        func.greatest(0, units_in_reach(_part)).label("available"),
        _parts.c.allow_backorder,
        _policy.id.label("policy_id"),
        _policy.kind.label("policy"),
        _policy.cap,
        _policy.taken,
        case((_policy.available_on > func.now(), _policy.available_on)).label("available_on"),
    )
    .join_from(products, channels, channels.c.id == bindparam("channel_id", type_=Uuid()))
    .outerjoin(
        product_components,
        and_(products.c.is_bundle, product_components.c.bundle_id == products.c.id),
    )
    .join(_parts, _parts.c.id == _part)
    .outerjoin(
        backorder_policies,
        and_(_policy.product_id == _parts.c.id, _policy.channel_id == channels.c.id),
    )
    .where(among(products.c.id))
    .order_by(products.c.id)
)


@dataclass(frozen=True, slots=True)
class BeyondStock:
    """What may be ordered of a product beyond what is available, and then waits."""

    kind: BackorderKind
    units: int | None
    "None is no bound."
    available_on: datetime | None
    "When a preordered product is there; one whose date has passed is backordered like any other."


async def beyond_stock(
    read: Reader, ids: Sequence[UUID], *, channel_id: UUID, viewer: Actor
) -> Mapping[UUID, BeyondStock]:
    """By product; those that a channel does not sell beyond its stock are left out."""
    rows = await rows_of(read, _PARTS, {"ids": list(ids), "channel_id": channel_id})
    found = {id: _beyond(list(parts), viewer) for id, parts in groupby(rows, lambda row: row.id)}
    return {id: beyond for id, beyond in found.items() if beyond is not None}


def _beyond(parts: Sequence[AnyRow], viewer: Actor) -> BeyondStock | None:
    terms = [terms_in(part) for part in parts]
    bounds = [
        (part.available + each.room) // part.quantity
        for part, each in zip(parts, terms, strict=True)
        if each.room is not None
    ]
    units = min(bounds) - min(part.available // part.quantity for part in parts) if bounds else None
    if units is not None and units <= 0:
        return None
    dates = [each.not_before for each in terms if each.not_before is not None]
    return BeyondStock(
        kind=BackorderKind.PREORDER if dates else BackorderKind.BACKORDER,
        units=None if units is None else told(units, viewer),
        available_on=max(dates, default=None),
    )
