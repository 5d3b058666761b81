"""The life of a return.

REQUESTED → APPROVED | DECLINED
APPROVED → IN_TRANSIT → PARTIALLY_RECEIVED → RECEIVED → RESOLVED
CANCELLED before the first receipt          steps may be skipped forwards
"""

from domain.kernel.state import Lifecycle
from domain.returns.models import ReturnState as S

RETURN = Lifecycle(
    "The return",
    S,
    start=frozenset({S.REQUESTED}),
    steps={
        S.REQUESTED: frozenset({S.APPROVED, S.DECLINED, S.CANCELLED}),
        S.APPROVED: frozenset({S.IN_TRANSIT, S.PARTIALLY_RECEIVED, S.RECEIVED, S.CANCELLED}),
        S.IN_TRANSIT: frozenset({S.PARTIALLY_RECEIVED, S.RECEIVED, S.CANCELLED}),
        S.PARTIALLY_RECEIVED: frozenset({S.RECEIVED}),
        S.RECEIVED: frozenset({S.RESOLVED}),
        S.DECLINED: frozenset(),
        S.RESOLVED: frozenset(),
        S.CANCELLED: frozenset(),
    },
)
EXPECTED = frozenset({S.APPROVED, S.IN_TRANSIT, S.PARTIALLY_RECEIVED})
"States in which goods may arrive."
STANDING = frozenset(S) - {S.DECLINED, S.CANCELLED}
"States whose units count against what may still be returned."
