"""What every row of the table is made of: ours and a floor, measured by turns, and a ratio.

A single figure of a busy machine says little. So both sides run in short turns, one after the other,
each turn gives one ratio, and what is shown is the median of the turns, for the two sides and for
their ratio.
"""

import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

Turn = Callable[[], Awaitable[float]]
"One short measurement of one side."


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: so many turns of so many seconds."""

    turns: int
    seconds: float


THOROUGH = Effort(turns=7, seconds=3.0)
QUICK = Effort(turns=3, seconds=1.0)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a row came to. `ratio` is ours over the floor unless the row says otherwise."""

    ours: float
    floor: float
    ratio: float
    unit: str
    reached: bool | None
    "None where the machine cannot say."
    notes: dict[str, Any] = field(default_factory=dict)


async def by_turns(ours: Turn, floor: Turn, effort: Effort) -> tuple[float, float, float]:
    """The medians of both sides and of the turns' ratios, after one turn each that does not count."""
    await ours()
    await floor()
    found = [(await ours(), await floor()) for _ in range(effort.turns)]
    return (
        statistics.median(mine for mine, _ in found),
        statistics.median(theirs for _, theirs in found),
        statistics.median(mine / theirs for mine, theirs in found),
    )


async def at_least(
    ours: Turn, floor: Turn, effort: Effort, *, wanted: float, unit: str, **notes: Any
) -> Finding:
    """A row whose ratio is to be no less than `wanted`."""
    mine, theirs, ratio = await by_turns(ours, floor, effort)
    return Finding(mine, theirs, ratio, unit, ratio >= wanted, notes)


async def at_most(
    ours: Turn, floor: Turn, effort: Effort, *, wanted: float, unit: str, **notes: Any
) -> Finding:
    """A row whose ratio is to be no more than `wanted`."""
    mine, theirs, ratio = await by_turns(ours, floor, effort)
    return Finding(mine, theirs, ratio, unit, ratio <= wanted, notes)


def percentile(values: list[float], share: float) -> float:
    """The value that `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
