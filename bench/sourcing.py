"""The planner: CPU of one plan of 50 lines over 200 locations, for choices of every kind.

    python -m bench.sourcing [--lines N] [--locations N]

`lots` is how many locations carry each product, `costs` what a policy with distances adds to the number
of parcels. Each figure is the best of five: what the plan costs, not what else the machine does.
"""

import random
import time
from typing import Annotated
from uuid import UUID

import typer

from domain.allocation.planner import plan
from domain.allocation.plans import Need, Plan, Source, Terms

RUNS = 5


def question(
    lines: int, locations: int, *, carried: float, thin: int, costs: bool
) -> tuple[list[Need], list[Source]]:
    """Lines of one to four units; each location carries a part of the products, one to `thin` units."""
    chance = random.Random(3)
    places = [UUID(int=1_000 + nth) for nth in range(locations)]
    needs = [
        Need(UUID(int=10_000 + nth), UUID(int=20_000 + nth), chance.randint(1, 4))
        for nth in range(lines)
    ]
    sources = [
        Source(place, need.product_id, chance.randint(1, thin), rank % 7, f"{rank:04}", cost)
        for rank, place in enumerate(places)
        for need in needs
        if chance.random() < carried
        for cost in [chance.randint(0, 3_000) if costs else 0]
    ]
    return needs, sources


def measure(
    needs: list[Need], sources: list[Source], terms: dict[UUID, Terms], whole_lines: bool
) -> tuple[float, Plan]:
    """Seconds of CPU for one plan, and the plan."""
    spent = []
    for _ in range(RUNS):
        began = time.process_time()
        found = plan(needs, sources, terms, whole_lines=whole_lines)
        spent.append(time.process_time() - began)
    return min(spent), found


def main(
    lines: Annotated[int, typer.Option(help="Lines of the order.")] = 50,
    locations: Annotated[int, typer.Option(help="Locations.")] = 200,
) -> None:
    """Print a row a kind of choice; ends with 1 where one takes more than 50 ms of CPU."""
    slow = False
    print(f"{'choice':<44}{'CPU ms':>8}{'parcels':>9}{'missing':>9}")
    for name, carried, thin, costs, capacity, whole_lines in (
        ("everything everywhere", 1.0, 10, False, None, False),
        ("everything everywhere, distances", 1.0, 10, True, None, False),
        ("a third everywhere", 0.3, 10, False, None, False),
        ("a third everywhere, thin, distances", 0.3, 2, True, None, False),
        ("one in twenty, distances", 0.05, 10, True, None, False),
        ("a third everywhere, distances, capacity 8", 0.3, 10, True, 8, False),
        ("everything everywhere, distances, capacity 8", 1.0, 10, True, 8, False),
        ("a third everywhere, whole lines", 0.3, 4, False, None, True),
        ("everything everywhere, whole lines, distances", 1.0, 10, True, None, True),
    ):
        needs, sources = question(lines, locations, carried=carried, thin=thin, costs=costs)
        terms = {source.location_id: Terms(capacity=capacity) for source in sources}
        seconds, found = measure(needs, sources, terms, whole_lines)
        parcels = len({take.location_id for take in found.takes})
        missing = sum(found.missing.values())
        print(f"{name:<44}{seconds * 1000:>8.1f}{parcels:>9}{missing:>9}")
        slow |= seconds > 0.05
    raise typer.Exit(int(slow))


if __name__ == "__main__":
    typer.run(main)
