"""recordShipmentEvent: what a carrier says about a parcel."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from domain.kernel.errors import InvalidInput
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text
from domain.orders.queries import lines_of, lock_order
from domain.processes.roll_up import roll_up
from domain.shipments import queries
from domain.shipments.events import BY_STATUS
from domain.shipments.models import Shipment, ShipmentStatus, shipment_events
from domain.shipments.rules import is_news
from domain.shipments.state import SHIPMENT

_CLOCK_SKEW = timedelta(minutes=10)


async def record_shipment_event(
    uow: UnitOfWork,
    *,
    shipment_id: UUID,
    status: ShipmentStatus,
    occurred_at: datetime | None = None,
    note: str | None = None,
) -> Shipment:
    """Move a shipment along. Late and repeated reports are kept but change nothing.

    `occurred_at` is the carrier's own time (now, when it says none). Raises `NotFound`, `InvalidInput`
    for a report from the future, and `IllegalTransition` for a newer report that cannot be.
    """
    path = ("input", "shipmentId")
    if note is not None:
        note = checked_text(note, path=("input", "note"), longest=MAX_TEXT)
    happened = occurred_at or uow.now()
    if happened > uow.now() + _CLOCK_SKEW:
        raise InvalidInput("This has not happened yet.", path=("input", "occurredAt"))
    order_id = await queries.order_id_of(uow, shipment_id, path=path)
    order = await lock_order(uow, order_id, path=path)
    shipment = await queries.get_shipment(uow, shipment_id)
    news = is_news(
        current=shipment.status,
        reported=status,
        occurred_at=happened,
        last_event_at=shipment.last_event_at,
    ) and SHIPMENT.check(shipment.status, status)
    await _keep(uow, shipment, status, happened, note, applied=news)
    if not news:
        return shipment
    shipment.status = status
    shipment.last_event_at = happened
    uow.emit(BY_STATUS[status](order_id=order.id, shipment_id=shipment.id, number=shipment.number))
    lines = await lines_of(uow, order.id)
    if status is ShipmentStatus.DELIVERED:
        shipment.delivered_at = happened
        by_id = {line.id: line for line in lines}
        for delivered in await queries.lines_of(uow, shipment.id):
            by_id[delivered.order_line_id].delivered_quantity += delivered.quantity
    await roll_up(uow, order, lines=lines)
    return shipment


async def _keep(
    uow: UnitOfWork,
    shipment: Shipment,
    status: ShipmentStatus,
    occurred_at: datetime,
    note: str | None,
    *,
    applied: bool,
) -> None:
    await uow.session.execute(
        insert(shipment_events)
        .values(
            id=new_id(),
            shipment_id=shipment.id,
            status=status,
            occurred_at=occurred_at,
            recorded_at=uow.now(),
            note=note,
            applied=applied,
        )
        .on_conflict_do_nothing()
    )
