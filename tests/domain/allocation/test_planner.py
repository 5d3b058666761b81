"""The planner against brute force: for small questions no plan is better than the one it makes."""

import random
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.allocation.planner import plan
from domain.allocation.plans import Need, Plan, Source, Terms

PLACES = [UUID(int=10 + nth) for nth in range(4)]
PRODUCTS = [UUID(int=100 + nth) for nth in range(3)]
ANY_NUMBER = 10**9

Value = tuple[int, int, int, list[tuple[int, str]]]
"(missing units, cost, locations, how early they are asked): the lower, the better."


@st.composite
def questions(draw: st.DrawFn, *, longest: int) -> tuple[list[Need], list[Source], dict[UUID, Terms]]:
    places = PLACES[: draw(st.integers(1, 4))]
    sizes = draw(st.lists(st.integers(1, longest), min_size=1, max_size=3))
    needs = [
        Need(
            UUID(int=500 + nth),
            draw(st.sampled_from(PRODUCTS)),
            units,
            draw(st.sampled_from([None, None, None, *places])),
        )
        for nth, units in enumerate(sizes)
    ]
    asked = {place: draw(st.sampled_from([1, 1, 2])) for place in places}
    sources = [
        Source(
            place,
            product,
            draw(st.integers(0, 4)),
            asked[place],
            str(place),
            draw(st.sampled_from([0, 0, 5, 100, 700])),
        )
        for place in places
        for product in PRODUCTS
        if draw(st.booleans())
    ]
    terms = {
        place: Terms(draw(st.sampled_from([0, 100, 1000])), draw(st.sampled_from([None, None, 1, 2, 4])))
        for place in places
        if draw(st.booleans())
    }
    return needs, sources, terms


def worth(
    used: frozenset[UUID],
    missing: int,
    units_cost: int,
    needs: Sequence[Need],
    sources: Sequence[Source],
    terms: dict[UUID, Terms],
) -> Value:
    """What a plan is worth, from the definition in `domain.allocation.plans`."""
    ranks = {offer.location_id: (offer.priority, offer.code) for offer in sources}
    units = sum(need.quantity for need in needs)
    parcels = sum(units * terms.get(place, Terms()).parcel for place in used)
    return (missing, units_cost + parcels, len(used), sorted(ranks[place] for place in used))


def best(
    needs: Sequence[Need], sources: Sequence[Source], terms: dict[UUID, Terms], *, whole_lines: bool
) -> Value:
    """The least of all plans there are: every unit (or line) tried at every location, pinned first."""
    left = {(offer.location_id, offer.product_id): offer.available for offer in sources}
    cost = {(offer.location_id, offer.product_id): offer.cost for offer in sources}
    room = {place: terms.get(place, Terms()).capacity or ANY_NUMBER for place in PLACES}
    pieces = [
        (need, size)
        for need in sorted(needs, key=lambda each: each.only_at is None)
        for size in ([need.quantity] if whole_lines else [1] * need.quantity)
    ]

    def dive(nth: int, missing: int, spent: int, used: frozenset[UUID]) -> Value:
        if nth == len(pieces):
            return worth(used, missing, spent, needs, sources, terms)
        need, size = pieces[nth]
        found: list[Value] = []
        for place in PLACES if need.only_at is None else [need.only_at]:
            key = (place, need.product_id)
            if left.get(key, 0) < size or room[place] < size:
                continue
            left[key] -= size
            room[place] -= size
            found.append(dive(nth + 1, missing, spent + size * cost[key], used | {place}))
            left[key] += size
            room[place] += size
        if need.only_at is None or not found:
            found.append(dive(nth + 1, missing + size, spent, used))
        return min(found)

    return dive(0, 0, 0, frozenset())


def check(
    found: Plan, needs: Sequence[Need], sources: Sequence[Source], terms: dict[UUID, Terms]
) -> Value:
    """The plan keeps its promises; what it is worth."""
    left = {(offer.location_id, offer.product_id): offer.available for offer in sources}
    cost = {(offer.location_id, offer.product_id): offer.cost for offer in sources}
    by_line = {need.order_line_id: need for need in needs}
    got: Counter[UUID] = Counter()
    load: Counter[UUID] = Counter()
    for take in found.takes:
        need = by_line[take.order_line_id]
        assert take.quantity > 0
        assert need.only_at in (None, take.location_id)
        assert need.product_id == take.product_id
        got[take.order_line_id] += take.quantity
        load[take.location_id] += take.quantity
        left[take.location_id, take.product_id] -= take.quantity
    assert min(left.values(), default=0) >= 0
    for place, units in load.items():
        capacity = terms.get(place, Terms()).capacity
        assert capacity is None or units <= capacity
    for need in needs:
        assert got[need.order_line_id] + found.missing.get(need.order_line_id, 0) == need.quantity
    units_cost = sum(take.quantity * cost[take.location_id, take.product_id] for take in found.takes)
    missing = sum(found.missing.values())
    return worth(frozenset(load), missing, units_cost, needs, sources, terms)


@given(questions(longest=2))
def test_no_plan_is_better(asked: tuple[list[Need], list[Source], dict[UUID, Terms]]) -> None:
    needs, sources, terms = asked
    found = plan(needs, sources, terms)
    assert found.exact
    assert check(found, needs, sources, terms) == best(needs, sources, terms, whole_lines=False)


@given(questions(longest=4))
def test_no_plan_with_whole_lines_is_better(
    asked: tuple[list[Need], list[Source], dict[UUID, Terms]],
) -> None:
    needs, sources, terms = asked
    found = plan(needs, sources, terms, whole_lines=True)
    assert found.exact
    assert check(found, needs, sources, terms) == best(needs, sources, terms, whole_lines=True)
    assert all(
        found.missing.get(need.order_line_id, 0) in (0, need.quantity)
        and len([take for take in found.takes if take.order_line_id == need.order_line_id]) <= 1
        for need in needs
    )


def wide_question(seed: int) -> tuple[list[Need], list[Source], dict[UUID, Terms]]:
    """Twelve lines over sixty locations."""
    chance = random.Random(seed)
    places = [UUID(int=1000 + nth) for nth in range(60)]
    products = [UUID(int=5000 + nth) for nth in range(12)]
    needs = [
        Need(UUID(int=500 + nth), product, chance.randint(1, 5)) for nth, product in enumerate(products)
    ]
    density = chance.choice([0.05, 0.3, 0.9])
    sources = [
        Source(place, product, chance.randint(1, 6), 1, str(place), chance.randint(0, 3000))
        for place in places
        for product in products
        if chance.random() < density
    ]
    bounded = chance.random() < 0.5
    terms = {
        place: Terms(chance.choice([0, 500, 5000]), chance.randint(1, 9) if bounded else None)
        for place in places
    }
    return needs, sources, terms


@given(st.integers(0, 2**32))
def test_a_wide_choice_is_planned_well(seed: int) -> None:
    """Nothing that is there is missing, and no single location that has it all would have cost less."""
    needs, sources, terms = wide_question(seed)
    found = plan(needs, sources, terms)
    missing, cost, *_ = check(found, needs, sources, terms)
    if all(each.capacity is None for each in terms.values()):
        there: Counter[UUID] = Counter()
        for offer in sources:
            there[offer.product_id] += offer.available
        assert missing == sum(max(0, need.quantity - there[need.product_id]) for need in needs)
    for place in terms:
        alone = plan(needs, [offer for offer in sources if offer.location_id == place], terms)
        assert (missing, cost) <= check(alone, needs, sources, terms)[:2]
