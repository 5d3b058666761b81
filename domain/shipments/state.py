"""The life of a parcel, as carriers tell it.

    LABEL_PENDING → LABELLED → IN_TRANSIT → OUT_FOR_DELIVERY → DELIVERED
    any of the first four → EXCEPTION → IN_TRANSIT | RETURNED_TO_SENDER | LOST

Carriers skip steps and report late: any later status may be reached from any earlier one, and a report
that lies behind what is known changes nothing (`rules.is_news`). CANCELLED belongs to labels that are
voided before the parcel leaves; goods leave with the label here, so no step leads to it.
"""

from domain.kernel.state import Lifecycle
from domain.shipments.models import ShipmentStatus as S

_ON_THE_WAY = (S.LABEL_PENDING, S.LABELLED, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED)
_ENDS = frozenset({S.RETURNED_TO_SENDER, S.LOST})


def _later(status: S) -> frozenset[S]:
    return frozenset(_ON_THE_WAY[_ON_THE_WAY.index(status) + 1 :])


SHIPMENT = Lifecycle(
    "The shipment",
    S,
    start=frozenset({S.LABEL_PENDING, S.LABELLED, S.CANCELLED}),
    steps={
        **{status: _later(status) | {S.EXCEPTION} | _ENDS for status in _ON_THE_WAY[:-1]},
        S.DELIVERED: frozenset(),
        S.EXCEPTION: frozenset({S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED}) | _ENDS,
        S.RETURNED_TO_SENDER: frozenset(),
        S.LOST: frozenset({S.DELIVERED}),
        S.CANCELLED: frozenset(),
    },
)
