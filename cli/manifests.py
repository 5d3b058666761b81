"""The files in which clients' tools list the documents they send.

Three formats: graphql-codegen's ``persisted-documents.json`` and Relay's map are ``{hash: text}``;
Apollo's manifest names each operation. The hash is checked against the text, for it is all that
is sent later.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.documents.rules import hashes, read_id
from domain.kernel.errors import ConfigurationError

APOLLO = "apollo-persisted-query-manifest"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of a file, under the id that its client will send."""

    id: str
    text: str

    def problem(self) -> str | None:
        """What is wrong with its id; None where it is a hash of the text."""
        known = read_id(self.id)
        if known is None:
            return f"{self.id!r} is no hash (SHA-256, SHA-1 or MD5 in hexadecimal)."
        kind, digest = known
        found = hashes(self.text)[kind]
        return None if found == digest else f"The {kind} of its text is {found}, not {digest}."


def read_manifest(path: Path) -> list[Entry]:
    """The documents that a file lists. Raises `ConfigurationError` for a file of another kind."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read ({error.strerror}).") from None
    except (ValueError, RecursionError):
        raise ConfigurationError(f"{path}: is not JSON.") from None
    entries = list(_entries(content)) if isinstance(content, dict) else []
    if not entries:
        raise ConfigurationError(
            f"{path}: lists no documents. Known are graphql-codegen's and Relay's {{hash: text}} "
            "and Apollo's persisted query manifest."
        )
    return entries


def _entries(content: dict[str, Any]) -> Iterator[Entry]:
    if content.get("format") == APOLLO:
        for operation in content.get("operations") or ():
            if isinstance(operation, dict):
                yield Entry(str(operation.get("id")), str(operation.get("body")))
    elif all(isinstance(text, str) for text in content.values()):
        for id, text in content.items():
            yield Entry(id, text)
