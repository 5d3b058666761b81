"""What a plan should be good at. Goals count in points; a policy weighs them and adds them up. Pure.

A shop that wants another goal writes a class like these and names it in an entry point of its package:

    [project.entry-points."waybill.sourcing_goals"]
    CO2 = "our_package.goals:FewestEmissions"

Points are never below zero, and fewer are better. `parcel` counts once for each location that is used,
`unit` is the mean over all units, so that the weights of a policy mean the same for orders of any size.
"""

from abc import ABC
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.metadata import entry_points
from typing import ClassVar

from domain.allocation.sites import Asked, Lot, Site

GROUP = "waybill.sourcing_goals"


class Goal(ABC):
    """One thing to be good at. `settings` names its numbers, with what they are when not said."""

    name: ClassVar[str]
    describes: ClassVar[str]
    settings: ClassVar[Mapping[str, Decimal]] = {}

    def __init__(self, settings: Mapping[str, Decimal] | None = None) -> None:
        self.given = {**self.settings, **(settings or {})}

    def parcel(self, site: Site, asked: Asked) -> float:
        """Points for sending anything at all from a location."""
        return 0.0

    def unit(self, lot: Lot, site: Site, asked: Asked) -> float:
        """Points for a unit of a lot, as if all units were from there."""
        return 0.0


class FewestSplits(Goal):
    name = "FEWEST_SPLITS"
    describes = "A point for each location that sends a parcel, unless it sends one anyway."

    def parcel(self, site: Site, asked: Asked) -> float:
        return 0.0 if site.working else 1.0


class Distance(Goal):
    name = "DISTANCE"
    describes = "A point for every 100 km from the location to the address."

    def unit(self, lot: Lot, site: Site, asked: Asked) -> float:
        return (asked.farthest if site.kilometres is None else site.kilometres) / 100


class Priority(Goal):
    name = "PRIORITY"
    describes = "A point for every 100 steps of the location's priority number."

    def unit(self, lot: Lot, site: Site, asked: Asked) -> float:
        return max(0, site.priority) / 100


class CostToShip(Goal):
    name = "COST_TO_SHIP"
    describes = "A point for each unit of the channel's currency that shipping costs by these rates."
    settings: ClassVar[Mapping[str, Decimal]] = {
        "perParcel": Decimal(0),
        "perKilometer": Decimal(0),
        "perUnitKilometer": Decimal(0),
    }

    def parcel(self, site: Site, asked: Asked) -> float:
        way = asked.farthest if site.kilometres is None else site.kilometres
        return float(self.given["perParcel"]) + float(self.given["perKilometer"]) * way

    def unit(self, lot: Lot, site: Site, asked: Asked) -> float:
        way = asked.farthest if site.kilometres is None else site.kilometres
        # Each unit costs its way, and units are counted as a mean.
        return float(self.given["perUnitKilometer"]) * way * asked.units


class Balance(Goal):
    name = "BALANCE"
    describes = "Up to a point, the less lies there beside the location that has most of the product."

    def unit(self, lot: Lot, site: Site, asked: Asked) -> float:
        most = asked.most.get(lot.product_id, 0)
        return 1 - lot.units / most if most > 0 else 0.0


class Age(Goal):
    name = "AGE"
    describes = "A point for every 30 days that the stock there is younger than the oldest there is."

    def unit(self, lot: Lot, site: Site, asked: Asked) -> float:
        oldest = asked.oldest.get(lot.product_id)
        if oldest is None:
            return 0.0
        return ((lot.since or asked.at) - oldest).total_seconds() / (30 * 86_400)


@cache
def goals() -> dict[str, type[Goal]]:
    """Every goal of this installation by its name: the house's own, then those of other packages."""
    known: dict[str, type[Goal]] = {
        goal.name: goal for goal in (FewestSplits, Distance, Priority, CostToShip, Balance, Age)
    }
    for entry in entry_points(group=GROUP):
        goal = entry.load()
        if not (isinstance(goal, type) and issubclass(goal, Goal)) or entry.name in known:
            raise TypeError(f"{entry.value} is not a sourcing goal of its own name.")
        known[entry.name] = goal
    return known
