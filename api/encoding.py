"""JSON, fast where it can be and never a crash where it cannot.

A JSON text may escape half of a surrogate pair, and Python holds that in a string; no encoder of UTF-8
will write it. What comes in with one is let through, so that the field it stands in can be refused by
name; what goes out with one is written as the same escape.
"""

import json
from json import JSONDecodeError
from typing import Any

import orjson


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
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
