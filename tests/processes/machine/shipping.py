"""Orders are sourced and leave; carriers report."""

from datetime import timedelta

from domain.processes.allocate_order import allocate_order
from domain.processes.record_shipment_event import record_shipment_event
from domain.processes.ship_fulfillment_order import ShipLine, ship_fulfillment_order
from domain.shipments.models import ShipmentStatus
from tests.processes.machine.life import Area, Life


async def allocate(life: Life) -> None:
    """Source an order."""
    if order := await life.order():
        await life.shop.do(allocate_order, order_id=order["id"])


async def ship(life: Life) -> None:
    """All or some of what a location has to send."""
    if work := await life.one("SELECT * FROM fulfillment_order ORDER BY id"):
        lines = None
        if life.chance.random() < 0.5:
            rows = await life.shop.rows(
                "SELECT * FROM fulfillment_order_line WHERE fulfillment_order_id = $1 ORDER BY id",
                work["id"],
            )
            lines = [ShipLine(row["id"], units) for row, units in life.some(rows, "quantity")]
        await life.shop.do(
            ship_fulfillment_order,
            fulfillment_order_id=work["id"],
            carrier="DHL",
            tracking_number=life.chance.choice([None, "JJD1"]),
            lines=lines,
        )


async def report(life: Life) -> None:
    """A carrier says something, sooner or later than it happened."""
    if parcel := await life.one("SELECT id FROM shipment ORDER BY id"):
        ago = timedelta(minutes=life.chance.choice([0, 0, 5, 40]))
        status = life.chance.choice([*ShipmentStatus, *[ShipmentStatus.DELIVERED] * 6])
        await life.shop.do(
            record_shipment_event,
            shipment_id=parcel["id"],
            status=status,
            occurred_at=life.shop.clock.now() - ago,
        )


AREA = Area.of({allocate: 2, ship: 3, report: 3})
