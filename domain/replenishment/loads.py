"""Suggestions to buy, many at a time; their type is for those who may see purchases."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from domain.kernel.batches import AnyRow, among, load_by_key
from domain.kernel.database import Reader
from domain.replenishment.models import replenishment_suggestions as suggestions

_SUGGESTIONS = select(suggestions).where(among(suggestions.c.id))


async def suggestions_by_ids(read: Reader, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
    return await load_by_key(read, _SUGGESTIONS, ids)
