"""How much a location has to do on a day: the units of the fulfillment orders that start on it.

The count is never stored, so it cannot drift. Two transactions that fill the same day are kept apart by
a lock on that day: whoever takes it second counts what the first has written, and looks again when the
day is full.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, bindparam, text

from domain.kernel.database import Reader
from domain.kernel.errors import Retry
from domain.kernel.uow import UnitOfWork

Day = tuple[UUID, date]
"(location id, its local day)"

_GIVEN = text(
    """
    SELECT o.location_id, o.starts_on, sum(l.quantity)::int AS units
    FROM unnest(:locations, :days) AS d(location_id, starts_on)
    JOIN fulfillment_order o USING (location_id, starts_on)
    JOIN fulfillment_order_line l ON l.fulfillment_order_id = o.id
    GROUP BY o.location_id, o.starts_on
    """
).bindparams(bindparam("locations", type_=ARRAY(Uuid)), bindparam("days", type_=ARRAY(Date)))
_LOCK = text(
    """
    SELECT pg_advisory_xact_lock(key) FROM (
        SELECT DISTINCT hashtextextended(location_id::text || starts_on::text, 5) AS key
        FROM unnest(:locations, :days) AS d(location_id, starts_on) ORDER BY key) days
    """
).bindparams(bindparam("locations", type_=ARRAY(Uuid)), bindparam("days", type_=ARRAY(Date)))


async def units_given(read: Reader, days: Sequence[Day]) -> dict[Day, int]:
    """Units that start on each of the days; days without any are absent."""
    found = await read.execute(_GIVEN, _parameters(days))
    return {(row.location_id, row.starts_on): row.units for row in found}


async def keep_within(uow: UnitOfWork, capacities: Mapping[Day, int]) -> None:
    """Make sure that no day holds more units than its capacity, what was just written included.

    Raises `Retry` where somebody else has filled a day meanwhile: a fresh look finds another place.
    """
    if not capacities:
        return
    await uow.flush()
    days = sorted(capacities)
    await uow.session.execute(_LOCK, _parameters(days))
    given = await units_given(await uow.session.connection(), days)
    if any(given.get(day, 0) > capacity for day, capacity in capacities.items()):
        raise Retry


def _parameters(days: Sequence[Day]) -> dict[str, list[object]]:
    return {"locations": [id for id, _ in days], "days": [day for _, day in days]}
