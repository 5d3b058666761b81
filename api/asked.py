"""One operation as a client asks for it, over whichever transport, in whichever of the known shapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.refusals import RequestRefused

_MEMBERS: tuple[tuple[str, type, str], ...] = (
    ("query", str, "a string"),
    ("operationName", str, "a string"),
    ("variables", dict, "an object"),
    ("extensions", dict, "an object"),
    ("documentId", str, "a string"),
    ("id", str, "a string"),
    ("doc_id", str, "a string"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to run: a text, the id of a registered document, or the hash of a kept one."""

    query: str | None
    document_id: str | None
    kept_hash: str | None
    operation_name: str | None
    variables: dict[str, Any] | None
    extensions: dict[str, Any] | None
    knows_protocol: bool = True
    "Whether `extensions.persistedQuery`, where it is sent, is of the version we speak."

    @classmethod
    def read(cls, members: Mapping[str, Any]) -> "Asked":
        """The members of a request, each of its type. Raises `RequestRefused`.

        `documentId` is the GraphQL-over-HTTP appendix, `id` and `doc_id` are Relay's, and
        `extensions.persistedQuery` is Apollo's automatic persisted queries.
        """
        if complaint := complaint_about(members):
            raise RequestRefused(400, complaint)
        persisted = (members.get("extensions") or {}).get("persistedQuery")
        if not isinstance(persisted, dict | None):
            raise RequestRefused(400, "'extensions.persistedQuery' must be an object.")
        kept_hash = persisted.get("sha256Hash") if persisted else None
        if persisted is not None and not isinstance(kept_hash, str):
            raise RequestRefused(400, "'extensions.persistedQuery.sha256Hash' must be a string.")
        return cls(
            query=members.get("query") or None,
            document_id=members.get("documentId") or members.get("id") or members.get("doc_id"),
            kept_hash=kept_hash.lower() if kept_hash else None,
            operation_name=members.get("operationName") or None,
            variables=members.get("variables"),
            extensions=members.get("extensions"),
            knows_protocol=persisted is None or persisted.get("version") in (1, "1"),
        )


def complaint_about(members: Mapping[str, Any]) -> str | None:
    """What is wrong with a request's members, in a few words."""
    for name, kind, called in _MEMBERS:
        if not isinstance(members.get(name), kind | None):
            return f"'{name}' must be {called}, where it is sent."
    return None
