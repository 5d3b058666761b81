"""The life of a hold.

HELD → CONVERTED (an order has its units) | RELEASED (given up) | EXPIRED (its time was over)
"""

from domain.holds.models import HoldStatus as S
from domain.kernel.state import Lifecycle

HOLD = Lifecycle(
    "The hold",
    S,
    start=frozenset({S.HELD}),
    steps={
        S.HELD: frozenset({S.CONVERTED, S.RELEASED, S.EXPIRED}),
        S.CONVERTED: frozenset(),
        S.RELEASED: frozenset(),
        S.EXPIRED: frozenset(),
    },
)
