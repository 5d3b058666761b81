"""How long a hold lasts and how much one may hold. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class HoldLimits:
    """Minutes that a hold lasts, and what customers and guests may hold; the trade is not bound."""

    minutes: int = 15
    "When nothing else is asked."
    most_minutes: int = 60
    "From the moment it was made, however often it is extended."
    most_holds: int = 5
    "Of one caller at the same time."
    most_units: int = 100
    "In one hold, over all its items."


def ends_at(
    limits: HoldLimits, *, minutes: int | None, now: datetime, made_at: datetime | None = None
) -> datetime:
    """When a hold ends that is asked to last `minutes` from `now`, or as long as is usual.

    Raises `InvalidInput` for less than a minute, or more than a hold made `made_at` may last in all.
    """
    longest = (made_at or now) + timedelta(minutes=limits.most_minutes)
    if minutes is None:
        return min(now + timedelta(minutes=limits.minutes), longest)
    if not 1 <= minutes <= limits.most_minutes or now + timedelta(minutes=minutes) > longest:
        raise InvalidInput(
            f"A hold lasts one minute to {limits.most_minutes}, counted from when it was made.",
            path=("input", "minutes"),
        )
    return now + timedelta(minutes=minutes)
