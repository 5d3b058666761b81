"""What never reaches a log, whoever logs it: the last look at each line.

We log names, ids, counts and durations. But libraries log what they like and exceptions quote what they
choke on, so a line is looked through for what can be told by its shape; and in production an exception
is shown by its type and its frames, without its words.
"""

import re
import sys
import traceback
from typing import Any, TextIO

_SHAPES = (
    ("@", re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[mail]"),
    ("wb_", re.compile(r"\bwb_[0-9a-f]{12}_[0-9a-f]{8,}"), "[key]"),
    ("eyJ", re.compile(r"\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*"), "[token]"),
    ("", re.compile(r"\d(?<![\w-]\d)(?:[ -]?\d){12,18}[ -]?(?![\w-])"), "[number]"),
    ("://", re.compile(r"(://[^:/@\s]*:)[^@/\s]+@"), r"\1[secret]@"),
)
"""What there is in every text of a shape, the shape, and what is shown instead. Most lines have nothing
of the kind, and a look for a few characters costs a hundredth of a look for a shape. Every line has a
time in it, so digits are looked for in all: by a shape that begins with one, where a search can jump to
the next, rather than with what stands before it."""


def redact(logger: Any, method: str, line: Any) -> Any:
    """A log line without what looks personal or secret. Runs after the renderer."""
    if isinstance(line, str):
        for sign, shape, name in _SHAPES:
            if sign in line:
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
