"""A hold becomes an order's reservation, in the order's own transaction.

The hold's units are let go and the order's are reserved by the same posting: what both have in common
never leaves `reserved` for a moment, what the order wants beyond it is judged as any reservation, and
what it does not want is free. The hold's lock decides between the order and the hold's expiry.
"""

from uuid import UUID

from domain.holds import service
from domain.holds.events import StockHoldConverted
from domain.holds.models import HoldStatus, StockHold
from domain.holds.queries import lock_hold
from domain.inventory import held
from domain.inventory.ledger import Posting
from domain.kernel.errors import InvalidInput
from domain.kernel.uow import UnitOfWork


async def lock_for_order(uow: UnitOfWork, hold_id: UUID | None) -> StockHold | None:
    """The hold that an order is made from, locked with its units. Raises `NotFound`."""
    if hold_id is None:
        return None
    hold = await lock_hold(uow, hold_id)
    await held.lock_units(uow, [hold.id])
    return hold


async def convert(
    uow: UnitOfWork, hold: StockHold | None, *, order_id: UUID, channel_id: UUID
) -> list[Posting]:
    """Let the hold's units go to the order; the postings that say so, to be posted with the order's.

    A hold that was released or whose time is over has nothing to give. Raises `InvalidInput` where it
    became an order before, or was made in another channel.
    """
    if hold is None:
        return []
    if hold.channel_id != channel_id:
        raise InvalidInput("The hold was made in another channel.", path=("input", "holdId"))
    if hold.status is HoldStatus.CONVERTED:
        raise InvalidInput("This hold became another order already.", path=("input", "holdId"))
    if hold.status is not HoldStatus.HELD or service.is_over(uow, hold):
        return []
    units = await held.lock_units(uow, [hold.id])
    await held.drop_units(uow, [hold.id])
    telling = StockHoldConverted(hold_id=hold.id, order_id=order_id)
    service.end(uow, hold, to=HoldStatus.CONVERTED, telling=telling)
    return held.letting_go(units)
