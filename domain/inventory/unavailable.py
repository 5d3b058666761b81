"""Units that lie there and are not for sale: damaged, in quality control, on hold.

The reason is part of the movement, and each reason has its counter, so Σ by reason = unavailable holds
as Σ movements = level does. What is found damaged is so whatever safety stock wishes; what is promised
to orders stays promised.
"""

from typing import Any

from sqlalchemy import Row

from domain.inventory import ledger, queries
from domain.inventory.errors import not_free
from domain.inventory.events import StockReceived
from domain.inventory.ledger import Posting
from domain.inventory.levels import free_units, lock_named_level
from domain.inventory.models import MovementKind, UnavailableReason
from domain.inventory.rules import BECAUSE
from domain.kernel.errors import InsufficientStock, InvalidInput, Shortage
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text, counted

Changed = tuple[Row[Any], Row[Any]]
"The level as it is now, and the latest of the movements that made it so."
Step = tuple[MovementKind, UnavailableReason | None]


async def make_stock_unavailable(
    uow: UnitOfWork,
    *,
    sku: str,
    location_code: str,
    quantity: int,
    because: UnavailableReason,
    reason: str,
    instead_of: UnavailableReason | None = None,
) -> Changed:
    """Take units out of what may be sold, or those that are unavailable already over to another reason.

    Raises `NotFound`, `InvalidInput`, and `InsufficientStock` where so many are not free (or not
    unavailable for the other reason).
    """
    if instead_of is because:
        raise InvalidInput("That is the reason they have.", path=("input", "insteadOf"))
    kinds: list[Step] = [(MovementKind.QUARANTINE, because)]
    if instead_of is not None:
        kinds.insert(0, (MovementKind.UNQUARANTINE, instead_of))
    return await _move(
        uow,
        kinds,
        sku=sku,
        location_code=location_code,
        quantity=quantity,
        reason=reason,
        taken_from=instead_of,
    )


async def make_stock_available(
    uow: UnitOfWork,
    *,
    sku: str,
    location_code: str,
    quantity: int,
    because: UnavailableReason,
    reason: str,
) -> Changed:
    """Let units that were unavailable `because` be sold again.

    Raises `NotFound`, `InvalidInput`, and `InsufficientStock` where fewer are unavailable so.
    """
    level, movement = await _move(
        uow,
        [(MovementKind.UNQUARANTINE, because)],
        sku=sku,
        location_code=location_code,
        quantity=quantity,
        reason=reason,
        taken_from=because,
    )
    uow.emit(
        StockReceived(product_id=level.product_id, location_id=level.location_id, quantity=quantity)
    )
    return level, movement


async def write_off_stock(
    uow: UnitOfWork,
    *,
    sku: str,
    location_code: str,
    quantity: int,
    reason: str,
    because: UnavailableReason | None = None,
) -> Changed:
    """Units are gone for good: of those unavailable `because`, else of those that were free.

    Raises `NotFound`, `InvalidInput`, and `InsufficientStock` where there are not so many.
    """
    kinds: list[Step] = [(MovementKind.WRITE_OFF, None)]
    if because is not None:
        kinds.insert(0, (MovementKind.UNQUARANTINE, because))
    return await _move(
        uow,
        kinds,
        sku=sku,
        location_code=location_code,
        quantity=quantity,
        reason=reason,
        taken_from=because,
    )


async def _move(
    uow: UnitOfWork,
    kinds: list[Step],
    *,
    sku: str,
    location_code: str,
    quantity: int,
    reason: str,
    taken_from: UnavailableReason | None,
) -> Changed:
    checked_quantity(quantity, path=("input", "quantity"))
    words = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    level = await lock_named_level(uow, sku=sku, location_code=location_code)
    there = free_units(level) if taken_from is None else getattr(level, BECAUSE[taken_from])
    if quantity > there:
        raise _too_few(Shortage(sku, quantity, there), taken_from)
    key = (level.product_id, level.location_id)
    posted = await ledger.post(
        uow, [Posting(kind, *key, quantity, words, None, because) for kind, because in kinds]
    )
    moved = posted[key]
    return (
        await queries.get_level(uow, moved.id),
        await queries.get_movement(uow, moved.last_movement_id),
    )


_STATES = {
    UnavailableReason.DAMAGED: "damaged",
    UnavailableReason.QUALITY_CONTROL: "in quality control",
    UnavailableReason.HOLD: "on hold",
}


def _too_few(short: Shortage, taken_from: UnavailableReason | None) -> InsufficientStock:
    path = ("input", "quantity")
    if taken_from is None:
        return not_free([short], path=path)
    there = counted(short.available, "unit is", "units are")
    because = f"Of {short} {there} {_STATES[taken_from]}, not {short.requested}."
    return InsufficientStock([short], path=path, because=because)
