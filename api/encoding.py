"""JSON, fast where it can be and never a crash where it cannot.

A JSON text may escape half of a surrogate pair, and Python holds that in a string; no encoder of UTF-8
will write it. What comes in with one is let through, so that the field it stands in can be refused by
name; what goes out with one is written as the same escape.
"""

import json
from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any

import orjson

from schema.sharing import Answer


def load(data: str | bytes) -> Any:
    """Read JSON. Raises `json.JSONDecodeError`, also where the text is no text."""
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if "surrogate" not in error.msg:
            raise
    except UnicodeEncodeError as error:
        raise JSONDecodeError("lone surrogate", "", error.start) from None
    try:
        return json.loads(data, parse_constant=_no_constant)
    except (RecursionError, UnicodeDecodeError) as error:
        raise JSONDecodeError(str(error), "", 0) from None


def _no_constant(name: str) -> None:
    raise JSONDecodeError(f"{name} is not JSON", name, 0)


def dump(value: object) -> bytes:
    """Write JSON in UTF-8."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False, default=_read_again).encode()


def with_data_once(shown: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is shown of an event, its data as the JSON that was written for whoever was sent it first."""
    data = shown.get("data")
    if not isinstance(data, Answer):
        return shown
    if data.written is None:
        data.written = dump(data)
    return {**shown, "data": orjson.Fragment(data.written)}


def _read_again(value: object) -> Any:
    if isinstance(value, orjson.Fragment):
        return load(value.contents)
    raise TypeError(f"{type(value).__name__} has no JSON form")
