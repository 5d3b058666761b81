"""A page elsewhere may make a browser send a GET, but not one with a header of its own: for that the
browser asks first, and CORS answers. So a GET shows one of these, where it is required.

Nothing here hangs on cookies, so nobody could act as somebody else; but reading costs, and a network
that only the visitor reaches would be open to every page that they visit.
"""

from collections.abc import Mapping

from api.refusals import RequestRefused

HEADERS = (
    "x-waybill-preflight",
    "apollo-require-preflight",
    "x-apollo-operation-name",
    "graphql-preflight",
    "graphql-require-preflight",
)


def require_preflight(headers: Mapping[str, str]) -> None:
    """Raises `RequestRefused` for a request that any page could have made a browser send."""
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "application/json" or any(headers.get(name) for name in HEADERS):
        return
    raise RequestRefused(403, f"Send GET with the header '{HEADERS[0]}: 1'.", code="PREFLIGHT_REQUIRED")
