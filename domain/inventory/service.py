"""The verbs of inventory: locations, adjustments, counts and receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Unpack
from uuid import UUID

from sqlalchemy import Row

from domain.inventory import ledger, queries
from domain.inventory.errors import StockConflict, not_free
from domain.inventory.events import LocationCreated, StockReceived
from domain.inventory.ledger import Posting
from domain.inventory.levels import free_units, lock_named_level
from domain.inventory.locations import LocationParts, check_place, checked_columns, set_channels
from domain.inventory.models import Location, MovementKind
from domain.kernel.errors import InvalidInput, Shortage
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import MAX_TEXT, checked_text


async def create_location(
    uow: UnitOfWork, *, code: str, name: str, **details: Unpack[LocationParts]
) -> Location:
    """Open a place that holds stock: a warehouse, always open, for every channel, unless said otherwise.
    A lower priority is sourced from first; it is 100 when not said.

    Raises `InvalidInput` for an empty or taken code and for details that cannot be, and `NotFound` for
    a channel.
    """
    code = checked_text(code, path=("input", "code"))
    columns = checked_columns({"name": name, **details})
    if await queries.location_exists(uow, code):
        raise InvalidInput(f"There is a location {code!r} already.", path=("input", "code"))
    location = Location(code=code, created_at=uow.now(), **columns)
    check_place(location)
    uow.session.add(location)
    uow.emit(LocationCreated(location_id=location.id, code=code))
    await uow.flush()
    if details.get("channels") is not None:
        await set_channels(uow, location, details["channels"])
        await uow.flush()
    return location


async def adjust_stock(
    uow: UnitOfWork,
    *,
    sku: str,
    location_code: str,
    reason: str,
    delta: int | None = None,
    set_to: int | None = None,
    expected: int | None = None,
) -> tuple[Row[Any], Row[Any]]:
    """Change what is on hand by `delta` units, or count it to `set_to`, which must say what it
    `expected` to find (compare and swap). Returns the level and the movement.

    Raises `NotFound` for an unknown SKU or location, `InvalidInput` where the figures make no sense,
    `StockConflict` where the count expected another figure, `InsufficientStock` where units are to go
    that are promised to orders.
    """
    reason = checked_text(reason, path=("input", "reason"), longest=MAX_TEXT)
    _check_figures(delta=delta, set_to=set_to, expected=expected)
    level = await lock_named_level(uow, sku=sku, location_code=location_code)
    product_id, location_id = level.product_id, level.location_id
    if set_to is not None and level.on_hand != expected:
        raise StockConflict(expected=expected or 0, on_hand=level.on_hand)
    change = delta if delta is not None else (set_to or 0) - level.on_hand
    if level.on_hand + change > MAX_QUANTITY:
        raise InvalidInput(
            "More than a level can hold.",
            path=("input", "delta" if delta is not None else "setTo"),
        )
    # Safety stock keeps units back from sale; what is broken or gone is so whatever it wishes.
    free = free_units(level)
    if change < 0 and free + change < 0:
        raise not_free(
            [Shortage(sku, -change, max(0, free))],
            path=("input", "delta" if delta is not None else "setTo"),
        )
    kind = MovementKind.ADJUST if delta is not None else MovementKind.COUNT
    posted = await ledger.post(uow, [Posting(kind, product_id, location_id, change, reason)])
    if change > 0:
        uow.emit(StockReceived(product_id=product_id, location_id=location_id, quantity=change))
    moved = posted[product_id, location_id]
    return (
        await queries.get_level(uow, moved.id),
        await queries.get_movement(uow, moved.last_movement_id),
    )


def _check_figures(*, delta: int | None, set_to: int | None, expected: int | None) -> None:
    if (delta is None) == (set_to is None):
        raise InvalidInput("Give either `delta` or `setTo`.", path=("input", "delta"))
    if delta == 0:
        raise InvalidInput("A change of zero changes nothing.", path=("input", "delta"))
    if delta is not None and expected is not None:
        raise InvalidInput("`expected` goes with `setTo`.", path=("input", "expected"))
    if set_to is not None:
        if set_to < 0:
            raise InvalidInput("On hand cannot be below zero.", path=("input", "setTo"))
        if expected is None:
            raise InvalidInput(
                "`setTo` must say the figure it expects to find.", path=("input", "expected")
            )


@dataclass(frozen=True, slots=True)
class StockReceipt:
    """Units of a product that arrived at a location."""

    product_id: UUID
    location_id: UUID
    quantity: int


async def receive_stock(
    uow: UnitOfWork,
    *,
    receipts: Sequence[StockReceipt],
    reason: str,
    reference: str | None = None,
) -> None:
    """Take in goods, many at once; levels are opened where there are none."""
    await ledger.open_levels(uow, [(each.product_id, each.location_id) for each in receipts])
    await ledger.post(
        uow,
        [
            Posting(
                MovementKind.RECEIVE,
                each.product_id,
                each.location_id,
                each.quantity,
                reason,
                reference,
            )
            for each in receipts
        ],
    )
    for each in receipts:
        uow.emit(
            StockReceived(
                product_id=each.product_id,
                location_id=each.location_id,
                quantity=each.quantity,
            )
        )
