"""Orders in every stage of their life, brought there by the house's own verbs."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.kernel.actor import Actor
from domain.processes.allocate_order import allocate_order
from domain.processes.order_request import LineRequest, OrderRequest, TenderRequest
from domain.processes.place_order import place_order
from domain.processes.record_shipment_event import record_shipment_event
from domain.processes.ship_fulfillment_order import ShipLine, ship_fulfillment_order
from domain.shipments.models import ShipmentStatus
from tests.factories.people import ADDRESS, STAFF
from tests.factories.shop import Shop

EMAIL = "lena@example.com"
MANUAL = TenderRequest(gateway="manual")
"Money that is settled outside, for all there is to pay: authorised the moment it is written."

Lines = Mapping[str, int] | Sequence[LineRequest]


def request(lines: Lines, **fields: Any) -> OrderRequest:
    """A request that is in order; `lines` as ``{"MUG": 2}`` or in full. Unpaid unless it says so."""
    if isinstance(lines, Mapping):
        lines = [LineRequest(sku=sku, quantity=quantity) for sku, quantity in lines.items()]
    given: dict[str, Any] = {"channel": "web", "email": EMAIL, "shipping_address": ADDRESS}
    return OrderRequest(**(given | fields), lines=tuple(lines))


async def placed(shop: Shop, lines: Lines, *, actor: Actor = STAFF, **fields: Any) -> UUID:
    """An order that is paid for (authorised, manually) unless `payments` says otherwise."""
    asked = request(lines, **({"payments": (MANUAL,)} | fields))
    return (await shop.act(actor, place_order, request=asked)).id


async def unpaid(shop: Shop, lines: Lines, **fields: Any) -> UUID:
    """An order whose money is still to come: PENDING."""
    return await placed(shop, lines, payments=(), **fields)


async def allocated(shop: Shop, order_id: UUID) -> list[UUID]:
    """Its fulfillment orders are open; their ids."""
    _, opened = await shop.do(allocate_order, order_id=order_id)
    return [each.id for each in opened]


async def work(shop: Shop, order_id: UUID) -> list[Mapping[str, Any]]:
    """The lines of the order's fulfillment orders that still have something to do."""
    return await shop.rows(
        """
        SELECT l.*, o.status, o.number, p.code AS location
        FROM fulfillment_order_line l
        JOIN fulfillment_order o ON o.id = l.fulfillment_order_id
        JOIN location p ON p.id = o.location_id
        WHERE o.order_id = $1 AND o.status NOT IN ('SHIPPED', 'CANCELLED')
        ORDER BY o.id, l.id
        """,
        order_id,
    )


async def shipped(shop: Shop, order_id: UUID, *, units: int | None = None) -> list[UUID]:
    """What is open leaves, `units` of each line at most; the shipments' ids. Allocates if needed."""
    await allocated(shop, order_id)
    parcels: dict[UUID, list[ShipLine]] = {}
    for line in await work(shop, order_id):
        open_units = line["quantity"] - line["shipped_quantity"]
        ship = ShipLine(line["id"], open_units if units is None else min(units, open_units))
        parcels.setdefault(line["fulfillment_order_id"], []).append(ship)
    return [
        (
            await shop.do(
                ship_fulfillment_order,
                fulfillment_order_id=fulfillment_order_id,
                carrier="DHL",
                tracking_number=f"T{nth}",
                lines=lines,
            )
        ).id
        for nth, (fulfillment_order_id, lines) in enumerate(parcels.items(), start=1)
    ]


async def delivered(shop: Shop, order_id: UUID) -> list[UUID]:
    """Everything has left and arrived; the shipments' ids."""
    shipments = await shipped(shop, order_id)
    for shipment_id in shipments:
        await report(shop, shipment_id, "DELIVERED")
    return shipments


async def report(shop: Shop, shipment_id: UUID, status: str, **facts: Any) -> None:
    """The carrier says something about a parcel."""
    await shop.do(record_shipment_event, shipment_id=shipment_id, status=ShipmentStatus(status), **facts)
