"""Between which locations stock is moved: two different ones, and both ours."""

from uuid import UUID

from domain.inventory.models import LocationKind
from domain.inventory.queries import get_location, is_of_kind
from domain.kernel.errors import InvalidInput
from domain.kernel.uow import UnitOfWork
from domain.transfers.models import StockTransfer


async def get_place(uow: UnitOfWork, code: str, *, field: str) -> UUID:
    """The location that an input's `field` names. Raises `NotFound`, and `InvalidInput` for a
    supplier's."""
    path = ("input", field)
    location_id = await get_location(uow, code, path=path)
    await _check_ours(uow, location_id, path=path)
    return location_id


def check_two_places(transfer: StockTransfer) -> None:
    """Raises `InvalidInput` for a transfer that leads nowhere."""
    if transfer.origin_id == transfer.destination_id:
        raise InvalidInput("It is there already.", path=("input", "destinationCode"))


async def check_places(uow: UnitOfWork, transfer: StockTransfer) -> None:
    """Raises `InvalidInput` where one of its places has become a supplier's since it was drafted."""
    for place in (transfer.origin_id, transfer.destination_id):
        await _check_ours(uow, place, path=("input", "stockTransferId"))


async def _check_ours(uow: UnitOfWork, location_id: UUID, *, path: tuple[str, ...]) -> None:
    if await is_of_kind(uow, location_id, LocationKind.SUPPLIER):
        raise InvalidInput("What lies at a supplier's location is not ours to move.", path=path)
