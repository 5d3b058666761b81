"""Queues and pools: first come first served, and nobody is promised what is not there."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import given
from hypothesis import strategies as st

from domain.backorders.rules import (
    Pool,
    Waiting,
    by_date,
    next_available,
    promise,
    serve,
    suits,
    terms_of,
)

START = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = UUID(int=7)
PRODUCTS, PLACES, CHANNELS = [[uuid5(NAMES, f"{kind}{n}") for n in range(2)] for kind in "plc"]

queues = st.lists(
    st.builds(
        Waiting,
        line_id=st.uuids(),
        product_id=st.sampled_from(PRODUCTS),
        channel_id=st.sampled_from(CHANNELS),
        quantity=st.integers(1, 9),
        only_at=st.sampled_from([None, None, *PLACES]),
    ),
    max_size=8,
)
supplies = st.lists(
    st.builds(
        Pool,
        id=st.uuids(),
        product_id=st.sampled_from(PRODUCTS),
        location_id=st.sampled_from(PLACES),
        units=st.integers(0, 12),
        serves=st.sampled_from([None, None, *(frozenset({each}) for each in CHANNELS)]),
        at=st.sampled_from([None, *(START + timedelta(days=n) for n in range(5))]),
    ),
    max_size=8,
)


@given(queues, supplies)
def test_nobody_gets_more_than_they_wait_for_and_no_pool_gives_more_than_it_has(
    queue: list[Waiting], supply: list[Pool]
) -> None:
    served, left = serve(queue, supply)
    given_to: Counter[UUID | None] = Counter()
    taken: Counter[UUID] = Counter()
    for each in served:
        assert each.units > 0
        assert suits(each.pool, each.waiting)
        given_to[each.waiting.line_id] += each.units
        taken[each.pool.id] += each.units
    for waiting in queue:
        assert given_to[waiting.line_id] <= waiting.quantity
    for pool, rest in zip(supply, left, strict=True):
        assert rest.units == pool.units - taken[pool.id] >= 0


@given(queues, supplies)
def test_whoever_comes_first_is_served_as_if_nobody_came_after(
    queue: list[Waiting], supply: list[Pool]
) -> None:
    whole, _ = serve(queue, supply)
    for n in range(len(queue)):
        assert serve(queue[:n], supply)[0] == [each for each in whole if each.waiting in queue[:n]]


@given(queues, supplies)
def test_nothing_is_left_that_somebody_who_waits_might_have(
    queue: list[Waiting], supply: list[Pool]
) -> None:
    served, left = serve(queue, supply)
    got: Counter[UUID | None] = Counter()
    for each in served:
        got[each.waiting.line_id] += each.units
    for waiting in queue:
        if got[waiting.line_id] < waiting.quantity:
            assert not any(pool.units for pool in left if suits(pool, waiting))


@given(queues, supplies)
def test_a_promise_is_kept_by_the_supply_it_names(queue: list[Waiting], supply: list[Pool]) -> None:
    promises = promise(queue, supply)
    promised: Counter[UUID] = Counter()
    for waiting, made in zip(queue, promises, strict=True):
        for part in made.parts:
            promised[part.pool.id] += part.units
        if made.at is not None:
            assert sum(part.units for part in made.parts) == waiting.quantity
            assert made.at == max(part.pool.at for part in made.parts if part.pool.at is not None)
    for pool in supply:
        assert promised[pool.id] <= pool.units


def test_what_has_no_date_comes_last_and_promises_none() -> None:
    soon, later = START, START + timedelta(days=3)
    pools = [
        Pool(UUID(int=n), PRODUCTS[0], PLACES[0], 2, None, at)
        for n, at in enumerate([None, later, soon])
    ]
    assert [pool.at for pool in by_date(pools)] == [soon, later, None]
    queue = [Waiting(UUID(int=n), PRODUCTS[0], CHANNELS[0], 2) for n in range(4)]
    assert [each.at for each in promise(queue, pools)] == [soon, later, None, None]


def test_a_preorder_is_promised_no_earlier_than_its_date() -> None:
    release = START + timedelta(days=9)
    pool = Pool(UUID(int=1), PRODUCTS[0], PLACES[0], 1, None, START)
    queue = [Waiting(UUID(int=n), PRODUCTS[0], CHANNELS[0], 1, None, release) for n in range(2)]
    assert [each.at for each in promise(queue, [pool])] == [release, release]


def test_the_next_date_is_the_first_that_is_enough_or_the_last_that_brings_any() -> None:
    pools = [
        Pool(UUID(int=n), PRODUCTS[0], PLACES[0], 3, None, START + timedelta(days=n)) for n in (1, 2)
    ]
    enough = next_available(wanted=4, now=1, supply=pools)
    assert enough is not None
    assert (enough.at, enough.units) == (START + timedelta(days=1), 4)
    never = next_available(wanted=99, now=1, supply=pools)
    assert never is not None
    assert (never.at, never.units) == (START + timedelta(days=2), 7)
    assert next_available(wanted=1, now=0, supply=[Pool(UUID(int=9), PRODUCTS[0], PLACES[0], 5)]) is None


def test_terms_say_how_much_room_there_is() -> None:
    def room(
        kind: str | None, cap: int | None = None, taken: int = 0, *, otherwise: bool = False
    ) -> int | None:
        policy = None if kind is None else NAMES
        return terms_of(
            policy_id=policy, kind=kind, cap=cap, taken=taken, available_on=START, otherwise=otherwise
        ).room

    assert (room(None), room(None, otherwise=True)) == (0, None)
    assert (room("DENY", otherwise=True), room("BACKORDER"), room("BACKORDER", 5, 3)) == (0, None, 2)
    assert room("PREORDER", 5, 5) == 0
