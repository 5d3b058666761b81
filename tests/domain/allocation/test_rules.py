"""Sourcing: fewest locations first, then the ones asked earliest, and never more than there is."""

from collections import Counter
from itertools import combinations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.allocation.rules import Need, Plan, Source, source

MUG, TEE = UUID(int=1), UUID(int=2)
BER, HAM, MUC = UUID(int=10), UUID(int=20), UUID(int=30)
PRIORITY = {BER: 10, HAM: 20, MUC: 30}
L1, L2, L3 = UUID(int=101), UUID(int=102), UUID(int=103)


def at(location: UUID, product: UUID, available: int) -> Source:
    return Source(location, product, available, PRIORITY[location], str(location))


def taken(plan: Plan) -> dict[tuple[UUID, UUID], int]:
    """(line, location) -> units"""
    sums: Counter[tuple[UUID, UUID]] = Counter()
    for take in plan.takes:
        sums[take.order_line_id, take.location_id] += take.quantity
    return dict(sums)


def test_one_location_that_has_it_all_beats_two_that_are_asked_earlier() -> None:
    plan = source(
        [Need(L1, MUG, 2), Need(L2, TEE, 1)],
        [at(BER, MUG, 5), at(HAM, TEE, 5), at(MUC, MUG, 2), at(MUC, TEE, 1)],
    )
    assert taken(plan) == {(L1, MUC): 2, (L2, MUC): 1}
    assert plan.missing == {}


def test_among_equals_the_lower_priority_number_is_asked_first() -> None:
    plan = source([Need(L1, MUG, 2)], [at(HAM, MUG, 9), at(BER, MUG, 2), at(MUC, MUG, 9)])
    assert taken(plan) == {(L1, BER): 2}


def test_a_line_is_split_only_where_no_location_has_enough() -> None:
    plan = source([Need(L1, MUG, 7)], [at(BER, MUG, 4), at(HAM, MUG, 4), at(MUC, MUG, 1)])
    assert taken(plan) == {(L1, BER): 4, (L1, HAM): 3}


def test_two_lines_of_one_product_are_counted_together() -> None:
    plan = source([Need(L1, MUG, 3), Need(L2, MUG, 3)], [at(BER, MUG, 4)])
    assert sum(taken(plan).values()) == 4
    assert plan.missing == {L2: 2}


def test_a_pinned_line_gets_its_location_before_the_others_choose() -> None:
    plan = source([Need(L1, MUG, 2), Need(L2, MUG, 2, only_at=BER)], [at(BER, MUG, 2)])
    assert taken(plan) == {(L2, BER): 2}
    assert plan.missing == {L1: 2}


def test_what_cannot_be_had_is_missing_and_the_rest_is_taken() -> None:
    plan = source([Need(L1, MUG, 5), Need(L2, TEE, 1)], [at(HAM, MUG, 2)])
    assert taken(plan) == {(L1, HAM): 2}
    assert plan.missing == {L1: 3, L2: 1}


def test_nothing_anywhere_is_all_missing() -> None:
    assert source([Need(L1, MUG, 1)], []) == Plan((), {L1: 1})
    assert source([Need(L1, MUG, 1)], [at(BER, MUG, 0), at(HAM, MUG, -3)]) == Plan((), {L1: 1})


def test_forty_locations_are_sourced_in_no_time() -> None:
    places = [UUID(int=1000 + nth) for nth in range(40)]
    offers = [Source(place, MUG, 1, nth, f"L{nth:02}") for nth, place in enumerate(places)]
    plan = source([Need(L1, MUG, 40)], offers)
    assert plan.missing == {}
    assert len(plan.takes) == 40


NEEDS = st.lists(
    st.tuples(
        st.sampled_from([MUG, TEE]),
        st.integers(1, 5),
        st.sampled_from([None, None, None, BER, HAM]),
    ),
    min_size=1,
    max_size=4,
)
STOCK = st.dictionaries(
    st.tuples(st.sampled_from([BER, HAM, MUC]), st.sampled_from([MUG, TEE])), st.integers(0, 6)
)


@given(NEEDS, STOCK)
def test_a_plan_keeps_its_promises(
    asked: list[tuple[UUID, int, UUID | None]], stock: dict[tuple[UUID, UUID], int]
) -> None:
    needs = [
        Need(UUID(int=500 + nth), product, units, only_at)
        for nth, (product, units, only_at) in enumerate(asked)
    ]
    plan = source(needs, [at(place, product, units) for (place, product), units in stock.items()])
    got: Counter[UUID] = Counter()
    used: Counter[tuple[UUID, UUID]] = Counter()
    by_line = {need.order_line_id: need for need in needs}
    for take in plan.takes:
        need = by_line[take.order_line_id]
        assert take.quantity > 0
        assert need.only_at in (None, take.location_id)
        got[take.order_line_id] += take.quantity
        used[take.location_id, take.product_id] += take.quantity
    for key, units in used.items():
        assert units <= stock[key]
    for need in needs:
        assert got[need.order_line_id] + plan.missing.get(need.order_line_id, 0) == need.quantity


@given(NEEDS, STOCK)
def test_no_smaller_set_of_locations_would_have_done(
    asked: list[tuple[UUID, int, UUID | None]], stock: dict[tuple[UUID, UUID], int]
) -> None:
    needs = [Need(UUID(int=500 + nth), product, units) for nth, (product, units, _) in enumerate(asked)]
    plan = source(needs, [at(place, product, units) for (place, product), units in stock.items()])
    wanted: Counter[UUID] = Counter()
    for need in needs:
        wanted[need.product_id] += need.quantity
    reach = {product: sum(stock.get((p, product), 0) for p in PRIORITY) for product in wanted}
    if any(reach[product] < units for product, units in wanted.items()):
        assert plan.missing
        return
    used = {take.location_id for take in plan.takes}
    for fewer in range(1, len(used)):
        for chosen in combinations(PRIORITY, fewer):
            enough = all(
                sum(stock.get((place, product), 0) for place in chosen) >= units
                for product, units in wanted.items()
            )
            assert not enough
