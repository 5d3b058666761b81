"""What a message is written from, and the messages that were."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select, union_all

from domain.kernel.columns import table_of
from domain.kernel.database import Reader
from domain.kernel.events import EventRecord
from domain.notifications.messages import Occasion, OrderedItem, Parcel
from domain.notifications.models import Notification, notifications
from domain.orders.models import order_bundles, order_lines, orders
from domain.shipments.models import shipments

events = table_of(EventRecord)

_LATER = events.alias("later")
_OVERTAKEN = (
    select(_LATER.c.id)
    .where(
        _LATER.c.order_id == events.c.order_id,
        _LATER.c.type == events.c.type,
        _LATER.c.sequence > events.c.sequence,
        events.c.type.in_(["order.promise_moved"]),
    )
    .exists()
)
"Of news that are only worth telling as long as they are the latest: there are newer ones."
_EVENT = (
    select(
        events.c.type,
        events.c.facts,
        orders.c.id,
        orders.c.number,
        orders.c.email,
        orders.c.total,
        orders.c.currency,
        orders.c.shipping_address,
    )
    .join_from(events, orders, orders.c.id == events.c.order_id)
    .where(events.c.id == bindparam("event_id"), ~_OVERTAKEN)
)
# What was asked for: a bundle, and not its components.
_ITEMS = union_all(
    select(order_lines.c.name, order_lines.c.quantity, order_lines.c.position).where(
        order_lines.c.order_id == bindparam("order_id"), order_lines.c.bundle_id.is_(None)
    ),
    select(order_bundles.c.name, order_bundles.c.quantity, order_bundles.c.position).where(
        order_bundles.c.order_id == bindparam("order_id")
    ),
).order_by("position")
_PARCEL = select(shipments.c.carrier, shipments.c.tracking_number).where(
    shipments.c.id == bindparam("shipment_id")
)
_BY_EVENT = select(notifications).where(notifications.c.event_id == bindparam("event_id"))


@dataclass(frozen=True, slots=True)
class Told:
    """An event of an order, with whom to tell and what there is to say."""

    event_type: str
    order_id: UUID
    recipient: str
    occasion: Occasion


async def find_occasion(read: Reader, event_id: UUID) -> Told | None:
    """The event and its order; None for an event that is about no order, or that is overtaken."""
    row = (await read.execute(_EVENT, {"event_id": event_id})).one_or_none()
    if row is None:
        return None
    items = (await read.execute(_ITEMS, {"order_id": row.id})).all()
    occasion = Occasion(
        number=row.number,
        addressee=str(row.shipping_address.get("name") or ""),
        total=row.total,
        currency=row.currency,
        items=tuple(OrderedItem(item.name, item.quantity) for item in items),
        facts=row.facts,
        parcel=await _find_parcel(read, row.facts),
    )
    return Told(row.type, row.id, row.email, occasion)


async def _find_parcel(read: Reader, facts: dict[str, Any]) -> Parcel | None:
    if "shipment_id" not in facts:
        return None
    found = await read.execute(_PARCEL, {"shipment_id": UUID(facts["shipment_id"])})
    row = found.one_or_none()
    return None if row is None else Parcel(row.carrier, row.tracking_number)


async def find_notification(read: Reader, event_id: UUID) -> Notification | None:
    """What was written about an event, sent or not."""
    row = (await read.execute(_BY_EVENT, {"event_id": event_id})).mappings().one_or_none()
    return None if row is None else Notification(**row)
