"""The planner: needs, offers and terms in, the best plan out. Pure, and the same answer every time.

`problem` puts the question into numbers, `fill` says what a set of locations gives, `search` looks for
the best set (every one that could win, as far as `EFFORT` goes; then a greedy choice, improved), and
`whole` does both for policies under which a line may not be split.
"""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from domain.allocation.planner.fill import Filling
from domain.allocation.planner.problem import Problem
from domain.allocation.planner.search import search
from domain.allocation.planner.whole import search_whole
from domain.allocation.plans import Need, Plan, Source, Take, Terms


def plan(
    needs: Sequence[Need],
    sources: Iterable[Source],
    terms: Mapping[UUID, Terms] | None = None,
    *,
    whole_lines: bool = False,
) -> Plan:
    """The best plan for the needs, as much of them as there is.

    `terms` say what using each location costs and how many units it takes; a location without terms
    costs a point and takes any number. With `whole_lines` a line comes from one location or not at all.
    """
    problem = Problem(needs, sources, terms or {}, whole_lines=whole_lines)
    if whole_lines:
        takes, exact = search_whole(problem)
    else:
        found, exact = search(problem)
        takes = _deal(problem, found)
    missing = dict(problem.missing)
    left = {need.order_line_id: need.quantity for need in problem.free}
    for take in takes:
        left[take.order_line_id] -= take.quantity
    missing |= {line: units for line, units in left.items() if units}
    return Plan((*problem.pinned, *takes), missing, exact)


def _deal(problem: Problem, filling: Filling) -> list[Take]:
    """Hand a product's units to the lines that want it, in the order of the lines."""
    piles = [[[at, units] for at, units in given] for given in filling.given]
    takes: list[Take] = []
    for need in problem.free:
        wanted = need.quantity
        pile = piles[problem.product[need.product_id]]
        while wanted and pile:
            at, units = pile[0]
            given = min(wanted, units)
            takes.append(Take(need.order_line_id, need.product_id, problem.locations[at], given))
            wanted -= given
            pile[0][1] -= given
            if not pile[0][1]:
                pile.pop(0)
    return takes
