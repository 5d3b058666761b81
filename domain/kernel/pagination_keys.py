"""Reading a cursor's sort key back into column values; what was never ours is refused, not guessed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Numeric, Uuid
from sqlalchemy.types import Integer, TypeEngine

from domain.kernel.errors import InvalidInput
from domain.kernel.pagination import PageRequest


def read_key(
    request: PageRequest, list_name: str, types: Sequence[TypeEngine[Any]]
) -> tuple[Any, ...] | None:
    """The values of the request's cursor, in the types of the key's columns; None without a cursor.

    The first element of a cursor names its list and sort. Raises `InvalidInput` naming the argument
    for a cursor of another list.
    """
    if request.cursor is None:
        return None
    argument = "before" if request.backwards else "after"
    name, *values = request.cursor
    try:
        if name != list_name or len(values) != len(types):
            raise ValueError(name)
        return tuple(_read(value, type_) for value, type_ in zip(values, types, strict=True))
    except (ValueError, TypeError, InvalidOperation, OverflowError):
        raise InvalidInput("This cursor belongs to another list.", path=(argument,)) from None


def _read(value: Any, type_: TypeEngine[Any]) -> Any:
    if isinstance(type_, Uuid):
        return UUID(value)
    if isinstance(type_, DateTime):
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError(value)
        return instant.astimezone(UTC)
    if isinstance(type_, Numeric):
        number = Decimal(value)
        if not number.is_finite() or abs(number.adjusted()) > 30:
            raise ValueError(value)
        return number
    if isinstance(type_, Integer):
        if type(value) is not int or abs(value) >= 2**63:
            raise ValueError(value)
        return value
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    value.encode()
    return value
