"""Links for guests: a token that sees one order and nothing else, and where it leads."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.identity.tokens import issue_token, read_token, signing_secret
from domain.kernel.config import Settings

PLACE = "{token}"
"Where the token goes in WAYBILL_ORDER_LINK."


@dataclass(frozen=True, slots=True)
class OrderLink:
    """`url` is the page of the storefront that shows the order, where the settings say which."""

    token: str
    url: str | None
    expires_at: datetime


def issue_order_link(settings: Settings, order_id: UUID) -> OrderLink:
    """A link to the order, good for as long as tokens are. Whether its bearer-to-be may have it is the
    caller's to know."""
    token = issue_token(settings, "guest", subject=str(order_id), order_id=order_id)
    credentials = read_token(signing_secret(settings), token).credentials
    assert credentials is not None
    assert credentials.expires_at is not None
    url = None if settings.order_link is None else settings.order_link.replace(PLACE, token)
    return OrderLink(token, url, credentials.expires_at)
