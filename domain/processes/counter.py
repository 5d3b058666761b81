"""All that placing an order has to know beforehand, in one read.

The channel and what it knows already, the customer, the products at the channel's prices, and where
they lie: one round trip, however many lines the order has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Row, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from domain.allocation.rules import Source
from domain.catalog.queries import ProductForSale
from domain.inventory.queries import lock_levels_of
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork

_LOOK = text(
    """
    SELECT c.id AS channel_id, c.currency, c.allow_unpaid_orders, c.payment_window_minutes,
           CASE WHEN :numbered THEN nextval('order_serial') END AS serial,
           (SELECT id FROM customer WHERE email = :email) AS customer_id,
           o.id AS known_order_id,
           p.id AS product_id, p.sku, p.name, p.allow_backorder, pr.amount AS price,
           l.location_id, n.code, n.priority,
           l.on_hand - l.reserved - l.allocated - l.unavailable - l.safety_stock
           + coalesce((SELECT sum(h.quantity) FROM held_units h
                       WHERE h.product_id = l.product_id AND h.location_id = l.location_id
                         AND (h.expires_at <= :now OR h.hold_id = :hold)), 0) AS available
    FROM channel c
    LEFT JOIN orders o ON o.channel_id = c.id AND o.external_reference = :reference
    LEFT JOIN product p ON p.sku = ANY(:skus)
    LEFT JOIN price pr ON pr.product_id = p.id AND pr.channel_id = c.id
    LEFT JOIN (stock_level l JOIN location n ON n.id = l.location_id AND n.active)
           ON l.product_id = p.id
          AND (n.serves_every_channel OR EXISTS (
                  SELECT FROM location_channel s WHERE s.location_id = n.id AND s.channel_id = c.id))
    WHERE c.code = :channel
    """
).bindparams(
    bindparam("skus", type_=ARRAY(Text)),
    bindparam("reference", type_=Text),
    bindparam("email", type_=Text),
    bindparam("numbered", type_=Boolean),
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("hold", type_=Uuid),
)


@dataclass(frozen=True, slots=True)
class Counter:
    """What was found. Prices in minor units of `currency`, stock in units."""

    channel_id: UUID
    currency: str
    allow_unpaid_orders: bool
    payment_window_minutes: int
    serial: int | None
    "The order's number, taken from the sequence; an order that is refused leaves a gap."
    customer_id: UUID | None
    known_order_id: UUID | None
    "The order that the channel knows by this external reference."
    products: Mapping[str, ProductForSale]
    stock: Sequence[Source]


async def look(
    uow: UnitOfWork,
    *,
    channel: str,
    skus: Sequence[str],
    email: str | None = None,
    reference: str | None = None,
    hold_id: UUID | None = None,
    numbered: bool = False,
) -> Counter:
    """See what is there, without locking anything unless the unit of work `insists`. An order to be is
    `numbered`; the units of its own hold are there for it.

    Raises `NotFound` for a channel that is not there, or not for this caller.
    """
    wanted = sorted(set(skus))
    if uow.insists:
        await lock_levels_of(uow, wanted)
    asked = {"channel": channel, "skus": wanted, "email": email, "reference": reference}
    found = await uow.session.execute(
        _LOOK, {**asked, "numbered": numbered, "now": uow.now(), "hold": hold_id}
    )
    rows = found.all()
    if not rows or not uow.actor.sells_on(rows[0].channel_id):
        raise NotFound(f"There is no channel {channel!r}.", path=("input", "channel"))
    first = rows[0]
    return Counter(
        channel_id=first.channel_id,
        currency=first.currency,
        allow_unpaid_orders=first.allow_unpaid_orders,
        payment_window_minutes=first.payment_window_minutes,
        serial=first.serial,
        customer_id=first.customer_id,
        known_order_id=first.known_order_id,
        products={row.sku: _product(row) for row in rows if row.product_id is not None},
        stock=[_source(row) for row in rows if row.location_id is not None],
    )


def _product(row: Row[Any]) -> ProductForSale:
    return ProductForSale(row.product_id, row.sku, row.name, row.allow_backorder, row.price)


def _source(row: Row[Any]) -> Source:
    return Source(row.location_id, row.product_id, row.available, row.priority, row.code)
