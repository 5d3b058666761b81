"""The life of an order.

    DRAFT → PENDING → CONFIRMED → COMPLETED
            PENDING → EXPIRED      PENDING | CONFIRMED → CANCELLED
            COMPLETED → CONFIRMED (reopened by an exchange)

PENDING: placed, its money not yet secured where the channel wants it secured. COMPLETED: nothing left
to ship, pay or return. A hold is a row, not a state.
"""

from domain.kernel.state import Lifecycle
from domain.orders.models import OrderStatus as S

ORDER = Lifecycle(
    "The order",
    S,
    start=frozenset({S.DRAFT, S.PENDING, S.CONFIRMED}),
    steps={
        S.DRAFT: frozenset({S.PENDING, S.CONFIRMED}),
        S.PENDING: frozenset({S.CONFIRMED, S.CANCELLED, S.EXPIRED}),
        S.CONFIRMED: frozenset({S.COMPLETED, S.CANCELLED}),
        S.COMPLETED: frozenset({S.CONFIRMED}),
        S.CANCELLED: frozenset(),
        S.EXPIRED: frozenset(),
    },
)
LIVE = frozenset({S.PENDING, S.CONFIRMED})
"States in which units may still be cancelled, held, allocated or shipped."
