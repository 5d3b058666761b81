"""Sourcing without a policy: what placing an order reserves by, and what the default policy comes to."""

from collections.abc import Iterable, Sequence

from domain.allocation.planner import plan
from domain.allocation.plans import Need, Plan, Source, Take

__all__ = ["Need", "Plan", "Source", "Take", "source"]


def source(needs: Sequence[Need], sources: Iterable[Source]) -> Plan:
    """The fewest locations, those asked earliest first, as much of the needs as there is."""
    return plan(needs, sources)
