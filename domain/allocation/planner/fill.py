"""What a set of locations gives at best: as many units as it can, at the least cost.

Without a bound on a location, products do not touch each other and each is taken where it is cheapest.
Where that overruns a location's capacity, the units are a flow of least cost from products through
locations: exact, and only worth it for the few sets that come so far.
"""

from collections.abc import Collection
from dataclasses import dataclass

from domain.allocation.planner.problem import Problem

Given = list[tuple[int, int]]
"(location, units), in the order in which they are handed out."


@dataclass(frozen=True, slots=True)
class Filling:
    """Units by product, what they cost with their parcels, and how many are missing."""

    missing: int
    cost: int
    used: tuple[int, ...]
    given: list[Given]

    @property
    def key(self) -> tuple[int, int, int, tuple[int, ...]]:
        """The lower, the better: coverage, cost, number of locations, how early they are asked."""
        return (self.missing, self.cost, len(self.used), self.used)


def fill(problem: Problem, chosen: Collection[int], *, at_most: int | None = None) -> Filling | None:
    """The best that `chosen` can do; None where more than `at_most` units would be missing."""
    given: list[Given] = []
    missing = cost = 0
    few = len(chosen) < 12
    for what, demand in enumerate(problem.demand):
        here: Given = []
        given.append(here)
        if not demand:
            continue
        offers = _offers(problem, what, chosen) if few else problem.ranked[what]
        for each, at, units in offers:
            if not few and at not in chosen:
                continue
            taken = units if units < demand else demand
            here.append((at, taken))
            cost += each * taken
            demand -= taken
            if not demand:
                break
        missing += demand
        if at_most is not None and missing > at_most:
            return None
    if problem.bounded and _overruns(problem, given):
        return _flow(problem, chosen) if few else _squeeze(problem, chosen)
    return _filling(problem, given, missing, cost)


def _offers(problem: Problem, what: int, chosen: Collection[int]) -> list[tuple[int, int, int]]:
    stock, cost = problem.stock, problem.cost
    return sorted((cost[at][what], at, stock[at][what]) for at in chosen if stock[at].get(what, 0) > 0)


def _filling(problem: Problem, given: list[Given], missing: int, cost: int) -> Filling:
    used = sorted({at for here in given for at, _ in here} | problem.used)
    return Filling(missing, cost + sum(problem.parcel[at] for at in used), tuple(used), given)


def _overruns(problem: Problem, given: list[Given]) -> bool:
    load: dict[int, int] = {}
    for here in given:
        for at, units in here:
            load[at] = load.get(at, 0) + units
    return any(units > problem.room[at] for at, units in load.items())


def _squeeze(problem: Problem, chosen: Collection[int]) -> Filling:
    """Within the capacities, good and fast: the products that fewest locations have choose first."""
    room = {at: problem.room[at] for at in chosen}
    given: list[Given] = [[] for _ in problem.demand]
    missing = cost = 0
    for what in sorted(range(len(given)), key=lambda each: len(problem.ranked[each])):
        demand = problem.demand[what]
        for each, at, units in problem.ranked[what]:
            taken = min(units, demand, room.get(at, 0))
            if taken > 0:
                given[what].append((at, taken))
                room[at] -= taken
                cost += each * taken
                demand -= taken
                if not demand:
                    break
        missing += demand
    return _filling(problem, given, missing, cost)


def _flow(problem: Problem, chosen: Collection[int]) -> Filling:
    """Within the capacities, exactly: successive cheapest paths product → location, with exchanges."""
    room = {at: problem.room[at] for at in chosen}
    taken: dict[tuple[int, int], int] = {}
    left = dict(enumerate(problem.demand))
    while path := _cheapest(problem, chosen, room, taken, left):
        # A path alternates: product 0 gains at location 0, product 1 gives way there and gains at 1, …
        steps = len(path)
        units = min(left[path[0][0]], room[path[-1][1]])
        for nth, (what, at) in enumerate(path):
            units = min(units, problem.stock[at].get(what, 0) - taken.get((what, at), 0))
            if nth + 1 < steps:
                units = min(units, taken[path[nth + 1][0], at])
        for nth, (what, at) in enumerate(path):
            taken[what, at] = taken.get((what, at), 0) + units
            if nth + 1 < steps:
                taken[path[nth + 1][0], at] -= units
        left[path[0][0]] -= units
        room[path[-1][1]] -= units
    given: list[Given] = [[] for _ in problem.demand]
    cost = 0
    for (what, at), units in sorted(taken.items(), key=lambda each: each[0][1]):
        if units:
            given[what].append((at, units))
            cost += problem.cost[at][what] * units
    return _filling(problem, given, sum(left.values()), cost)


def _cheapest(
    problem: Problem,
    chosen: Collection[int],
    room: dict[int, int],
    taken: dict[tuple[int, int], int],
    left: dict[int, int],
) -> list[tuple[int, int]]:
    """The cheapest way for one more unit, as (product, location) steps; empty where there is none."""
    away: dict[int, int] = {what: 0 for what, units in left.items() if units}
    came: dict[int, tuple[int, int]] = {}
    there: dict[int, int] = {}
    by: dict[int, int] = {}
    moved = True
    while moved:
        moved = False
        for what, spent in list(away.items()):
            for at in chosen:
                if problem.stock[at].get(what, 0) <= taken.get((what, at), 0):
                    continue
                cost = spent + problem.cost[at][what]
                if at not in there or cost < there[at]:
                    there[at], by[at], moved = cost, what, True
        for (what, at), units in taken.items():
            if units and at in there and by[at] != what:
                cost = there[at] - problem.cost[at][what]
                if what not in away or cost < away[what]:
                    away[what], came[what], moved = cost, (by[at], at), True
    ends = [(cost, at) for at, cost in there.items() if room[at] > 0]
    if not ends:
        return []
    at = min(ends)[1]
    path = [(by[at], at)]
    while path[0][0] in came and not left[path[0][0]]:
        path.insert(0, came[path[0][0]])
    return path
