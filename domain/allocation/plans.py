"""Sourcing in its own words: what is wanted, what locations offer, and the plan that joins them. Pure.

The plan covers as many units as there are. Among the plans that do, the cheapest wins, counted in
points by the goals of a policy (`domain.allocation.goals`); among equally cheap ones the one with the
fewest locations, and then the one whose locations are asked earliest (lowest priority number, then
code). With the goals left out, that is: the fewest locations, those asked earliest first.
"""

from dataclasses import dataclass
from uuid import UUID

POINT = 1_000
"Costs are whole thousandths of a point, so that equal plans are equal."


@dataclass(frozen=True, slots=True)
class Need:
    """Units wanted for one order line; `only_at` pins it to a location."""

    order_line_id: UUID
    product_id: UUID
    quantity: int
    only_at: UUID | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """What a location can give of a product; `cost` is what each unit costs, were all from here."""

    location_id: UUID
    product_id: UUID
    available: int
    priority: int
    code: str
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What using a location costs at all, and how many units it takes today (None: any number)."""

    parcel: int = POINT
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Take:
    """Units of one order line from one location."""

    order_line_id: UUID
    product_id: UUID
    location_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the units come from, and what could not be had, per line.

    `exact` says that every other plan was ruled out; for a wide choice the search ends with a good one.
    """

    takes: tuple[Take, ...]
    missing: dict[UUID, int]
    exact: bool = True
