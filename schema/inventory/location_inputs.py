"""What is said to open a location, to say it anew, and to close it."""

from collections import defaultdict
from datetime import date, time
from typing import Any, cast

import strawberry
from strawberry import UNSET

from domain.inventory.calendar import Hours
from domain.inventory.locations import LocationDetails
from schema.inputs import clearable, given, idempotency_key, is_given, optional
from schema.inventory.enums import LocationKind, Weekday
from schema.money import AddressInput

_STAYS = ("name", "kind", "priority", "time_zone", "closures")
"Parts that are as they were where null is said."
_CLEARED = (
    "address", "latitude", "longitude", "opening_hours", "cut_off", "daily_capacity", "channels",
)  # fmt: skip
"Parts that null takes away."


@strawberry.input(description="From when until when a location is open on a day of the week.")
class OpeningHoursInput:
    weekday: Weekday = given("The day.")
    opens: time = given("Local time.")
    closes: time = given("Local time, later on the same day.")


@strawberry.input(description="What a location is and when it works.")
class WorkingTime:
    kind: LocationKind | None = optional("What it is; a warehouse when not said.")
    time_zone: str | None = optional("IANA name, such as Europe/Berlin; UTC when not said.")
    opening_hours: list[OpeningHoursInput] | None = clearable(
        "When it is open, several times a day where it closes in between; a day without any is "
        "closed. Null is always open."
    )
    closures: list[date] | None = optional("Local days on which it is closed all the same.")
    cut_off: time | None = clearable(
        "Local time after which work waits for the next open day; null is none."
    )
    daily_capacity: int | None = clearable(
        "Units that may be given to it in one local day; null is without bound."
    )
    channels: list[str] | None = clearable(
        "Codes of the channels that it serves; for others its stock does not exist. Null is all."
    )

    def details(self) -> LocationDetails:
        """All that was said, as verbs take it."""
        said: dict[str, Any] = {
            name: value for name in _STAYS if (value := getattr(self, name, None)) is not None
        }
        said |= {name: value for name in _CLEARED if is_given(value := getattr(self, name, UNSET))}
        if "opening_hours" in said:
            said["opening_hours"] = _week(said["opening_hours"])
        if said.get("address") is not None:
            said["address"] = said["address"].to_domain()
        return cast(LocationDetails, said)


def _week(hours: list[OpeningHoursInput] | None) -> dict[Weekday, list[Hours]] | None:
    if hours is None:
        return None
    week: dict[Weekday, list[Hours]] = defaultdict(list)
    for each in hours:
        week[each.weekday].append(Hours(each.opens, each.closes))
    return week


@strawberry.input(description="A new place that holds stock.")
class CreateLocationInput(WorkingTime):
    code: str = given("Unique, for people and programs.")
    name: str = given("Name for people.")
    address: AddressInput | None = optional("Where it is.")
    priority: int | None = optional("A lower one is sourced from first; 100 when not said.")
    latitude: float | None = optional("Degrees north, -90 to 90; the address's when neither is said.")
    longitude: float | None = optional(
        "Degrees east, -180 to 180, with the latitude; the address's when neither is said."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="What of a location is said anew; what is left out stays.")
class UpdateLocationInput(WorkingTime):
    location_id: strawberry.ID = given("Which location.")
    name: str | None = optional("Name for people.")
    address: AddressInput | None = clearable("Where it is; null takes it away.")
    priority: int | None = optional("A lower one is sourced from first.")
    latitude: float | None = clearable(
        "Degrees north, -90 to 90; null takes it away. A new address that has coordinates brings them."
    )
    longitude: float | None = clearable(
        "Degrees east, -180 to 180, with the latitude; null takes it away."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Which location is sourced from no more.")
class DeactivateLocationInput:
    location_id: strawberry.ID = given("Which location.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Which location is sourced from again.")
class ActivateLocationInput:
    location_id: strawberry.ID = given("Which location.")
    idempotency_key: str | None = idempotency_key()
