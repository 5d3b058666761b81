"""Where a parcel can be followed."""

from domain.shipments.tracking import tracking_url


def test_known_carriers_have_a_page() -> None:
    page = tracking_url("DHL", "JJD 1/2")
    assert page is not None
    assert page.endswith("tracking-id=JJD%201%2F2")


def test_unknown_carriers_and_unnumbered_parcels_have_none() -> None:
    assert tracking_url("Bicycle", "1") is None
    assert tracking_url("DHL", None) is None
