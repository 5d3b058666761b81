"""Money: exact at the edge, whole inside, and parts that add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.errors import InvalidInput
from domain.kernel.money import MAX_MINOR, apportion, digits, share, to_decimal, to_minor

PATH = ("input", "amount")
AMOUNTS = st.integers(0, MAX_MINOR)
WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.5", "EUR", 1250),
        ("12.500000", "EUR", 1250),
        ("0", "EUR", 0),
        ("0e-900", "EUR", 0),
        ("1e3", "EUR", 100_000),
        ("1999", "JPY", 1999),
        ("1.234", "KWD", 1234),
        ("1000000000000", "EUR", MAX_MINOR),
    ],
)
def test_an_amount_becomes_minor_units_of_its_currency(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency, path=PATH) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "EUR"),
        ("1.5", "JPY"),
        ("1.2345", "KWD"),
        ("1." + "0" * 60 + "1", "EUR"),
        ("1e-99999999", "EUR"),
        ("1000000000000.01", "EUR"),
        ("1e500", "EUR"),
        ("-0.01", "EUR"),
        ("NaN", "EUR"),
        ("Infinity", "EUR"),
        ("-Infinity", "EUR"),
    ],
)
def test_an_amount_that_the_currency_cannot_express_is_refused_by_name(
    amount: str, currency: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        to_minor(Decimal(amount), currency, path=PATH)
    assert refusal.value.path == PATH


def test_zero_is_refused_where_something_must_move() -> None:
    with pytest.raises(InvalidInput):
        to_minor(Decimal(0), "EUR", path=PATH, allow_zero=False)


def test_an_amount_goes_out_with_exactly_its_currencys_digits() -> None:
    assert str(to_decimal(1250, "BRL")) == "12.50"
    assert str(to_decimal(1250, "JPY")) == "1250"
    assert str(to_decimal(1250, "KWD")) == "1.250"
    assert str(to_decimal(0, "EUR")) == "0.00"


@given(AMOUNTS, st.sampled_from(["JPY", "EUR", "KWD", "BRL"]))
def test_an_amount_survives_the_way_out_and_back(minor: int, currency: str) -> None:
    assert to_minor(to_decimal(minor, currency), currency, path=PATH) == minor
    assert digits(currency) in (0, 2, 3)


def test_a_discount_is_spread_by_largest_remainder() -> None:
    assert apportion(100, [1, 1, 1]) == [34, 33, 33]
    assert apportion(5, [0, 3, 1]) == [0, 4, 1]
    assert apportion(7, [0, 0]) == [7, 0]
    assert apportion(7, []) == []


@given(AMOUNTS, WEIGHTS)
def test_parts_add_up_to_the_whole_and_stay_within_one_unit_of_fair(
    total: int, weights: list[int]
) -> None:
    parts = apportion(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
    if whole := sum(weights):
        for part, weight in zip(parts, weights, strict=True):
            assert abs(part * whole - total * weight) < whole
            assert part <= weight or total > whole


@given(AMOUNTS, st.lists(st.integers(0, 50), min_size=1, max_size=8).filter(any))
def test_shares_of_any_sequence_of_steps_add_up(total: int, steps: list[int]) -> None:
    units = sum(steps)
    gone, taken = 0, 0
    for step in steps:
        before, after = share(total, of=units, units=gone), share(total, of=units, units=gone + step)
        assert before <= after
        taken, gone = taken + after - before, gone + step
    assert taken == total
