"""JSON, fast where it can be and never a crash where it cannot.

A JSON text may escape half of a surrogate pair, and Python holds that in a string; no encoder of UTF-8
will write it. What comes in with one is let through, so that the field it stands in can be refused by
name; what goes out with one is written as the same escape.
"""

import json
from asyncio import sleep
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any

import orjson

from schema.sharing import Answer

CELLS = 5_000
"Values that are written at a stretch, about a millisecond of them."
ITEMS = 20
"Items of a long list that are looked at together."
WRITTEN = 256 * 1024
"Bytes of a piece of what is written."


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


@dataclass(frozen=True, slots=True)
class Written:
    """A value that is JSON already, in pieces."""

    pieces: list[bytes]

    def __len__(self) -> int:
        return sum(map(len, self.pieces))


async def write(value: object) -> Written:
    """Write JSON in pieces; the event loop has its turn after each."""
    pieces: list[bytes] = []
    piece = bytearray()
    for some in _in_parts(value):
        piece += some
        if len(piece) >= WRITTEN:
            pieces.append(bytes(piece))
            piece.clear()
            await sleep(0)
    return Written([*pieces, bytes(piece)])


def _in_parts(value: Any) -> Iterator[bytes]:
    """The JSON of a value, bit by bit; none of the bits has much more than `CELLS`."""
    if not _is_large(value):
        yield dump(value)
    elif isinstance(value, dict):
        before = b"{"
        for key, inner in value.items():
            yield before + dump(key) + b":"
            yield from _in_parts(inner)
            before = b","
        yield b"}"
    else:
        before = b"["
        for first in range(0, len(value), ITEMS):
            some = value[first : first + ITEMS]
            if _is_large(some):
                for inner in some:
                    yield before
                    yield from _in_parts(inner)
                    before = b","
            else:
                yield before + dump(some)[1:-1]
                before = b","
        yield b"]"


def _is_large(value: Any) -> bool:
    """Whether it holds more than can be written in a moment; looks at no more of it than that."""
    cells, waiting = 0, [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict | list):
            cells += len(each)
            if cells > CELLS:
                return True
            waiting += each.values() if isinstance(each, dict) else each
    return False


def dump(value: object) -> bytes:
    """Write JSON in UTF-8."""
    try:
        return orjson.dumps(value, default=_as_written)
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


def _as_written(value: object) -> orjson.Fragment:
    if isinstance(value, Written):
        return orjson.Fragment(b"".join(value.pieces))
    raise TypeError


def _read_again(value: object) -> Any:
    if isinstance(value, orjson.Fragment):
        return load(value.contents)
    if isinstance(value, Written):
        return load(b"".join(value.pieces))
    raise TypeError(f"{type(value).__name__} has no JSON form")
