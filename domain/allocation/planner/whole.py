"""Lines that may not be split: each comes from one location, or waits.

Branch and bound over the lines, those with the fewest choices first. The first dive follows the greedy
choice of locations, so that a search that has to give up still has a good answer.
"""

from dataclasses import dataclass, field

from domain.allocation.planner.problem import Problem
from domain.allocation.planner.search import greedy
from domain.allocation.plans import Need, Take

EFFORT = 30_000
"How many (line, location) choices are looked at."

Key = tuple[int, int, int, tuple[int, ...]]


def search_whole(problem: Problem) -> tuple[list[Take], bool]:
    """The best takes that were found, and whether it is sure that there are none better."""
    search = _Search(problem)
    search.dive(0, 0, 0)
    takes = [
        Take(need.order_line_id, need.product_id, problem.locations[at], need.quantity)
        for need, at in zip(search.needs, search.best, strict=True)
        if at is not None
    ]
    order = {need.order_line_id: nth for nth, need in enumerate(problem.free)}
    return sorted(takes, key=lambda take: order[take.order_line_id]), search.effort >= 0


@dataclass
class _Search:
    problem: Problem
    effort: int = EFFORT
    needs: list[Need] = field(init=False)
    best: list[int | None] = field(init=False)
    best_key: Key | None = None

    def __post_init__(self) -> None:
        problem = self.problem
        preferred = set(greedy(problem)) | problem.used
        options = {
            need.order_line_id: sorted(
                (
                    (problem.cost[at][what] * need.quantity, at)
                    for at in problem.useful
                    if problem.stock[at].get(what := problem.product[need.product_id], 0)
                    >= need.quantity
                    and problem.room[at] >= need.quantity
                ),
                key=lambda option: (option[1] not in preferred, option),
            )
            for need in problem.free
        }
        self.needs = sorted(problem.free, key=lambda need: len(options[need.order_line_id]))
        self.options = [options[need.order_line_id] for need in self.needs]
        cheapest = [min((cost for cost, _ in each), default=0) for each in self.options]
        hopeless = [
            0 if each else need.quantity for each, need in zip(self.options, self.needs, strict=True)
        ]
        self.to_come = [(sum(hopeless[nth:]), sum(cheapest[nth:])) for nth in range(len(self.needs) + 1)]
        self.stock = [dict(here) for here in problem.stock]
        self.room = list(problem.room)
        self.opened = dict.fromkeys(problem.used, 1)
        self.at: list[int | None] = [None] * len(self.needs)
        self.best = list(self.at)

    def dive(self, nth: int, missing: int, cost: int) -> None:
        """Decide about the lines from `nth` on."""
        still_missing, still_cost = self.to_come[nth]
        bound = (missing + still_missing, cost + still_cost)
        if self.best_key is not None and bound > self.best_key[:2]:
            return
        if nth == len(self.needs):
            used = tuple(sorted(self.opened))
            key = (missing, cost, len(used), used)
            if self.best_key is None or key < self.best_key:
                self.best_key, self.best = key, list(self.at)
            return
        need = self.needs[nth]
        what = self.problem.product[need.product_id]
        for price, at in self._in_turn(nth):
            self.effort -= 1
            if self.effort < 0 and self.best_key is not None:
                return
            if self.stock[at][what] < need.quantity or self.room[at] < need.quantity:
                continue
            self._take(at, what, need.quantity)
            parcel = self.problem.parcel[at] if self.opened[at] == 1 else 0
            self.at[nth] = at
            self.dive(nth + 1, missing, cost + price + parcel)
            self._give_back(at, what, need.quantity)
        self.at[nth] = None
        self.dive(nth + 1, missing + need.quantity, cost)

    def _in_turn(self, nth: int) -> list[tuple[int, int]]:
        """Locations that send something anyway first: their parcel is paid for."""
        if not self.opened:
            return self.options[nth]
        return sorted(self.options[nth], key=lambda option: option[1] not in self.opened)

    def _take(self, at: int, what: int, units: int) -> None:
        self.stock[at][what] -= units
        self.room[at] -= units
        self.opened[at] = self.opened.get(at, 0) + 1

    def _give_back(self, at: int, what: int, units: int) -> None:
        self.stock[at][what] += units
        self.room[at] += units
        self.opened[at] -= 1
        if not self.opened[at]:
            del self.opened[at]
