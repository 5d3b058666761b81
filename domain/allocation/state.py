"""The life of a fulfillment order.

OPEN → PICKING → PACKED → SHIPPED      OPEN ↔ ON_HOLD
before shipping → CANCELLED            a location may skip picking and packing
"""

from domain.allocation.models import FulfillmentOrderStatus as S
from domain.kernel.state import Lifecycle

FULFILLMENT_ORDER = Lifecycle(
    "The fulfillment order",
    S,
    start=frozenset({S.OPEN}),
    steps={
        S.OPEN: frozenset({S.ON_HOLD, S.PICKING, S.PACKED, S.SHIPPED, S.CANCELLED}),
        S.ON_HOLD: frozenset({S.OPEN, S.CANCELLED}),
        S.PICKING: frozenset({S.PACKED, S.SHIPPED, S.CANCELLED}),
        S.PACKED: frozenset({S.SHIPPED, S.CANCELLED}),
        S.SHIPPED: frozenset(),
        S.CANCELLED: frozenset(),
    },
)
SHIPPABLE = frozenset({S.OPEN, S.PICKING, S.PACKED})
"States from which goods may leave."
