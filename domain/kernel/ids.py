"""Identifiers: UUIDv7, so that rows written together lie together in an index."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A fresh time-ordered id, unique without asking the database."""
    return uuid7()
