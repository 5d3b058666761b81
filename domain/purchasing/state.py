"""The life of a purchase order.

DRAFT → SUBMITTED → CONFIRMED → PARTIALLY_RECEIVED → RECEIVED → CLOSED
before anything arrived → CANCELLED         steps may be skipped forwards: goods come unconfirmed
PARTIALLY_RECEIVED → CLOSED                 closed short: the rest does not come
"""

from domain.kernel.state import Lifecycle
from domain.purchasing.models import PurchaseOrderStatus as S

PURCHASE_ORDER = Lifecycle(
    "The purchase order",
    S,
    start=frozenset({S.DRAFT}),
    steps={
        S.DRAFT: frozenset({S.SUBMITTED, S.CANCELLED}),
        S.SUBMITTED: frozenset({S.CONFIRMED, S.PARTIALLY_RECEIVED, S.RECEIVED, S.CANCELLED}),
        S.CONFIRMED: frozenset({S.PARTIALLY_RECEIVED, S.RECEIVED, S.CANCELLED}),
        S.PARTIALLY_RECEIVED: frozenset({S.RECEIVED, S.CLOSED}),
        S.RECEIVED: frozenset({S.CLOSED}),
        S.CLOSED: frozenset(),
        S.CANCELLED: frozenset(),
    },
)
COMING = frozenset({S.SUBMITTED, S.CONFIRMED, S.PARTIALLY_RECEIVED})
"States in which goods are on their way."
RECEIVABLE = COMING | {S.RECEIVED}
"States in which goods may arrive; beyond what is outstanding only as far as is accepted."
EDITABLE = COMING | {S.DRAFT}
"States in which lines, quantities and dates may change."
