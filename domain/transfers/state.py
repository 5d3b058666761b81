"""The life of a stock transfer.

DRAFT → IN_TRANSIT → PARTIALLY_RECEIVED → RECEIVED         all of it may arrive at once, or be given up
until all is accounted for → CANCELLED                     on its way: whoever cancels says where it is
"""

from domain.kernel.state import Lifecycle
from domain.transfers.models import StockTransferStatus as S

STOCK_TRANSFER = Lifecycle(
    "The stock transfer",
    S,
    start=frozenset({S.DRAFT}),
    steps={
        S.DRAFT: frozenset({S.IN_TRANSIT, S.CANCELLED}),
        S.IN_TRANSIT: frozenset({S.PARTIALLY_RECEIVED, S.RECEIVED, S.CANCELLED}),
        S.PARTIALLY_RECEIVED: frozenset({S.RECEIVED, S.CANCELLED}),
        S.RECEIVED: frozenset(),
        S.CANCELLED: frozenset(),
    },
)
MOVING = frozenset({S.IN_TRANSIT, S.PARTIALLY_RECEIVED})
"States in which goods are on their way."
RECEIVABLE = MOVING | {S.RECEIVED}
"States in which goods may arrive; beyond what is outstanding only where that is accepted."
