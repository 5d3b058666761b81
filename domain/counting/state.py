"""The life of a cycle count.

OPEN → REVIEW → POSTED          OPEN → POSTED: who counts alone looks for themselves
REVIEW → OPEN                   some of it is counted again
before it is posted → CANCELLED
"""

from domain.counting.models import CycleCountStatus as S
from domain.kernel.state import Lifecycle

CYCLE_COUNT = Lifecycle(
    "The cycle count",
    S,
    start=frozenset({S.OPEN}),
    steps={
        S.OPEN: frozenset({S.REVIEW, S.POSTED, S.CANCELLED}),
        S.REVIEW: frozenset({S.OPEN, S.POSTED, S.CANCELLED}),
        S.POSTED: frozenset(),
        S.CANCELLED: frozenset(),
    },
)
