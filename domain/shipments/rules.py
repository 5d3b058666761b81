"""Whether a carrier's report is news. Pure."""

from datetime import datetime

from domain.shipments.models import ShipmentStatus as S

_RANK = {S.LABEL_PENDING: 0, S.LABELLED: 1, S.IN_TRANSIT: 2, S.OUT_FOR_DELIVERY: 3, S.DELIVERED: 4}


def is_news(*, current: S, reported: S, occurred_at: datetime, last_event_at: datetime | None) -> bool:
    """False for what is known already: the same status, an older report, an earlier step."""
    if reported == current:
        return False
    if last_event_at is not None and occurred_at < last_event_at:
        return False
    both_on_the_way = current in _RANK and reported in _RANK
    return not (both_on_the_way and _RANK[reported] < _RANK[current])
