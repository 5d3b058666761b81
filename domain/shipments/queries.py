"""Finding shipments for verbs. The order's row lock guards them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork
from domain.shipments.models import Shipment, ShipmentLine, shipment_lines, shipments


async def order_id_of(uow: UnitOfWork, shipment_id: UUID, *, path: Sequence[str]) -> UUID:
    """Which order a shipment belongs to, to lock that. Raises `NotFound` naming `path`."""
    found: UUID | None = await uow.session.scalar(
        select(shipments.c.order_id).where(shipments.c.id == shipment_id)
    )
    if found is None:
        raise NotFound("There is no such shipment.", path=path)
    return found


async def get_shipment(uow: UnitOfWork, shipment_id: UUID) -> Shipment:
    """The shipment as it is now; read under the order's lock."""
    return await uow.session.get_one(Shipment, shipment_id, populate_existing=True)


async def lines_of(uow: UnitOfWork, shipment_id: UUID) -> list[ShipmentLine]:
    """What is in the parcel."""
    statement = select(ShipmentLine).where(shipment_lines.c.shipment_id == shipment_id)
    return list((await uow.session.execute(statement)).scalars())


async def count_of_order(uow: UnitOfWork, order_id: UUID) -> int:
    """How many parcels the order has; the next one's number follows from it."""
    statement = select(func.count()).where(shipments.c.order_id == order_id)
    return (await uow.session.execute(statement)).scalar_one()


async def shipments_of(uow: UnitOfWork, fulfillment_order_id: UUID) -> list[Shipment]:
    """The parcels of a fulfillment order, the first that left first; read under the order's lock."""
    statement = (
        select(Shipment)
        .where(shipments.c.fulfillment_order_id == fulfillment_order_id)
        .order_by(shipments.c.id)
        .execution_options(populate_existing=True)
    )
    return list((await uow.session.execute(statement)).scalars())
