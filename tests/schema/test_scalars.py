"""Decimals are exact and instants have an offset."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from graphql import GraphQLError, parse_value

from schema.scalars import (
    parse_decimal,
    parse_decimal_literal,
    parse_instant,
    serialize_decimal,
    serialize_instant,
)


@pytest.mark.parametrize(
    ("given", "exact"),
    [
        ("12.50", "12.50"),
        (" 7 ", "7"),
        (7, "7"),
        (0.1, "0.1"),
        (19.99, "19.99"),
        ("-3", "-3"),
        ("1e3", "1E+3"),
    ],
)
def test_a_variable_is_taken_in_exactly(given: object, exact: str) -> None:
    assert str(parse_decimal(given)) == exact


@pytest.mark.parametrize(
    ("literal", "exact"),
    [("0.30000000000000000001", "0.30000000000000000001"), ('"12.50"', "12.50"), ("7", "7")],
)
def test_a_literal_never_becomes_a_float(literal: str, exact: str) -> None:
    assert str(parse_decimal_literal(parse_value(literal))) == exact


@pytest.mark.parametrize(
    "given",
    ["", "abc", "NaN", "Infinity", "-Infinity", "sNaN", "1e31", "1e-31", "1_000", "٣", "9" * 65,
     True, None, [], {}, float("inf"), float("nan"), 1e300, 10**400, "1e999999999999999999999"],
)  # fmt: skip
def test_what_is_no_decimal_is_refused(given: object) -> None:
    with pytest.raises(GraphQLError):
        parse_decimal(given)


@pytest.mark.parametrize("literal", ["true", "null", "[1]", "{a: 1}", "ENUM", '"NaN"'])
def test_a_literal_that_is_no_decimal_is_refused(literal: str) -> None:
    with pytest.raises(GraphQLError):
        parse_decimal_literal(parse_value(literal))


def test_a_decimal_is_sent_without_an_exponent() -> None:
    assert serialize_decimal(Decimal("1E+3")) == "1000"
    assert serialize_decimal(Decimal("12.50")) == "12.50"
    assert serialize_decimal(Decimal("0.0000001")) == "0.0000001"


def test_instants_come_out_in_utc() -> None:
    instant = parse_instant("2026-01-31T06:30:00-03:00")
    assert instant == datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
    assert serialize_instant(instant) == "2026-01-31T09:30:00Z"


@pytest.mark.parametrize(
    "given", ["2026-01-31T06:30:00", "2026-01-31", "yesterday", "", 5, None, "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_instant_is_refused(given: object) -> None:
    with pytest.raises(GraphQLError):
        parse_instant(given)
