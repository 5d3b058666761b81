"""Time as a ratio: what something costs against a floor that is measured in the same breath.

These machines are shared; a limit in seconds would fail on a busy one and prove nothing on a fast one.
"""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

from graphql import parse

_PAGE = "{" + " locations { code }" * 390 + "}"


def _floor() -> float:
    """Reading a long, honest document once: some ten milliseconds."""
    spent = []
    for _ in range(3):
        began = time.process_time()
        parse(_PAGE)
        spent.append(time.process_time() - began)
    return min(spent)


@contextmanager
def next_to_nothing(times: int = 25) -> Iterator[None]:
    """The block's CPU time is that of reading a long document a few times, at most.

    What the limits are there to stop takes thousands of times as long. The collector waits: what other
    tests have left behind is not this one's to walk over.
    """
    floor = _floor()
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        yield
        spent = time.process_time() - began
    finally:
        gc.enable()
    assert spent < times * floor, f"{spent:.3f} s of CPU, {spent / floor:.0f} times the floor"
