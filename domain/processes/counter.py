"""All that placing an order has to know beforehand, in one read.

The channel and what it knows already, the customer, the products at the channel's prices, what bundles
are made of, and where it all lies: one round trip, however many lines the order has.
"""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, DateTime, Row, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from domain.allocation.rules import Source
from domain.backorders.queries import channels
from domain.backorders.rules import Pool, Terms, Waiting, serve, terms_in
from domain.catalog.bundles import Component
from domain.catalog.queries import ProductForSale
from domain.inventory.queries import lock_levels_of
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork

# The SKUs go through a subquery, so that PostgreSQL expects the same of any number of them, and so does
# what may be NULL: a look for nothing would be planned without it. Otherwise it believes a plan of their
# own to be worth making each time, which costs several times as much as the look itself.
_LOOK = (
    text(
        """
    SELECT c.id AS channel_id, c.currency, c.allow_unpaid_orders, c.payment_window_minutes,
           CASE WHEN :numbered THEN nextval('order_serial') END AS serial,
           (SELECT id FROM customer WHERE email = :email) AS customer_id,
           o.id AS known_order_id,
           p.id AS product_id, p.sku, p.name, p.allow_backorder, pr.amount AS price,
           CASE WHEN p.is_bundle THEN (
                SELECT jsonb_agg(jsonb_build_array(k.component_id, k.quantity) ORDER BY k.position)
                FROM product_component k WHERE k.bundle_id = p.id) END AS components,
           b.id AS policy_id, b.kind AS policy, b.cap, b.taken,
           CASE WHEN b.available_on > :now THEN b.available_on END AS available_on,
           (SELECT jsonb_agg(jsonb_build_array(q.channel_id, q.location_id, q.units)) FROM (
                SELECT a.channel_id, w.location_id, sum(w.backordered_quantity)::int AS units
                FROM order_line w JOIN orders a ON a.id = w.order_id
                WHERE w.product_id = p.id AND w.backordered_quantity > 0
                GROUP BY a.channel_id, w.location_id) q) AS queue,
           l.location_id, n.code, n.priority,
           CASE WHEN NOT n.serves_every_channel THEN ARRAY(
                SELECT s.channel_id FROM location_channel s WHERE s.location_id = n.id) END AS serves,
           coalesce((SELECT sum(h.quantity) FROM held_units h
                     WHERE h.product_id = l.product_id AND h.location_id = l.location_id
                       AND h.expires_at > (SELECT :now) AND h.hold_id = (SELECT :hold)), 0)::int AS own,
           coalesce((SELECT sum(h.quantity) FROM held_units h
                     WHERE h.product_id = l.product_id AND h.location_id = l.location_id
                       AND h.expires_at <= (SELECT :now)), 0)::int AS expired,
           l.on_hand - l.reserved - l.allocated - l.unavailable - l.safety_stock AS available
    FROM channel c
    LEFT JOIN orders o ON o.channel_id = c.id AND o.external_reference = (SELECT :reference)
    LEFT JOIN LATERAL (
        SELECT a.* FROM product a WHERE a.sku = ANY(ARRAY(SELECT unnest(:skus)))
        UNION
        SELECT a.* FROM product b JOIN product_component k ON k.bundle_id = b.id
        JOIN product a ON a.id = k.component_id
        WHERE b.sku = ANY(ARRAY(SELECT unnest(:skus)))) p ON true
    LEFT JOIN price pr ON pr.product_id = p.id AND pr.channel_id = c.id
    LEFT JOIN backorder_policy b ON b.product_id = p.id AND b.channel_id = c.id
    LEFT JOIN (stock_level l JOIN location n ON n.id = l.location_id AND n.active)
           ON l.product_id = p.id
          AND (n.serves_every_channel OR EXISTS (
                  SELECT FROM location_channel s WHERE s.location_id = n.id AND s.channel_id = c.id))
    WHERE c.code = :channel
    """
    )
    .bindparams(
        bindparam("skus", type_=ARRAY(Text)),
        bindparam("reference", type_=Text),
        bindparam("email", type_=Text),
        bindparam("numbered", type_=Boolean),
        bindparam("now", type_=DateTime(timezone=True)),
        bindparam("hold", type_=Uuid),
    )
    .columns(queue=JSONB(), components=JSONB())
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
    "By SKU; what the bundles among them are made of is among them."
    by_id: Mapping[UUID, ProductForSale]
    terms: Mapping[UUID, Terms]
    "How far each product is sold beyond its stock, by product id."
    stock: Sequence[Source]
    "What may be had: what those who wait already are to get of it is theirs."
    unserved: Sequence[Waiting]
    "Those who wait already and get nothing of the stock."
    holds_are_over: bool
    "Some of the stock is in holds of carts that are over; whoever takes it frees it."


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
    rows = await uow.peek(_LOOK, {**asked, "numbered": numbered, "now": uow.now(), "hold": hold_id})
    if not rows or not uow.actor.sells_on(rows[0].channel_id):
        raise NotFound(f"There is no channel {channel!r}.", path=("input", "channel"))
    first = rows[0]
    stock, unserved = _behind_the_queue(rows)
    products = {row.product_id: _product(row) for row in rows if row.product_id is not None}
    return Counter(
        channel_id=first.channel_id,
        currency=first.currency,
        allow_unpaid_orders=first.allow_unpaid_orders,
        payment_window_minutes=first.payment_window_minutes,
        serial=first.serial,
        customer_id=first.customer_id,
        known_order_id=first.known_order_id,
        products={product.sku: product for product in products.values()},
        by_id=products,
        terms={row.product_id: terms_in(row) for row in rows if row.product_id is not None},
        stock=stock,
        unserved=unserved,
        holds_are_over=any(row.expired for row in rows),
    )


def _product(row: Row[Any]) -> ProductForSale:
    components = tuple(Component(UUID(id), units) for id, units in row.components or ())
    return ProductForSale(row.product_id, row.sku, row.name, row.allow_backorder, row.price, components)


def _behind_the_queue(rows: Sequence[Row[Any]]) -> tuple[list[Source], list[Waiting]]:
    """What is left once everybody who waits has been given theirs, and who got nothing of it. What the
    order's own hold keeps is nobody else's."""
    there = [row for row in rows if row.location_id is not None]
    pools = [
        Pool(
            row.location_id,
            row.product_id,
            row.location_id,
            max(0, row.available + row.expired),
            channels(row.serves),
        )
        for row in sorted(there, key=lambda row: (row.priority, row.code))
    ]
    products = {row.product_id: row.queue for row in rows if row.queue}
    queue = [
        Waiting(None, product_id, UUID(channel), units, None if pin is None else UUID(pin))
        for product_id, waiting in products.items()
        for channel, pin, units in waiting
    ]
    served, left = serve(queue, pools)
    free = {(pool.product_id, pool.location_id): pool.units for pool in left}
    stock = [
        Source(
            row.location_id,
            row.product_id,
            free[row.product_id, row.location_id] + row.own,
            row.priority,
            row.code,
        )
        for row in there
    ]
    given: Tally[int] = Tally()
    for each in served:
        given[id(each.waiting)] += each.units
    unserved = [replace(each, quantity=each.quantity - given[id(each)]) for each in queue]
    return stock, [each for each in unserved if each.quantity]
