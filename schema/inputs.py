"""What all inputs share."""

from typing import Any

import strawberry

_KEY = (
    "Makes the request safe to repeat: the same key and input again, within 24 hours, gives the first "
    "answer and does nothing."
)
_VERSION = "The version you decided on; refused with VERSION_CONFLICT where it is another one by now."


def given(description: str, *, name: str | None = None) -> Any:
    """A part that must be given."""
    return strawberry.field(description=description, name=name)


def optional(description: str) -> Any:
    """A part that may be left out; null is the same."""
    return strawberry.field(description=description, default=None)


def clearable(description: str) -> Any:
    """A part that stays as it is when it is left out, and that null takes away."""
    return strawberry.field(description=description, default=strawberry.UNSET)


def is_given(value: Any) -> bool:
    """Whether a clearable part was said, be it null."""
    return value is not strawberry.UNSET


def said(**parts: Any) -> Any:
    """Those of the clearable parts that were said, be it null, as a verb's keywords."""
    return {name: value for name, value in parts.items() if is_given(value)}


def idempotency_key() -> Any:
    """The part that makes a mutation safe to repeat."""
    return optional(_KEY)


def expected_version() -> Any:
    """The part that keeps two people from deciding over each other."""
    return optional(_VERSION)
