"""A tracking number that comes after its parcel has left: goods were shipped without, and then it is
known what to follow them by."""

from uuid import UUID

from domain.kernel.errors import InvalidInput
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.orders import search
from domain.orders.models import Order
from domain.shipments import queries
from domain.shipments.events import ShipmentLabelled
from domain.shipments.models import Shipment, ShipmentStatus


async def label_shipment(
    uow: UnitOfWork,
    *,
    order: Order,
    fulfillment_order_id: UUID,
    carrier: str,
    tracking_number: str | None,
) -> Shipment:
    """Note the number on the first of a fulfillment order's parcels that has none; its carrier is then
    whoever gave the number. The order is locked, and all of the work has left.

    A number that a parcel has already answers with it, and none with the last parcel: that is shipping
    once more, which changes nothing. Raises `InvalidInput` where every parcel has another number, rather
    than forget this one.
    """
    parcels = await queries.shipments_of(uow, fulfillment_order_id)
    if tracking_number is None:
        return parcels[-1]
    numbers = {parcel.tracking_number: parcel for parcel in reversed(parcels)}
    if tracking_number in numbers:
        return numbers[tracking_number]
    parcel = numbers.get(None)
    if parcel is None:
        raise InvalidInput(
            f"Everything has left already; the last of it is followed by {parcels[-1].tracking_number}.",
            path=("input", "trackingNumber"),
        )
    parcel.carrier, parcel.tracking_number = carrier, tracking_number
    if parcel.status is ShipmentStatus.LABEL_PENDING:
        parcel.status = ShipmentStatus.LABELLED
    await search.add_words(uow, order_id=order.id, words=[tracking_number])
    uow.emit(ShipmentLabelled(order_id=order.id, shipment_id=parcel.id, number=parcel.number))
    touch(uow, order)
    return parcel
