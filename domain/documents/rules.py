"""How a text is known: by its SHA-256 here, by whichever hash a client's tools make elsewhere."""

import hashlib
import re

_ID = re.compile(r"(?:(?P<kind>sha256|sha1|md5):)?(?P<digest>[0-9a-f]+)", re.ASCII)
_KINDS = {64: "sha256", 40: "sha1", 32: "md5"}


def hashes(text: str) -> dict[str, str]:
    """The text's hashes by their kinds."""
    data = text.encode()
    return {
        "sha256": hashlib.sha256(data).hexdigest(),
        "sha1": hashlib.sha1(data, usedforsecurity=False).hexdigest(),
        "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
    }


def read_id(id: str) -> tuple[str, str] | None:
    """The kind and the digest that an id names (``sha256:…``, or the digest alone); None for others."""
    match = _ID.fullmatch(id.lower())
    if match is None:
        return None
    kind = _KINDS.get(len(match["digest"]))
    return None if kind is None or match["kind"] not in (None, kind) else (kind, match["digest"])
