"""The sample that the import's tests read: orders of our own making, one for every oddity."""

from functools import cache
from pathlib import Path

from domain.imports.olist.history import plan_history
from domain.imports.olist.plan import Plan, Skipped
from domain.imports.olist.reader import read_olist
from domain.imports.olist.rows import OlistData

SAMPLE = Path(__file__).parent / "sample"


@cache
def sample() -> OlistData:
    """The sample's rows."""
    return read_olist(SAMPLE)


@cache
def history() -> tuple[dict[str, Plan], dict[str, Skipped]]:
    """The sample's orders by id: those that can be replayed and those that cannot."""
    plans, skipped = plan_history(sample())
    return {plan.order_id: plan for plan in plans}, {each.order_id: each for each in skipped}
