"""A policy applied to locations and their stock: who may be used, and what using them costs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.allocation.goals import Goal
from domain.allocation.plans import POINT, Need, Source, Terms
from domain.allocation.policy import FilterKind, Policy, Refused, Weighted, refusals
from domain.allocation.sites import Asked, Lot, Site

_DEAREST = 10**9
_LAST = 2**31
"The priority of a location that is not sourced from any more, and keeps what it promised."


@dataclass(frozen=True, slots=True)
class Weighed:
    """Offers for the planner, and who was refused why."""

    asked: Asked
    sources: list[Source]
    terms: dict[UUID, Terms]
    refused: dict[UUID, list[Refused]]


def weigh(
    needs: Sequence[Need],
    lots: Sequence[Lot],
    sites: Mapping[UUID, Site],
    policy: Policy,
    *,
    at: datetime,
) -> Weighed:
    """Ask every location, and weigh every lot of those that may be used.

    A location that was closed since, or no longer serves the channel, keeps what it promised to the
    order: its own units are on offer, asked last, and no others of its stock.
    """
    asked = _asked(needs, lots, sites, at)
    refused = {id: found for id, site in sites.items() if (found := refusals(policy, site))}
    keeping = {id for id, found in refused.items() if all(no.code in _KEEPS for no in found)}
    bounded = FilterKind.CAPACITY in policy.kinds
    sources = []
    used: set[UUID] = set()
    by_unit = [each for each in policy.goals if type(each.goal).unit is not Goal.unit]
    for lot in lots:
        site = sites[lot.location_id]
        units = lot.units if site.location_id not in refused else 0
        if site.location_id in keeping:
            units = lot.kept
        if units > 0:
            used.add(site.location_id)
            cost = sum(points(each, each.goal.unit(lot, site, asked)) for each in by_unit)
            priority = _LAST if site.location_id in refused else site.priority
            sources.append(
                Source(site.location_id, lot.product_id, units, priority, site.code, min(cost, _DEAREST))
            )
    by_parcel = [each for each in policy.goals if type(each.goal).parcel is not Goal.parcel]
    terms = {}
    for id in used:
        cost = sum(points(each, each.goal.parcel(sites[id], asked)) for each in by_parcel)
        terms[id] = Terms(min(cost, _DEAREST), sites[id].capacity_left if bounded else None)
        refused.pop(id, None)
    return Weighed(asked, sources, terms, refused)


_KEEPS = frozenset({"INACTIVE", "OTHER_CHANNEL"})


def points(weighted: Weighted, counted: float) -> int:
    """A goal's points as the planner counts them: thousandths, never below zero."""
    return round(float(weighted.weight) * max(0.0, counted) * POINT)


def _asked(
    needs: Sequence[Need], lots: Sequence[Lot], sites: Mapping[UUID, Site], at: datetime
) -> Asked:
    most: dict[UUID, int] = {}
    oldest: dict[UUID, datetime] = {}
    for lot in lots:
        most[lot.product_id] = max(most.get(lot.product_id, 0), lot.units)
        if lot.since is not None:
            oldest[lot.product_id] = min(oldest.get(lot.product_id, lot.since), lot.since)
    ways = [site.kilometres for site in sites.values() if site.kilometres is not None]
    return Asked(sum(need.quantity for need in needs), at, max(ways, default=0.0), most, oldest)
