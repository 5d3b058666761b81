"""What sourcing knows of each location and of what lies there when it decides. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from domain.allocation.distance import Point, kilometres
from domain.inventory.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Site:
    """A location at the moment of a decision. Distances in kilometres, capacities in units a day."""

    location_id: UUID
    code: str
    priority: int = 100
    active: bool = True
    serves: bool = True
    "Whether it serves the order's channel."
    is_open: bool = True
    past_cut_off: bool = False
    capacity: int | None = None
    capacity_left: int | None = None
    kilometres: float | None = None
    "To the address; None where either is nowhere on the map."
    starts_on: date | None = None
    "The local day on which work that is given to it now is begun; its capacity is counted by it."
    opens_at: datetime | None = None
    "When work that is given to it now is begun, in UTC."
    tomorrow: datetime | None = None
    "When its next local day begins, in UTC: then there is capacity again."
    working: bool = False
    "Whether it has open work for the order already, so that no further parcel leaves."
    place: Point | None = None
    calendar: Calendar = field(default_factory=Calendar)

    def seen(self, destination: Point | None, at: datetime) -> "Site":
        """The same location for another address, at another instant."""
        opens_at = self.calendar.next_start(at)
        tomorrow = self.calendar.local_day(at) + timedelta(days=1)
        return replace(
            self,
            kilometres=kilometres(self.place, destination) if self.place and destination else None,
            is_open=self.calendar.is_open(at),
            past_cut_off=self.calendar.past_cut_off(at),
            opens_at=opens_at,
            # Who never opens begins today, if anybody insists.
            starts_on=self.calendar.local_day(opens_at or at),
            tomorrow=datetime.combine(tomorrow, time.min, self.calendar.zone).astimezone(UTC),
        )


@dataclass(frozen=True, slots=True)
class Lot:
    """Units of a product at a location: `kept` are the order's own, `free` are anybody's."""

    location_id: UUID
    product_id: UUID
    free: int
    kept: int = 0
    since: datetime | None = None
    "When the oldest of the units came in, where a goal asked for it."

    @property
    def units(self) -> int:
        return self.free + self.kept


@dataclass(frozen=True, slots=True)
class Asked:
    """What a goal may compare with: the whole of the question."""

    units: int
    at: datetime
    farthest: float = 0.0
    "Of all locations whose distance is known; one that is nowhere counts as that far."
    most: Mapping[UUID, int] = field(default_factory=dict)
    "The largest lot of each product."
    oldest: Mapping[UUID, datetime] = field(default_factory=dict)
    "When the oldest lot of each product came in."
