"""Which of the formats that a client takes its answer has.

A client that names ``application/graphql-response+json`` reads HTTP status codes as GraphQL over HTTP
means them; one that says ``*/*``, or nothing, is answered with ``application/json`` as ever. Streams
have to be named: urql names ``text/event-stream`` in every request, and that it can read a stream does
not mean that it wants one for a query. So a stream is sent where the operation is a subscription, or
where the client could read nothing else.
"""

from dataclasses import dataclass
from enum import Enum

from api.headers import read_once
from api.refusals import RequestRefused

ANY, WHOLE_TYPE, EXACT = 1, 2, 3
"How closely a client named a media type; 0 is not at all."


class Format(Enum):
    """An answer's media type."""

    JSON = "application/json"
    GRAPHQL_JSON = "application/graphql-response+json"
    EVENTS = "text/event-stream"
    PARTS = "multipart/mixed"
    "Apollo's subscriptions over multipart HTTP."

    @property
    def streams(self) -> bool:
        return self in (Format.EVENTS, Format.PARTS)


@dataclass(frozen=True, slots=True)
class _Taken:
    """One entry of an Accept header."""

    media_type: str
    quality: float
    parameters: dict[str, str]

    def closeness(self, media_type: str) -> int:
        if self.media_type == media_type:
            return EXACT
        if self.media_type == media_type.partition("/")[0] + "/*":
            return WHOLE_TYPE
        return ANY if self.media_type == "*/*" else 0


def choose_format(accept: str | None, *, subscribes: bool) -> Format:
    """The format that the client likes best. Raises `RequestRefused` where it takes none of ours."""
    json, stream = _liked(accept or "")
    if not subscribes and json is not None:
        return json
    if subscribes and stream is None:
        raise RequestRefused(
            400,
            "A subscription needs a stream: use a WebSocket (graphql-transport-ws), or send "
            "'Accept: text/event-stream' or 'Accept: multipart/mixed;subscriptionSpec=1.0'.",
            code="SUBSCRIPTION_NEEDS_STREAM",
        )
    if stream is None or (stream is Format.PARTS and not subscribes):
        raise RequestRefused(
            406, f"Accept {Format.GRAPHQL_JSON.value}, {Format.JSON.value} or {Format.EVENTS.value}."
        )
    return stream


def json_format(accept: str | None) -> Format:
    """The format of a refusal, which is JSON whatever was asked for."""
    json, _ = _liked(accept or "")
    return json or Format.JSON


@read_once
def _liked(accept: str) -> tuple[Format | None, Format | None]:
    """The JSON and the stream that a client likes best."""
    taken = [_entry(part) for part in (accept.strip() or "*/*").lower().split(",") if part.strip()]
    return _json(taken), _stream(taken)


def _json(taken: list[_Taken]) -> Format | None:
    plain, _ = _liking(taken, Format.JSON)
    graphql, closeness = _liking(taken, Format.GRAPHQL_JSON)
    if not plain and not graphql:
        return None
    if graphql > plain or (graphql == plain and closeness == EXACT):
        return Format.GRAPHQL_JSON
    return Format.JSON


def _stream(taken: list[_Taken]) -> Format | None:
    """The stream that was named with the highest quality; the first of equals."""
    named: list[tuple[float, Format]] = []
    for entry in taken:
        if entry.media_type == Format.EVENTS.value:
            named.append((entry.quality, Format.EVENTS))
        elif entry.media_type == Format.PARTS.value and _is_apollo(entry.parameters):
            named.append((entry.quality, Format.PARTS))
    quality, best = max(named, key=lambda one: one[0], default=(0.0, None))
    return best if quality else None


def _is_apollo(parameters: dict[str, str]) -> bool:
    """Apollo's protocol fixes the boundary. Others mean incremental delivery, which is not here."""
    return (
        parameters.get("subscriptionspec", "").startswith("1.")
        and parameters.get("boundary", "graphql") == "graphql"
    )


def _liking(taken: list[_Taken], format: Format) -> tuple[float, int]:
    """The quality of the closest entry, and how close it is."""
    closeness, quality = 0, 0.0
    for entry in taken:
        this = entry.closeness(format.value)
        if this > closeness or (this and this == closeness and entry.quality > quality):
            closeness, quality = this, entry.quality
    return quality, closeness


def _entry(text: str) -> _Taken:
    media_type, *pieces = (piece.strip() for piece in text.split(";"))
    parameters = {}
    for piece in pieces:
        name, _, value = piece.partition("=")
        parameters[name.strip()] = value.strip().strip("\"'")
    return _Taken(media_type, _quality(parameters.pop("q", "1")), parameters)


def _quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
