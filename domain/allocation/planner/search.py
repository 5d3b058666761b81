"""Looking for the best set of locations.

Sets are tried from the smallest up, in the order in which locations are asked, and the search ends when
no larger set could be cheaper: then the answer is exact. A choice too wide for that keeps the best of
what it saw and of two greedy answers, each improved by leaving out and exchanging locations.
"""

from collections.abc import Collection
from heapq import heapify, heappop, heappush
from itertools import combinations

from domain.allocation.planner.fill import Filling, fill
from domain.allocation.planner.problem import Problem

EFFORT = 4_000
"How many sets are tried, each product of a larger order counting for itself."
EXCHANGES = 30
"How many changes to a greedy answer are tried."


def search(problem: Problem) -> tuple[Filling, bool]:
    """The best filling that was found, and whether it is sure that there is none better."""
    everything = fill(problem, frozenset(problem.useful))
    assert everything is not None
    if len(problem.useful) < 2:
        return everything, True  # there is nothing to choose
    best = everything
    for start in (everything.used, greedy(problem)):
        found = _improve(problem, start, everything.missing)
        if found is not None and found.key < best.key:
            best = found
    if problem.bounded and len(problem.useful) >= 12:
        return best, False
    return _all_sets(problem, best, units_cost=_units_cost(problem, everything))


def _units_cost(problem: Problem, everything: Filling) -> int:
    """What the units cost at the very least, parcels left out."""
    return everything.cost - sum(problem.parcel[at] for at in everything.used)


def _all_sets(problem: Problem, best: Filling, *, units_cost: int) -> tuple[Filling, bool]:
    free = [at for at in problem.useful if at in problem.used]
    others = [at for at in problem.useful if at not in problem.used]
    cheapest = sorted(problem.parcel[at] for at in others)
    effort = EFFORT
    wanted = sum(1 for demand in problem.demand if demand) or 1
    at_least = units_cost
    for size in range(len(others) + 1):
        at_least += cheapest[size - 1] if size else 0
        beyond = (best.missing, at_least, size + len(problem.used))
        if beyond > best.key[:3]:
            return best, True
        if size < _fewest(problem, free, others, best.missing):
            continue
        for chosen in combinations(others, size):
            effort -= 1 + wanted // 8
            if effort < 0:
                return best, False
            found = fill(problem, (*free, *chosen), at_most=best.missing)
            if found is not None and found.key < best.key:
                best = found
    return best, True


def _fewest(problem: Problem, free: Collection[int], others: Collection[int], missing: int) -> int:
    """How many of the others it takes at least to leave no more than `missing` units."""
    sizes = []
    for what, demand in enumerate(problem.demand):
        left = demand - missing - sum(problem.stock[at].get(what, 0) for at in free)
        fewest = 0
        for units in sorted((problem.stock[at].get(what, 0) for at in others), reverse=True):
            if left <= 0:
                break
            left -= units
            fewest += 1
        sizes.append(fewest)
    return max(sizes, default=0)


def greedy(problem: Problem) -> tuple[int, ...]:
    """Step by step the location that gives most for what it costs, until nothing more is to be had.

    A location's worth only falls while others give, so each is weighed again when its turn comes and
    not in every round.
    """
    left = list(problem.demand)
    chosen: list[int] = []
    heap = [(*_worth(problem, at, left), at) for at in problem.useful]
    heapify(heap)
    while heap:
        *old, at = heappop(heap)
        now = _worth(problem, at, left)
        if now[1] == 0:
            continue
        if list(now) != old and heap and (*now, at) > heap[0]:
            heappush(heap, (*now, at))
            continue
        chosen.append(at)
        room = problem.room[at]
        for what, units in problem.stock[at].items():
            given = min(left[what], units, room)
            left[what] -= given
            room -= given
    return tuple(sorted(chosen))


def _worth(problem: Problem, at: int, left: list[int]) -> tuple[float, int]:
    """Cost a unit, and (below zero, so that more comes first) how many units it would give now."""
    units, cost, room = 0, problem.parcel[at], problem.room[at]
    costs = problem.cost[at]
    for what, here in problem.stock[at].items():
        given = left[what] if left[what] < here else here
        if given > 0:
            units += given
            cost += given * costs[what]
    if units > room:
        units = room
    return (cost / units if units else float("inf"), -units)


def _improve(problem: Problem, start: Collection[int], missing: int) -> Filling | None:
    """Leave out and exchange locations for as long as that is cheaper."""
    best = fill(problem, frozenset(start))
    tries = EXCHANGES
    moved = True
    while moved and best is not None:
        moved = False
        for at in reversed(best.used):
            if tries <= 0:
                return best
            tries -= 1
            fewer = fill(problem, frozenset(best.used) - {at}, at_most=missing)
            if fewer is not None and fewer.key < best.key:
                best, moved = fewer, True
                break
            other = _substitute(problem, best, at)
            if other is None:
                continue
            tries -= 1
            swapped = fill(problem, (frozenset(best.used) - {at}) | {other}, at_most=missing)
            if swapped is not None and swapped.key < best.key:
                best, moved = swapped, True
                break
    return best


def _substitute(problem: Problem, filling: Filling, gone: int) -> int | None:
    """Who could best give what `gone` gives: the cheapest of those that have all of it."""
    units = {
        what: sum(each for at, each in here if at == gone) for what, here in enumerate(filling.given)
    }
    lost = {what: each for what, each in units.items() if each}
    candidates = (
        (problem.parcel[at] + sum(problem.cost[at][what] * each for what, each in lost.items()), at)
        for at in problem.useful
        if at not in filling.used
        and all(problem.stock[at].get(what, 0) >= each for what, each in lost.items())
    )
    return min(candidates, default=(0, None))[1]
