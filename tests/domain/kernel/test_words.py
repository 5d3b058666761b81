"""Strings, addresses, e-mails and quantities from outside: what is refused, and by which name."""

from dataclasses import replace
from typing import Any

import pytest

from domain.customers.service import checked_email
from domain.kernel.address import Address
from domain.kernel.errors import InvalidInput
from domain.kernel.quantity import checked_quantity
from domain.kernel.words import checked_text
from tests.factories.people import ADDRESS

PATH = ("input", "name")


def test_a_string_loses_the_white_space_around_it() -> None:
    assert checked_text("  Blue mug\n", path=PATH) == "Blue mug"


@pytest.mark.parametrize("value", ["", "   ", "a\x00b", "a\ud800b", "x" * 256])
def test_a_string_that_cannot_be_kept_is_refused_by_name(value: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        checked_text(value, path=PATH)
    assert refusal.value.path == PATH


@pytest.mark.parametrize("quantity", [0, -1, 2**31, 10**30])
def test_a_quantity_is_a_number_of_units_that_the_database_can_hold(quantity: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        checked_quantity(quantity, path=("input", "lines", 0, "quantity"))
    assert refusal.value.path == ("input", "lines", "0", "quantity")
    assert checked_quantity(2**31 - 1, path=PATH) == 2**31 - 1


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@example.com", "a b@example.com", "ana@exa\x00mple.com",
              "ana@example.com\ud800", "a" * 400 + "@example.com", "ana@example.com, b@example.com"]
)  # fmt: skip
def test_an_email_that_is_none_is_refused_by_name(email: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        checked_email(email, path=("input", "email"))
    assert refusal.value.path == ("input", "email")


def test_an_email_is_kept_in_lower_case() -> None:
    assert checked_email(" Ana@Example.COM ", path=PATH) == "ana@example.com"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"name": " "}, "name"),
        ({"line1": ""}, "line1"),
        ({"city": "\x00"}, "city"),
        ({"line2": "x" * 256}, "line2"),
        ({"postal_code": "1\ud800"}, "postalCode"),
        ({"country": "Germany"}, "country"),
        ({"country": "D1"}, "country"),
        ({"country": "ÄÖ"}, "country"),
    ],
)
def test_an_address_is_refused_by_the_part_at_fault(change: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        replace(ADDRESS, **change).checked(("input", "shippingAddress"))
    assert refusal.value.path == ("input", "shippingAddress", named)


def test_an_address_survives_its_document() -> None:
    assert Address.from_document(ADDRESS.to_document()) == ADDRESS
