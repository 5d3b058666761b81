"""From the local times of the data set to instants.

The marketplace wrote São Paulo's wall clock without a zone. While summer time existed there, an hour
in October did not exist and one in February happened twice.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SAO_PAULO = ZoneInfo("America/Sao_Paulo")


def instant(local: datetime, *, after: datetime | None = None) -> datetime:
    """The instant in UTC when São Paulo's clocks showed `local`.

    Of an hour that happened twice it is the first, unless `after` is known to lie before it and only
    the second fits. A time in the hour that was skipped is read as the clock would have gone on.
    """
    first = local.replace(tzinfo=SAO_PAULO, fold=0).astimezone(UTC)
    if after is None or first >= after or not happened_twice(local):
        return first
    second = local.replace(tzinfo=SAO_PAULO, fold=1).astimezone(UTC)
    return second if second >= after else first


def happened_twice(local: datetime) -> bool:
    """Whether clocks were turned back over this time, so that it names two instants."""
    first = local.replace(tzinfo=SAO_PAULO, fold=0)
    second = local.replace(tzinfo=SAO_PAULO, fold=1)
    return first.utcoffset() != second.utcoffset() and not was_skipped(local)


def was_skipped(local: datetime) -> bool:
    """Whether clocks were turned forward over this time, so that it never was."""
    here = local.replace(tzinfo=SAO_PAULO)
    return here.astimezone(UTC).astimezone(SAO_PAULO).replace(tzinfo=None) != local
