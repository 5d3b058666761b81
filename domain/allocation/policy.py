"""A sourcing policy as a value: what a location must fulfil, and what the plan should be good at. Pure.

As data it is two lists, ``[{"kind": "WITHIN_DISTANCE", "value": 300}]`` and
``[{"goal": "DISTANCE", "weight": "2.5", "settings": {}}]``; `parse` is the only way in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from domain.allocation.goals import Goal, goals
from domain.allocation.sites import Site
from domain.kernel.errors import InvalidInput

MAX_WEIGHT = Decimal(1_000)
MAX_GOALS = 20
LONGEST_WAY = 20_100
"Kilometres to the other side of the earth, rounded up."


class FilterKind(StrEnum):
    """What a location can be asked to fulfil. That it serves the channel is asked always."""

    OPEN = "OPEN"
    BEFORE_CUT_OFF = "BEFORE_CUT_OFF"
    CAPACITY = "CAPACITY"
    WITHIN_DISTANCE = "WITHIN_DISTANCE"
    WHOLE_LINE = "WHOLE_LINE"


@dataclass(frozen=True, slots=True)
class Filter:
    """`value` is in kilometres for WITHIN_DISTANCE, and None for the others."""

    kind: FilterKind
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Weighted:
    """A goal and how many points each of its points counts for."""

    goal: Goal
    weight: Decimal


@dataclass(frozen=True, slots=True)
class Policy:
    """Filters and goals, ready to be used."""

    filters: tuple[Filter, ...]
    goals: tuple[Weighted, ...]

    @property
    def kinds(self) -> frozenset[FilterKind]:
        return frozenset(each.kind for each in self.filters)

    def asks_for(self, goal: str) -> bool:
        """Whether a goal of this name is weighed."""
        return any(each.goal.name == goal for each in self.goals)

    def document(self) -> dict[str, Any]:
        """The policy as data."""
        return {
            "filters": [{"kind": each.kind.value, "value": each.value} for each in self.filters],
            "goals": [
                {
                    "goal": each.goal.name,
                    "weight": str(each.weight),
                    "settings": {name: str(value) for name, value in each.goal.given.items()},
                }
                for each in self.goals
            ],
        }


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a location may not be used at all; `retry` says that time alone will change that."""

    code: str
    why: str
    retry: bool = False


def _closed(site: Site, value: int | None) -> Refused | None:
    return None if site.is_open else Refused("CLOSED", "closed", retry=True)


def _late(site: Site, value: int | None) -> Refused | None:
    return Refused("PAST_CUT_OFF", "past cut-off", retry=True) if site.past_cut_off else None


def _full(site: Site, value: int | None) -> Refused | None:
    if site.capacity_left is None or site.capacity_left > 0:
        return None
    return Refused("NO_CAPACITY", f"the day's capacity of {site.capacity} is given out", retry=True)


def _far(site: Site, value: int | None) -> Refused | None:
    if site.kilometres is None or value is None or site.kilometres <= value:
        return None
    return Refused("TOO_FAR", f"{site.kilometres:.0f} km away, {value} at most")


def _nothing(site: Site, value: int | None) -> Refused | None:
    return None


_CHECKS: dict[FilterKind, Callable[[Site, int | None], Refused | None]] = {
    FilterKind.OPEN: _closed,
    FilterKind.BEFORE_CUT_OFF: _late,
    FilterKind.CAPACITY: _full,
    FilterKind.WITHIN_DISTANCE: _far,
    FilterKind.WHOLE_LINE: _nothing,  # A question about a line, which the planner asks.
}


def refusals(policy: Policy, site: Site) -> list[Refused]:
    """Everything that speaks against a location; none where it may be used."""
    found = []
    if not site.active:
        found.append(Refused("INACTIVE", "not sourced from any more"))
    if not site.serves:
        found.append(Refused("OTHER_CHANNEL", "does not serve the channel"))
    found += [no for each in policy.filters if (no := _CHECKS[each.kind](site, each.value))]
    return found


def parse(
    filters: Sequence[Mapping[str, Any]], goals_: Sequence[Mapping[str, Any]], path: tuple[str, ...] = ()
) -> Policy:
    """The policy of these data. Raises `InvalidInput` naming the part below `path` that cannot be."""
    seen: set[str] = set()
    parsed = []
    for nth, each in enumerate(filters):
        kind = FilterKind(each["kind"])
        here = (*path, "filters", str(nth))
        if kind in seen:
            raise InvalidInput(f"{kind} is there twice.", path=(*here, "kind"))
        seen.add(kind)
        parsed.append(Filter(kind, _distance(kind, each.get("value"), here)))
    if len(goals_) > MAX_GOALS:
        raise InvalidInput(f"At most {MAX_GOALS} goals.", path=(*path, "goals"))
    weighted = []
    for nth, each in enumerate(goals_):
        here = (*path, "goals", str(nth))
        if each["goal"] in seen:
            raise InvalidInput(f"{each['goal']} is there twice.", path=(*here, "goal"))
        seen.add(each["goal"])
        weighted.append(_weighted(each, here))
    return Policy(tuple(parsed), tuple(weighted))


def _distance(kind: FilterKind, value: int | None, path: tuple[str, ...]) -> int | None:
    if kind is not FilterKind.WITHIN_DISTANCE:
        if value is not None:
            raise InvalidInput(f"{kind} takes no kilometres.", path=(*path, "kilometers"))
        return None
    if value is None or not 0 < value <= LONGEST_WAY:
        raise InvalidInput(f"A distance is 1 to {LONGEST_WAY} kilometres.", path=(*path, "kilometers"))
    return value


def _weighted(each: Mapping[str, Any], path: tuple[str, ...]) -> Weighted:
    kind = goals().get(each["goal"])
    if kind is None:
        raise InvalidInput(
            f"There is no goal {each['goal']!r}; there are: {', '.join(goals())}.", path=(*path, "goal")
        )
    weight = Decimal(each["weight"])
    if not 0 < weight <= MAX_WEIGHT:
        raise InvalidInput(f"A weight is above zero, {MAX_WEIGHT} at most.", path=(*path, "weight"))
    settings = {name: Decimal(value) for name, value in (each.get("settings") or {}).items()}
    for name, value in settings.items():
        if name not in kind.settings:
            known = ", ".join(kind.settings) or "none"
            raise InvalidInput(
                f"{kind.name} has no setting {name!r}; it has: {known}.", path=(*path, "settings")
            )
        if not 0 <= value <= 1_000_000:
            raise InvalidInput("A setting is 0 to 1000000.", path=(*path, "settings"))
    return Weighted(kind(settings), weight)


DEFAULT = parse([{"kind": FilterKind.CAPACITY}], [{"goal": "FEWEST_SPLITS", "weight": "1"}])
"""What a channel without a policy of its own is sourced by: from the fewest locations, those asked
earliest (priority, then code) first, within their daily capacities."""
