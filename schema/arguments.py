"""What any argument must be before a verb sees it, and how a request is written down canonically.

Checked here, once for all fields: strings that PostgreSQL cannot store, strings and lists without end.
What a value means is the verbs' business.
"""

import dataclasses
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from strawberry import UNSET
from strawberry.utils.str_converters import to_camel_case

from domain.kernel.errors import InvalidInput
from domain.kernel.words import MAX_NAME, MAX_TEXT, is_storable

MAX_ITEMS = 500
_TEXTS = frozenset({"reason", "note", "message", "token", "after", "before"})
"Arguments that hold more than a name."


class _Part(NamedTuple):
    """A field of an input, in Python and in GraphQL; `clears` where null takes it away, and leaving it
    out leaves it."""

    name: str
    sent: str
    clears: bool


def _parts(value: Any) -> tuple[_Part, ...]:
    kind: Any = type(value)
    return _parts_of(kind)


@cache
def _parts_of(kind: Any) -> tuple[_Part, ...]:
    if not dataclasses.is_dataclass(kind):
        return ()
    return tuple(
        _Part(field.name, to_camel_case(field.name), field.default is UNSET)
        for field in dataclasses.fields(kind)
    )


_sent = cache(to_camel_case)
"An argument as clients call it."


def check_arguments(arguments: Mapping[str, Any]) -> None:
    """Raises `InvalidInput` naming the argument that holds NUL bytes, lone surrogates, too many
    characters or too many items."""
    for name, value in arguments.items():
        _check(value, (_sent(name),))


def _check(value: Any, path: tuple[str, ...]) -> None:
    if isinstance(value, str):
        longest = MAX_TEXT if path[-1] in _TEXTS else MAX_NAME
        if not is_storable(value):
            raise InvalidInput(
                "This holds characters that are no text (NUL, lone surrogates).", path=path
            )
        if len(value) > longest:
            raise InvalidInput(f"At most {longest} characters.", path=path)
    elif isinstance(value, list):
        if len(value) > MAX_ITEMS:
            raise InvalidInput(f"At most {MAX_ITEMS} items.", path=path)
        for index, item in enumerate(value):
            _check(item, (*path, str(index)))
    else:
        for part in _parts(value):
            # Most of an input is not said: nobody looks for what is in there.
            if (said := getattr(value, part.name)) is not None:
                _check(said, (*path, part.sent))


def canonical(value: Any) -> Any:
    """A value as JSON in one form: what is left out equals null (unless null takes away), 1.50
    equals 1.5."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if parts := _parts(value):
        form = {}
        for name, _, clears in parts:
            part = getattr(value, name)
            if part is not UNSET and (part is not None or clears) and name != "idempotency_key":
                form[name] = canonical(part)
        return form
    return value
