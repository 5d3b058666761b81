"""Suggestions to buy, many at a time; their type is for those who may see purchases."""

from sqlalchemy import select

from domain.kernel.batches import RowByKey, among
from domain.replenishment.models import replenishment_suggestions as suggestions

_SUGGESTIONS = select(suggestions).where(among(suggestions.c.id))

suggestions_by_ids = RowByKey(_SUGGESTIONS)
