"""What never reaches a log, whoever logs it: the last look at each line.

We log names, ids, counts and durations. But libraries log what they like and exceptions quote what they
choke on, so a line is looked through for what can be told by its shape; and in production an exception
is shown by its type and its frames, without its words.
"""

import re
import sys
import traceback
from collections.abc import Callable
from operator import methodcaller
from typing import Any, TextIO

_DIGITS, _LONG = bytes.maketrans(b"123456789", b"0" * 9), b"0" * 13


def _may_hold_a_number(line: str) -> bool:
    """Whether there are as many digits in a row as an account's number has, whatever stands between
    them. Every line has a time in it and most have an id: to look through their digits for the shape
    takes as long as all else that is done to a line. Digits of other scripts are left to the shape."""
    return not line.isascii() or _LONG in line.encode().translate(_DIGITS, b" -")


def _holding(sign: str) -> Callable[[str], bool]:
    return methodcaller("__contains__", sign)


_SHAPES = (
    (_holding("@"), re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[mail]"),
    (_holding("wb_"), re.compile(r"\bwb_[0-9a-f]{12}_[0-9a-f]{8,}"), "[key]"),
    (_holding("eyJ"), re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), "[token]"),
    (
        _may_hold_a_number,
        re.compile(r"\d(?<![\w-]\d)(?:[ -]?\d){12,18}[ -]?(?![\w-])"),
        "[number]",
    ),
    (_holding("://"), re.compile(r"(://[^:/@\s]*:)[^@/\s]+@"), r"\1[secret]@"),
)
"""What is true of every text that holds a shape, the shape, and what is shown instead. Most lines have
nothing of the kind, and a look for a few characters costs a hundredth of a look for a shape."""


def redact(logger: Any, method: str, line: Any) -> Any:
    """A log line without what looks personal or secret. Runs after the renderer."""
    if isinstance(line, str):
        for may_hold, shape, name in _SHAPES:
            if may_hold(line):
                line = shape.sub(name, line)
    return line


def frames_only(error: Any) -> str:
    """An exception as its type and where it came from: its message may quote a customer."""
    kind, value, trace = error
    parts = ["Traceback (most recent call last):\n", *traceback.format_tb(trace)]
    state = getattr(getattr(value, "orig", None), "sqlstate", None)
    parts.append(f"{kind.__module__}.{kind.__qualname__}" + (f" (SQLSTATE {state})" if state else ""))
    if value is not None and value.__cause__ is not None:
        cause = value.__cause__
        parts.insert(0, frames_only((type(cause), cause, cause.__traceback__)) + "\n\n")
    return "".join(parts)


def in_full(stream: TextIO, error: Any) -> None:
    """The same with its words, for a developer's terminal; rows that PostgreSQL quotes are left out."""
    text = "".join(traceback.format_exception(*(error if isinstance(error, tuple) else sys.exc_info())))
    stream.write("\n" + re.sub(r"(?m)^DETAIL:.*$", "DETAIL: [a row]", text))
