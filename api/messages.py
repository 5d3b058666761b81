"""The messages of graphql-transport-ws that a client may send, and what is wrong with another frame."""

from typing import Any

from api.asked import complaint_about as complaint_about_members

MAX_ID = 128
_KINDS = {"connection_init", "ping", "pong", "subscribe", "complete"}
_WITH_OBJECT = {"connection_init", "ping", "pong"}
_DOCUMENT = {"query", "documentId", "id", "doc_id", "extensions"}


def complaint_about(message: Any) -> str | None:
    """What is wrong with a frame, in a few words; None for a message of the protocol."""
    if not isinstance(message, dict):
        return "A message is a JSON object"
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in _KINDS:
        return "Unknown message type"
    if kind in ("subscribe", "complete"):
        id = message.get("id")
        if not isinstance(id, str) or not 0 < len(id) <= MAX_ID:
            return f"'id' is a string of 1 to {MAX_ID} characters"
    if kind in _WITH_OBJECT and not isinstance(message.get("payload"), dict | None):
        return "'payload' is an object"
    if kind == "subscribe":
        return _complaint_about_request(message.get("payload"))
    return None


def _complaint_about_request(payload: Any) -> str | None:
    if not isinstance(payload, dict):
        return "'payload' is an object"
    if not _DOCUMENT & payload.keys():
        return "'query' is a string"
    return complaint_about_members(payload)
