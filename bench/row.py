"""What a row of the table says of itself, and how it is measured."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bench.measure import Effort, Finding
from bench.stage import Stage


@dataclass(frozen=True, slots=True)
class Row:
    """One line: ours against a floor of the same run. `name` is what `--only` takes."""

    name: str
    ours: str
    floor: str
    wanted: str
    measure: Callable[[Stage, Effort], Awaitable[Finding]]

    @property
    def command(self) -> str:
        """What measures this row alone."""
        return f"make bench ONLY={self.name}"
