"""When an answer is streamed, and how.

urql names ``text/event-stream`` in every Accept header; that it can read a stream does not mean that
it wants one for a query. So a stream is sent where the operation is a subscription, or where the
client could read nothing else.
"""

from strawberry.http.streaming import SSETransport

STREAM = "text/event-stream"
_JSON = {"application/json", "application/graphql-response+json", "application/*", "*/*"}


class EventStream(SSETransport):
    """Server-sent events with plain line feeds, which every client splits at."""

    def encode_event(self, event: str, data: str | None = None) -> str:
        return f"event: {event}\ndata: {data or ''}\n\n"

    def encode_comment(self, comment: str) -> str:
        return f": {comment}\n\n"


def wants_stream(accept: str, *, subscribes: bool) -> bool:
    """Whether the answer to this request is a stream."""
    accepted = _accepted(accept)
    return STREAM in accepted and (subscribes or not accepted & _JSON)


def _accepted(accept: str) -> set[str]:
    """The media types that a client takes at all."""
    types = set()
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if not any(parameter in ("q=0", "q=0.0", "q=0.00", "q=0.000") for parameter in parameters):
            types.add(media_type)
    return types
