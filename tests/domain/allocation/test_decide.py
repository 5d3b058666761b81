"""Decisions: which location, and why not the others."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from domain.allocation import cut
from domain.allocation.decide import Candidate, Decision, Question
from domain.allocation.distance import Point, kilometres
from domain.allocation.explain import decide
from domain.allocation.plans import Need
from domain.allocation.policy import DEFAULT, Policy, parse
from domain.allocation.sites import Lot, Site
from domain.kernel.errors import InvalidInput

MUG, TEE = UUID(int=1), UUID(int=2)
BER, HAM, MUC = UUID(int=10), UUID(int=20), UUID(int=30)
L1, L2 = UUID(int=101), UUID(int=102)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 3, tzinfo=UTC)
NEEDS = [Need(L1, MUG, 2), Need(L2, TEE, 1)]


def site(id: UUID, **facts: Any) -> Site:
    given = {
        "priority": id.int,
        "starts_on": date(2026, 3, 2),
        "opens_at": NOW,
        "tomorrow": MIDNIGHT,
    } | facts
    return Site(id, {BER: "BER", HAM: "HAM", MUC: "MUC"}.get(id, str(id.int)), **given)


def ask(
    stock: Mapping[tuple[UUID, UUID], int],
    sites: Sequence[Site],
    *,
    policy: Policy = DEFAULT,
    needs: Sequence[Need] = NEEDS,
    since: Mapping[UUID, datetime] | None = None,
) -> Decision:
    known = {each.location_id: each for each in sites}
    lots = [
        Lot(place, product, units, since=(since or {}).get(place))
        for (place, product), units in stock.items()
        if place in known
    ]
    return decide(Question(needs, lots, known, policy, NOW))


def by_id(decision: Decision) -> dict[UUID, Candidate]:
    return {each.site.location_id: each for each in decision.candidates}


def chosen(decision: Decision) -> list[UUID]:
    return [each.site.location_id for each in decision.candidates if each.outcome == "CHOSEN"]


def goal(name: str, weight: str = "1", **settings: str) -> dict[str, Any]:
    return {"goal": name, "weight": weight, "settings": settings}


WHOLE = {(BER, MUG): 5, (BER, TEE): 5, (HAM, MUG): 2, (HAM, TEE): 1, (MUC, MUG): 2, (MUC, TEE): 0}
THREE = [site(BER), site(HAM), site(MUC)]


def test_each_candidate_hears_why_it_lost() -> None:
    decision = ask(WHOLE, THREE)
    assert chosen(decision) == [BER]
    assert by_id(decision)[BER].units == 3
    assert by_id(decision)[HAM].reasons == (("ASKED_LATER", "equally good, and asked later"),)
    assert by_id(decision)[MUC].reasons == (
        ("SHORT", "1 short"),
        ("WOULD_SPLIT", "would split the order"),
    )
    assert by_id(decision)[MUC].could_give == 2
    assert decision.plan.exact
    assert decision.retry_at is None


@pytest.mark.parametrize(
    ("filters", "facts", "reason"),
    [
        ([], {"active": False}, ("INACTIVE", "not sourced from any more")),
        ([], {"serves": False}, ("OTHER_CHANNEL", "does not serve the channel")),
        ([{"kind": "OPEN"}], {"is_open": False}, ("CLOSED", "closed")),
        ([{"kind": "BEFORE_CUT_OFF"}], {"past_cut_off": True}, ("PAST_CUT_OFF", "past cut-off")),
        (
            [{"kind": "CAPACITY"}],
            {"capacity": 50, "capacity_left": 0},
            ("NO_CAPACITY", "the day's capacity of 50 is given out"),
        ),
        (
            [{"kind": "WITHIN_DISTANCE", "value": 300}],
            {"kilometres": 411.6},
            ("TOO_FAR", "412 km away, 300 at most"),
        ),
    ],
)
def test_a_filter_refuses_a_location_and_says_so(
    filters: list[dict[str, Any]], facts: dict[str, Any], reason: tuple[str, str]
) -> None:
    policy = parse(filters, [goal("FEWEST_SPLITS")])
    decision = ask(WHOLE, [site(BER, **facts), site(HAM), site(MUC)], policy=policy)
    assert chosen(decision) == [HAM]
    assert by_id(decision)[BER].outcome == "REFUSED"
    assert by_id(decision)[BER].reasons == (reason,)


def test_what_no_filter_asks_for_is_not_asked() -> None:
    decision = ask(
        WHOLE,
        [site(BER, is_open=False, past_cut_off=True, capacity=1, capacity_left=0, kilometres=9_000)],
        policy=parse([], [goal("FEWEST_SPLITS")]),
    )
    assert chosen(decision) == [BER]


def test_a_location_takes_as_many_units_as_its_day_has_room_for() -> None:
    decision = ask(WHOLE, [site(BER, capacity=10, capacity_left=1)])
    assert (decision.asked, decision.missing) == (3, 2)
    assert decision.retry_at == MIDNIGHT


def test_what_time_alone_refuses_is_looked_at_again_when_time_has_passed() -> None:
    policy = parse([{"kind": "OPEN"}, {"kind": "WITHIN_DISTANCE", "value": 100}], [])
    opens = NOW + timedelta(hours=3)
    places = [
        site(BER, is_open=False, opens_at=opens),
        site(HAM, is_open=False, opens_at=NOW + timedelta(hours=1), kilometres=500.0),
    ]
    decision = ask(WHOLE, places, policy=policy)
    assert decision.plan.takes == ()
    assert decision.retry_at == opens
    assert ask({}, THREE, policy=policy).retry_at is None


def test_goals_are_weighed_against_each_other() -> None:
    near_and_far = [site(BER, kilometres=50.0), site(HAM, kilometres=350.0), site(MUC, kilometres=60.0)]
    stock = {(BER, MUG): 2, (MUC, TEE): 1, (HAM, MUG): 2, (HAM, TEE): 1}
    one_parcel = parse([], [goal("FEWEST_SPLITS", "5"), goal("DISTANCE")])
    nearest = parse([], [goal("FEWEST_SPLITS", "1"), goal("DISTANCE")])
    assert chosen(ask(stock, near_and_far, policy=one_parcel)) == [HAM]
    assert sorted(chosen(ask(stock, near_and_far, policy=nearest))) == [BER, MUC]
    lost = by_id(ask(stock, near_and_far, policy=nearest))[HAM]
    # 1 + 3.5 points against 2 parcels and (2 × 0.5 + 0.6) / 3.
    assert lost.total == 4_500
    assert lost.reasons == (("COSTS_MORE", "1.967 points more than what was chosen"),)
    assert lost.scores == (("FEWEST_SPLITS", 1_000), ("DISTANCE", 3_500))


@pytest.mark.parametrize(
    ("given", "places", "winner"),
    [
        (goal("PRIORITY"), [site(BER, priority=500), site(HAM, priority=20)], HAM),
        (
            goal("COST_TO_SHIP", perParcel="4", perKilometer="0.01"),
            [site(BER, kilometres=200.0), site(HAM, kilometres=199.0)],
            HAM,
        ),
        (
            goal("COST_TO_SHIP", perUnitKilometer="0.001"),
            [site(BER, kilometres=200.0), site(HAM, kilometres=199.0)],
            HAM,
        ),
    ],
)
def test_a_goal_chooses(given: dict[str, Any], places: list[Site], winner: UUID) -> None:
    assert chosen(ask(WHOLE, places, policy=parse([], [given]))) == [winner]


def test_balance_takes_from_where_most_lies_and_age_from_where_it_has_lain_longest() -> None:
    needs = [Need(L1, MUG, 1)]
    stock = {(BER, MUG): 3, (HAM, MUG): 30}
    places = [site(BER), site(HAM)]
    assert chosen(ask(stock, places, needs=needs, policy=parse([], [goal("BALANCE")]))) == [HAM]
    since = {BER: NOW - timedelta(days=9), HAM: NOW - timedelta(days=90)}
    assert chosen(ask(stock, places, needs=needs, policy=parse([], [goal("AGE")]), since=since)) == [HAM]
    since = {BER: NOW - timedelta(days=99), HAM: NOW - timedelta(days=90)}
    assert chosen(ask(stock, places, needs=needs, policy=parse([], [goal("AGE")]), since=since)) == [BER]


def test_a_location_nowhere_on_the_map_is_no_nearer_than_the_farthest() -> None:
    policy = parse([{"kind": "WITHIN_DISTANCE", "value": 1_000}], [goal("DISTANCE")])
    places = [site(BER), site(HAM, kilometres=400.0), site(MUC, kilometres=500.0)]
    assert chosen(ask(WHOLE, places, policy=policy)) == [HAM]
    assert by_id(ask(WHOLE, places, policy=policy))[BER].total == 5_000


def test_a_location_that_sends_a_parcel_anyway_is_no_split() -> None:
    decision = ask(WHOLE, [site(BER), site(HAM, working=True)])
    assert chosen(decision) == [HAM]
    assert by_id(decision)[BER].reasons == (("COSTS_MORE", "1.000 points more than what was chosen"),)


def test_a_line_is_kept_whole_where_the_policy_says_so() -> None:
    policy = parse([{"kind": "WHOLE_LINE"}], [goal("FEWEST_SPLITS")])
    decision = ask(
        {(BER, MUG): 3, (HAM, MUG): 3}, [site(BER), site(HAM)], policy=policy, needs=[Need(L1, MUG, 4)]
    )
    assert decision.missing == 4
    assert by_id(decision)[BER].reasons == (("NOT_WHOLE_LINE", "carries no line whole"),)


def test_far_too_many_candidates_are_cut_and_the_decision_says_so() -> None:
    places = [site(UUID(int=1_000 + nth), priority=nth) for nth in range(cut.MOST + 50)]
    stock = {(each.location_id, MUG): 1 for each in places} | {(places[-1].location_id, MUG): 2}
    decision = ask(stock, places, needs=[Need(L1, MUG, 2)])
    assert chosen(decision) == [places[-1].location_id]
    assert len(decision.candidates) == cut.MOST
    assert decision.left_out == 50
    assert not decision.plan.exact


def test_a_cut_loses_no_unit_that_is_there() -> None:
    places = [site(UUID(int=1_000 + nth), priority=nth) for nth in range(cut.MOST + 50)]
    stock = {(each.location_id, MUG): 1 for each in places}
    assert ask(stock, places, needs=[Need(L1, MUG, cut.MOST + 50)]).missing == 0


@pytest.mark.parametrize(
    ("filters", "goals", "path"),
    [
        ([{"kind": "OPEN"}, {"kind": "OPEN"}], [], ("filters", "1", "kind")),
        ([{"kind": "OPEN", "value": 3}], [], ("filters", "0", "kilometers")),
        ([{"kind": "WITHIN_DISTANCE"}], [], ("filters", "0", "kilometers")),
        ([{"kind": "WITHIN_DISTANCE", "value": 0}], [], ("filters", "0", "kilometers")),
        ([], [goal("LUCK")], ("goals", "0", "goal")),
        ([], [goal("AGE"), goal("AGE")], ("goals", "1", "goal")),
        ([], [goal("AGE", "0")], ("goals", "0", "weight")),
        ([], [goal("AGE", "1001")], ("goals", "0", "weight")),
        ([], [goal("AGE", perParcel="3")], ("goals", "0", "settings")),
        ([], [goal("COST_TO_SHIP", perParcel="-3")], ("goals", "0", "settings")),
    ],
)
def test_a_policy_that_cannot_be_is_refused_by_its_part(
    filters: list[dict[str, Any]], goals: list[dict[str, Any]], path: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse(filters, goals)
    assert refusal.value.path == path


def test_a_policy_is_the_same_after_it_was_stored() -> None:
    policy = parse(
        [{"kind": "WITHIN_DISTANCE", "value": 300}],
        [goal("COST_TO_SHIP", "2.5", perParcel="4.90"), goal("AGE")],
    )
    stored = policy.document()
    again = parse(stored["filters"], stored["goals"])
    assert again.document() == stored
    assert again.goals[0].goal.given["perParcel"] == Decimal("4.90")


def test_distances_are_great_circles() -> None:
    berlin, hamburg, sydney = Point(52.52, 13.405), Point(53.5511, 9.9937), Point(-33.8688, 151.2093)
    assert kilometres(berlin, berlin) == 0
    assert round(kilometres(berlin, hamburg)) == 255
    assert round(kilometres(berlin, sydney)) == 16_095
    assert Point.of(52.52, None) is None
