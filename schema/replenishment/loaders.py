"""Batches of suggestions."""

from domain.replenishment import loads
from schema.node import found_by
from schema.relation import one

suggestion_by_id = one("ReplenishmentSuggestion", loads.suggestions_by_ids)

found_by(suggestion_by_id)
