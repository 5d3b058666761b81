"""Carriers report late, twice and out of order; only news moves a parcel."""

from datetime import datetime, timedelta

import pytest

from domain.kernel.errors import IllegalTransition
from domain.shipments.models import ShipmentStatus as S
from domain.shipments.rules import is_news
from domain.shipments.state import SHIPMENT
from domain.shipments.tracking import tracking_url
from tests.factories.shop import MORNING

EARLIER, LATER = MORNING - timedelta(hours=1), MORNING + timedelta(hours=1)


@pytest.mark.parametrize(
    ("current", "reported", "at", "news"),
    [
        (S.LABELLED, S.IN_TRANSIT, LATER, True),
        (S.LABELLED, S.DELIVERED, LATER, True),
        (S.IN_TRANSIT, S.IN_TRANSIT, LATER, False),
        (S.DELIVERED, S.OUT_FOR_DELIVERY, LATER, False),
        (S.IN_TRANSIT, S.OUT_FOR_DELIVERY, EARLIER, False),
        (S.IN_TRANSIT, S.EXCEPTION, LATER, True),
        (S.EXCEPTION, S.IN_TRANSIT, LATER, True),
        (S.EXCEPTION, S.IN_TRANSIT, EARLIER, False),
    ],
)
def test_a_report_is_news_or_it_is_not(current: S, reported: S, at: datetime, news: bool) -> None:
    found = is_news(current=current, reported=reported, occurred_at=at, last_event_at=MORNING)
    assert found is news


def test_a_parcel_may_skip_steps_but_not_come_back_from_its_end() -> None:
    assert SHIPMENT.check(S.LABELLED, S.DELIVERED)
    assert SHIPMENT.check(S.EXCEPTION, S.RETURNED_TO_SENDER)
    with pytest.raises(IllegalTransition):
        SHIPMENT.check(S.RETURNED_TO_SENDER, S.IN_TRANSIT)


def test_known_carriers_have_a_page() -> None:
    assert tracking_url("DHL", "00 34/7") == (
        "https://www.dhl.com/global-en/home/tracking.html?tracking-id=00%2034%2F7"
    )
    assert tracking_url("Bike", "1") is None
    assert tracking_url("DHL", None) is None
