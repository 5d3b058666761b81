"""Expiry of holds: written down, and freed where nobody has done so yet.

Nothing waits for this: an expired hold counts no more from the moment it is over. What is left to do is
to move the levels, and to tell those who wait for the units. It touches holds that are HELD and their
units, never an order: a hold that became an order has nothing left that could expire.
"""

from domain.holds import service
from domain.holds.events import StockHoldExpired
from domain.holds.models import HoldStatus
from domain.holds.queries import lock_overdue
from domain.inventory import held, ledger
from domain.kernel.uow import UnitOfWork

AT_ONCE = 200


async def expire_holds(uow: UnitOfWork, *, limit: int = AT_ONCE) -> int:
    """End at most `limit` holds whose time is over; how many there were."""
    holds = await lock_overdue(uow, limit=limit)
    ids = [hold.id for hold in holds]
    units = await held.lock_units(uow, ids)
    await held.drop_units(uow, ids)
    for hold in holds:
        service.end(uow, hold, to=HoldStatus.EXPIRED, telling=StockHoldExpired(hold_id=hold.id))
    ledger.post_last(uow, held.letting_go(units))
    return len(ids)
