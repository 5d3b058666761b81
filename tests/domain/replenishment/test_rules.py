"""The arithmetic against worked examples of a textbook, and of PostgreSQL against Python.

The examples are of Sunil Chopra and Peter Meindl, "Supply Chain Management: Strategy, Planning, and
Operation", chapter "Managing Uncertainty in a Supply Chain: Safety Inventory".
"""

from statistics import stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Float, bindparam, select

from domain.kernel.database import Database
from domain.replenishment.calculation import COLUMNS
from domain.replenishment.rules import (
    NUMBERS,
    Arithmetic,
    deviation,
    in_packs,
    lead_time_deviation,
    order_up_to,
    reorder_point,
    safety_factor,
    safety_stock,
)


def test_palm_organizers_at_b_and_m() -> None:
    """Weekly demand 2,500 ± 500, two weeks of lead time: 707 units vary, and for a service level of 90
    percent 907 are kept in reserve (906.2, rounded up), so that 5,907 is the time to order."""
    varies = lead_time_deviation(2_500, 500, 2, 0)
    assert round(varies) == 707
    reserve = safety_stock(safety_factor(0.90), varies)
    assert reserve == 907
    assert reorder_point(2_500, 2, reserve) == 5_907


@pytest.mark.parametrize(
    ("lead_time_spread", "varies", "reserve"),
    [
        (6, 15_058, 19_298),
        (5, 12_570, 16_109),
        (4, 10_087, 12_927),
        (3, 7_616, 9_760),
        (2, 5_172, 6_628),
        (1, 2_828, 3_625),
        (0, 1_323, 1_695),
    ],
)
def test_what_an_unsure_lead_time_costs_dell(lead_time_spread: int, varies: int, reserve: int) -> None:
    """Daily demand 2,500 ± 500, seven days of lead time that vary, a service level of 90 percent: the
    table of the example on lead time uncertainty, which rounds where we round up."""
    found = lead_time_deviation(2_500, 500, 7, lead_time_spread)
    assert round(found) == varies
    assert safety_stock(safety_factor(0.90), found) in (reserve, reserve + 1)
    assert abs(safety_factor(0.90) * found - reserve) < 1


@pytest.mark.parametrize(
    ("service_level", "factor"),
    [(0.5, 0.0), (0.84134, 1.0), (0.90, 1.2816), (0.95, 1.6449), (0.97725, 2.0), (0.99, 2.3263)],
)
def test_the_factor_is_the_quantile_of_the_normal_distribution(
    service_level: float, factor: float
) -> None:
    assert safety_factor(service_level) == pytest.approx(factor, abs=5e-5)


def test_a_sample_is_judged_by_its_sums() -> None:
    weeks = [12, 0, 7, 31, 4, 0, 0, 9]
    found = deviation(sum(weeks), sum(units**2 for units in weeks), len(weeks))
    assert found == pytest.approx(stdev(weeks))
    assert deviation(30, 300, 3) == 0, "ten each week"


@pytest.mark.parametrize(
    ("quantity", "pack", "minimum", "bought"),
    [(1, 1, 1, 1), (13, 6, 1, 18), (12, 6, 1, 12), (3, 6, 20, 24), (0.2, 1, 1, 1)],
)
def test_whole_packs_and_no_fewer_than_the_minimum(
    quantity: float, pack: int, minimum: int, bought: int
) -> None:
    assert in_packs(quantity, pack, minimum) == bought


def test_an_order_covers_its_time_beyond_the_reorder_point() -> None:
    assert order_up_to(14, 0.7, 7) == 19


def through(by: Arithmetic, f: dict[str, object]) -> list[object]:
    """Every rule, each on what the ones before have found."""
    spread = deviation(f["total"], f["squares"], f["count"], by)
    varies = lead_time_deviation(f["mean"], spread, f["lead"], f["unsure"], by)
    reserve = safety_stock(f["factor"], varies, by)
    point = reorder_point(f["mean"], f["lead"], reserve, by)
    return [spread, varies, reserve, point, in_packs(order_up_to(point, f["mean"], 7, by), 6, 20, by)]


FIGURES = st.fixed_dictionaries(
    {
        "weeks": st.lists(st.integers(0, 5_000), min_size=2, max_size=8),
        "mean": st.integers(0, 9_000).map(lambda units: units / 8),
        "lead": st.integers(0, 400).map(lambda days: days / 4),
        "unsure": st.integers(0, 80).map(lambda days: days / 4),
        "factor": st.sampled_from([0.0, safety_factor(0.9), safety_factor(0.95)]),
    }
)


async def test_postgresql_calculates_what_python_does(database: Database) -> None:
    names = ("total", "squares", "count", "mean", "lead", "unsure", "factor")
    columns = {name: bindparam(name, type_=Float) for name in names}
    statement = select(*through(COLUMNS, columns))  # type: ignore[call-overload]
    cases: list[dict[str, object]] = []

    @settings(max_examples=150, database=None)
    @given(FIGURES)
    def collect(figures: dict[str, object]) -> None:
        cases.append(figures)

    collect()
    assert len(cases) >= 100
    async with database.read() as read:
        for figures in cases:
            weeks = figures.pop("weeks")
            assert isinstance(weeks, list)
            sums = {
                "total": sum(weeks),
                "squares": sum(units**2 for units in weeks),
                "count": len(weeks),
            }
            expected = through(NUMBERS, sums | figures)
            (found,) = (await read.execute(statement, sums | figures)).all()
            assert list(found) == pytest.approx(expected), figures
