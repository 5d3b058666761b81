"""Reserved units can always be allocated; what a policy holds back stays reserved where it lies."""

from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from domain.allocation.decide import Question
from domain.allocation.policy import Policy, parse
from domain.allocation.sites import Lot, Site
from domain.allocation.waiting import Kept, Sourced, WaitingLine, source_waiting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLACES = [UUID(int=10 + nth) for nth in range(3)]
PRODUCTS = [UUID(int=100 + nth) for nth in range(2)]
SPLITS = {"goal": "FEWEST_SPLITS", "weight": "1"}


@st.composite
def questions(draw: st.DrawFn) -> tuple[list[WaitingLine], list[Kept], list[Lot], dict[UUID, Site]]:
    """Lines with reservations here and there, some pinned, over locations of every kind."""
    lines, kept = [], []
    own: Counter[tuple[UUID, UUID]] = Counter()
    for nth in range(draw(st.integers(1, 3))):
        line, product = UUID(int=500 + nth), draw(st.sampled_from(PRODUCTS))
        pin = draw(st.sampled_from([None, None, *PLACES]))
        reserved = 0
        for place in PLACES if pin is None else [pin]:
            if units := draw(st.integers(0, 3)):
                kept.append(Kept(UUID(int=900 + len(kept)), line, product, place, units))
                own[place, product] += units
                reserved += units
        backordered = draw(st.integers(0, 3))
        if reserved + backordered:
            lines.append(WaitingLine(line, product, reserved, backordered, pin))
    lots = [
        Lot(place, product, draw(st.integers(0, 3)), own[place, product])
        for place in PLACES
        for product in PRODUCTS
    ]
    sites = {
        place: Site(
            place,
            str(place),
            active=draw(st.sampled_from([True, True, False])),
            is_open=draw(st.booleans()),
            capacity=(room := draw(st.sampled_from([None, 0, 1, 3]))),
            capacity_left=room,
            starts_on=date(2026, 3, 2),
        )
        for place in PLACES
    }
    return lines, kept, lots, sites


def sourced(
    asked: tuple[list[WaitingLine], list[Kept], list[Lot], dict[UUID, Site]], policy: Policy
) -> tuple[Sourced, Counter[UUID]]:
    """The outcome, once it is sure that every unit is in one place; and what each line was given."""
    lines, kept, lots, sites = asked
    needs = [line.need(line.reserved + line.backordered) for line in lines]
    found = source_waiting(Question(needs, lots, sites, policy, NOW), lines, kept)
    left = {(lot.location_id, lot.product_id): lot.units for lot in lots}
    taken: Counter[UUID] = Counter()
    pins = {line.id: line.only_at for line in lines}
    for take in found.decision.plan.takes:
        assert pins[take.order_line_id] in (None, take.location_id)
        left[take.location_id, take.product_id] -= take.quantity
        taken[take.order_line_id] += take.quantity
    staying: Counter[UUID] = Counter()
    for row in kept:
        units = found.stays.get(row.id, 0)
        assert 0 <= units <= row.quantity
        left[row.location_id, row.product_id] -= units
        staying[row.order_line_id] += units
    assert min(left.values()) >= 0, "units in two places"
    for line in lines:
        assert line.reserved <= taken[line.id] + staying[line.id] <= line.reserved + line.backordered
    return found, taken


@given(questions())
def test_every_unit_is_in_one_place_and_none_is_given_up(
    asked: tuple[list[WaitingLine], list[Kept], list[Lot], dict[UUID, Site]],
) -> None:
    strict = [{"kind": kind} for kind in ("OPEN", "CAPACITY")]
    sourced(asked, parse(strict, [SPLITS]))
    sourced(asked, parse([*strict, {"kind": "WHOLE_LINE"}], [SPLITS]))


@given(questions())
def test_without_filters_all_that_is_reserved_is_allocated(
    asked: tuple[list[WaitingLine], list[Kept], list[Lot], dict[UUID, Site]],
) -> None:
    _, taken = sourced(asked, parse([], [SPLITS]))
    for line in asked[0]:
        assert taken[line.id] >= line.reserved


@given(questions())
def test_an_order_larger_than_a_day_goes_out_day_by_day(
    asked: tuple[list[WaitingLine], list[Kept], list[Lot], dict[UUID, Site]],
) -> None:
    """What capacity holds back is what capacity has no room for, and not a unit more."""
    lines, _, lots, sites = asked
    _, taken = sourced(asked, parse([{"kind": "CAPACITY"}], [SPLITS]))
    if len(lines) == 1 and lines[0].only_at is None:
        (line,) = lines
        there = {
            lot.location_id: lot.units if sites[lot.location_id].active else lot.kept
            for lot in lots
            if lot.product_id == line.product_id
        }
        room = sum(
            min(units, each)
            for place, units in there.items()
            if (each := 99 if sites[place].capacity is None else sites[place].capacity or 0)
        )
        assert taken[line.id] == min(room, line.reserved + line.backordered)
