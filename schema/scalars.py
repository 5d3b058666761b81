"""Scalars that lose nothing: exact decimals and instants with an offset."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

import strawberry
from graphql import (
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    StringValueNode,
    ValueNode,
    print_ast,
)
from strawberry.types.scalar import ScalarDefinition

_LONGEST = 64
_LARGEST_EXPONENT = 30


def _decimal(text: str) -> Decimal:
    """The exact value of a number's text."""
    try:
        if len(text) > _LONGEST or not text.isascii() or "_" in text:
            raise InvalidOperation
        number = Decimal(text)
    except InvalidOperation:
        raise GraphQLError(
            "A Decimal is a number such as '12.50', sent as a string of at most 64 characters."
        ) from None
    if not number.is_finite():
        raise GraphQLError("A Decimal must be finite.")
    exponent = number.as_tuple().exponent
    if number.adjusted() > _LARGEST_EXPONENT or int(exponent) < -_LARGEST_EXPONENT:
        raise GraphQLError("This Decimal is too large or too fine.")
    return number


def parse_decimal(value: Any) -> Decimal:
    """A variable's value: a string, an integer or a JSON number.

    A JSON number was a float before it came here; its shortest text is what was written, for as many
    digits as a float holds.
    """
    if isinstance(value, str):
        return _decimal(value.strip())
    if isinstance(value, Decimal):
        return _decimal(str(value))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _decimal(repr(value) if abs(value) < 10**_LARGEST_EXPONENT else "too large")
    raise GraphQLError("A Decimal is sent as a string, such as '12.50'.")


def parse_decimal_literal(node: ValueNode, variables: Any = None) -> Decimal:
    """A value in a document, from its own characters: no float in between."""
    if isinstance(node, StringValueNode | IntValueNode | FloatValueNode):
        return _decimal(node.value.strip())
    raise GraphQLError(f"A Decimal is sent as a string, such as '12.50'; not {print_ast(node)}.")


def serialize_decimal(value: Any) -> str:
    """Plain digits, never an exponent: ``12.50``."""
    return format(value if isinstance(value, Decimal) else Decimal(value), "f")


def parse_instant(value: Any) -> datetime:
    """An ISO 8601 instant with its offset, as UTC."""
    try:
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise ValueError(value)
        instant = datetime.fromisoformat(value.strip())
        if instant.tzinfo is None:
            raise GraphQLError(
                "A DateTime needs a UTC offset, such as '2026-01-31T09:30:00Z'; this one has none."
            )
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError(
            "A DateTime is ISO 8601 with a UTC offset, such as '2026-01-31T09:30:00Z'."
        ) from None


def serialize_instant(value: datetime) -> str:
    """In UTC: ``2026-01-31T09:30:00Z``."""
    if value.tzinfo is UTC:
        return value.isoformat()[: -len("+00:00")] + "Z"
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_date(value: Any) -> date:
    """An ISO 8601 calendar day."""
    try:
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise ValueError(value)
        return date.fromisoformat(value.strip())
    except ValueError:
        raise GraphQLError("A Date is an ISO 8601 day, such as '2026-01-31'.") from None


def parse_time(value: Any) -> time:
    """An ISO 8601 time of day, on a clock that is said elsewhere."""
    try:
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise ValueError(value)
        local = time.fromisoformat(value.strip())
        if local.tzinfo is not None:
            raise ValueError(value)
        return local
    except ValueError:
        raise GraphQLError("A Time is a time of day without offset, such as '17:30'.") from None


def _literal(parse: Callable[[Any], Any]) -> Callable[[ValueNode, Any], Any]:
    """The same of a value in a document."""

    def parse_literal(node: ValueNode, variables: Any = None) -> Any:
        return parse(node.value if isinstance(node, StringValueNode) else None)

    return parse_literal


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description="Exact decimal, sent as a string. A string or a number is taken in.",
        serialize=serialize_decimal,
        parse_value=parse_decimal,
        parse_literal=parse_decimal_literal,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="ISO 8601 instant with a UTC offset. Answers are in UTC.",
        serialize=serialize_instant,
        parse_value=parse_instant,
        parse_literal=_literal(parse_instant),
    ),
    date: strawberry.scalar(
        name="Date",
        description="ISO 8601 calendar day, such as 2026-01-31.",
        serialize=date.isoformat,
        parse_value=parse_date,
        parse_literal=_literal(parse_date),
    ),
    time: strawberry.scalar(
        name="Time",
        description="ISO 8601 time of day, such as 17:30:00; on whose clock is said where it is used.",
        serialize=time.isoformat,
        parse_value=parse_time,
        parse_literal=_literal(parse_time),
    ),
}
