"""Where a parcel can be followed, for carriers whose page is known."""

from urllib.parse import quote

_PAGES = {
    "correios": "https://rastreamento.correios.com.br/app/index.php?objetos={}",
    "dhl": "https://www.dhl.com/global-en/home/tracking.html?tracking-id={}",
    "dpd": "https://tracking.dpd.de/status/en_US/parcel/{}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
    "gls": "https://gls-group.com/track/{}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "usps": "https://tools.usps.com/go/TrackConfirmAction?tLabels={}",
}


def tracking_url(carrier: str, tracking_number: str | None) -> str | None:
    """The carrier's own page about the parcel; None when either is not known."""
    page = _PAGES.get(carrier.strip().lower())
    if page is None or not tracking_number:
        return None
    return page.format(quote(tracking_number, safe=""))
