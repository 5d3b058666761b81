"""An address is what the library says it is, also where most of it is known already."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from domain.customers.service import checked_email
from domain.kernel.errors import InvalidInput

PATH = ("input", "email")
LONG_DOMAIN = ".".join(["d" * 60] * 3)
NAMES = st.one_of(
    st.text("abZ09._-+'!@ \"\\é", max_size=12),
    st.sampled_from(
        ["ana", "a.b", ".a", "a.", "a..b", '"a b"', "ana <ana", "n" * 64, "n" * 65, "n" * 80]
    ),
)
DOMAINS = st.one_of(
    st.text("abZ09.-_é@> [", max_size=12),
    st.sampled_from(["example.com", "EXAMPLE.com", "test", "localhost", "exa_mple.com", "a.b-"]),
    st.sampled_from(["bücher.example", "xn--bcher-kva.example", "xn--a", "[127.0.0.1]", "a.com>"]),
    st.sampled_from([LONG_DOMAIN, LONG_DOMAIN + ".com"]),
)


def found(email: str) -> str | None:
    """What the house says; None for no address."""
    try:
        return checked_email(email, path=PATH)
    except InvalidInput:
        return None


def expected(email: str) -> str | None:
    """What the library says of all of it."""
    try:
        checked = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


@given(NAMES, DOMAINS)
def test_it_is_what_the_library_says(name: str, domain: str) -> None:
    email = f"{name}@{domain}"
    assert found(email) == expected(email)
    assert found(email) == expected(email), "the second time, too"


@pytest.mark.parametrize("length", [253, 254, 255])
def test_it_has_254_characters_at_most(length: int) -> None:
    email = "a" * (length - len(LONG_DOMAIN) - 1) + "@" + LONG_DOMAIN
    assert len(email) == length
    assert found(email) == expected(email) == (email if length <= 254 else None)


def test_its_domain_may_be_written_in_other_letters() -> None:
    assert found("Ana@BÜCHER.example") == found("ana@xn--bcher-kva.example") == "ana@bücher.example"
