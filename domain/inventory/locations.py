"""Where stock lies and when it works: what is said of a location, and what of it may be said anew.

A location that is not active, or that serves a channel no longer, keeps what it has promised; it is
sourced from no more.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from domain.catalog.queries import channels_by_code
from domain.inventory.calendar import (
    Hours,
    Weekday,
    checked_closures,
    checked_week,
    checked_zone,
)
from domain.inventory.events import LocationActivated, LocationDeactivated, LocationUpdated
from domain.inventory.models import Location, LocationKind, location_channels
from domain.kernel.address import Address, check_coordinates
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import checked_text


class LocationParts(TypedDict, total=False):
    """What may be said of a location beside its names; what is left out stays as it is.

    `opening_hours` None is always open; `daily_capacity` in units a local day, None without bound;
    `channels` by code, None serves every channel.
    """

    kind: LocationKind
    address: Address | None
    latitude: float | None
    longitude: float | None
    priority: int
    time_zone: str
    opening_hours: Mapping[Weekday, Sequence[Hours]] | None
    closures: Sequence[date]
    cut_off: time | None
    daily_capacity: int | None
    channels: Sequence[str] | None


class LocationDetails(LocationParts, total=False):
    """What may be said of a location anew."""

    name: str


def checked_columns(details: LocationDetails) -> dict[str, Any]:
    """The details as the location's row keeps them; its channels are not among them. An address that
    knows its coordinates tells where the location is, unless that is said beside it.

    Raises `InvalidInput` naming the one that cannot be.
    """
    columns = {
        name: _CHECKS[name](value) if name in _CHECKS else value
        for name, value in details.items()
        if name != "channels"
    }
    address = details.get("address")
    said = (details.get("latitude"), details.get("longitude"))
    if address is not None and address.latitude is not None and said == (None, None):
        columns |= {"latitude": address.latitude, "longitude": address.longitude}
    return columns


def check_place(location: Location) -> None:
    """Raises `InvalidInput` where a location has half of its coordinates, or such as are nowhere."""
    check_coordinates(location.latitude, location.longitude, path=("input",))


def _name(name: str) -> str:
    return checked_text(name, path=("input", "name"))


def _address(address: Address | None) -> dict[str, Any] | None:
    return address.checked(("input", "address")).to_document() if address else None


def _zone(name: str) -> str:
    return checked_zone(name, path=("input", "timeZone"))


def _hours(week: Mapping[Weekday, Sequence[Hours]] | None) -> dict[str, list[list[str]]] | None:
    return None if week is None else checked_week(week, path=("input", "openingHours"))


def _closures(days: Sequence[date]) -> list[str]:
    return checked_closures(days, path=("input", "closures"))


def _capacity(units: int | None) -> int | None:
    if units is not None and not 0 <= units <= MAX_QUANTITY:
        raise InvalidInput(
            "A capacity is a whole number of units from 0.", path=("input", "dailyCapacity")
        )
    return units


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "address": _address,
    "time_zone": _zone,
    "opening_hours": _hours,
    "closures": _closures,
    "daily_capacity": _capacity,
}


async def lock_location(uow: UnitOfWork, location_id: UUID) -> Location:
    """The location, locked until the end of the transaction. Raises `NotFound`."""
    location = await uow.session.get(Location, location_id, with_for_update={"key_share": True})
    if location is None:
        raise NotFound("There is no such location.", path=("input", "locationId"))
    return location


async def update_location(
    uow: UnitOfWork, *, location_id: UUID, **details: Unpack[LocationDetails]
) -> Location:
    """Say anew what is given; what is not given stays, and nothing new is no event.

    Raises `NotFound` for the location or a channel, and `InvalidInput` for what cannot be.
    """
    location = await lock_location(uow, location_id)
    changed = [name for name, value in checked_columns(details).items() if _set(location, name, value)]
    if {"latitude", "longitude"} & set(changed):
        check_place(location)
    if "channels" in details and await set_channels(uow, location, details["channels"]):
        changed.append("channels")
    if changed:
        uow.emit(
            LocationUpdated(
                location_id=location.id, code=location.code, changed=", ".join(sorted(changed))
            )
        )
    await uow.flush()
    return location


def _set(location: Location, name: str, value: Any) -> bool:
    if getattr(location, name) == value:
        return False
    setattr(location, name, value)
    return True


async def set_channels(uow: UnitOfWork, location: Location, codes: Sequence[str] | None) -> bool:
    """Have a location serve these channels only (None: every one); whether that is news.

    Raises `NotFound` naming the channel.
    """
    own = location_channels.c.location_id == location.id
    before = set(
        (await uow.session.execute(select(location_channels.c.channel_id).where(own))).scalars()
    )
    known = await channels_by_code(uow, codes or ())
    for index, code in enumerate(codes or ()):
        if code not in known:
            raise NotFound(f"There is no channel {code!r}.", path=("input", "channels", str(index)))
    after = {channel.id for channel in known.values()}
    if location.serves_every_channel is (codes is None) and before == after:
        return False
    location.serves_every_channel = codes is None
    await uow.session.execute(delete(location_channels).where(own))
    if after:
        await uow.flush()
        await uow.session.execute(
            insert(location_channels),
            [{"location_id": location.id, "channel_id": channel_id} for channel_id in sorted(after)],
        )
    return True


async def deactivate_location(uow: UnitOfWork, *, location_id: UUID) -> Location:
    """Source nothing more from a location; what it has promised stays promised. Raises `NotFound`."""
    location = await lock_location(uow, location_id)
    if location.active:
        location.active = False
        uow.emit(LocationDeactivated(location_id=location.id, code=location.code))
    return location


async def activate_location(uow: UnitOfWork, *, location_id: UUID) -> Location:
    """Source from a location again. Raises `NotFound`."""
    location = await lock_location(uow, location_id)
    if not location.active:
        location.active = True
        uow.emit(LocationActivated(location_id=location.id, code=location.code))
    return location
