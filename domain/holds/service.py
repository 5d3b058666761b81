"""How a hold ends and lasts longer. Processes call these under the hold's lock."""

from datetime import datetime

from domain.holds import queries
from domain.holds.models import HoldStatus, StockHold
from domain.holds.rules import HoldLimits
from domain.holds.state import HOLD
from domain.inventory import held
from domain.kernel.errors import IllegalTransition, InvalidInput
from domain.kernel.events import Event
from domain.kernel.uow import UnitOfWork


def is_over(uow: UnitOfWork, hold: StockHold) -> bool:
    """Whether its time is over, written down or not."""
    return hold.status is HoldStatus.HELD and hold.expires_at <= uow.now()


def end(uow: UnitOfWork, hold: StockHold, *, to: HoldStatus, telling: Event) -> bool:
    """Move the hold along its lifecycle. False where it is there already; raises `IllegalTransition`."""
    if not HOLD.check(hold.status, to):
        return False
    hold.status = to
    hold.ended_at = uow.now()
    uow.emit(telling)
    return True


def check_units(uow: UnitOfWork, *, units: int, limits: HoldLimits) -> None:
    """Raises `InvalidInput` where a customer or a guest asks for more than one hold may keep."""
    if not uow.actor.sets_terms and units > limits.most_units:
        raise InvalidInput(f"A hold keeps at most {limits.most_units} units.", path=("input", "items"))


async def check_holder(uow: UnitOfWork, *, holder: str, limits: HoldLimits) -> None:
    """Raises `InvalidInput` where a customer or a guest holds as often as one may already."""
    if not uow.actor.sets_terms and await queries.count_open(uow, holder) >= limits.most_holds:
        raise InvalidInput(
            f"You have {limits.most_holds} holds already; release one, or wait until one is over.",
            path=("input", "items"),
        )


async def prolong(uow: UnitOfWork, hold: StockHold, *, until: datetime) -> None:
    """Let the hold and its units last until another moment.

    Raises `IllegalTransition` when it is over.
    """
    if is_over(uow, hold) or hold.status is not HoldStatus.HELD:
        current = HoldStatus.EXPIRED if is_over(uow, hold) else hold.status
        raise IllegalTransition(subject="The hold", current=current, requested=HoldStatus.HELD)
    hold.expires_at = until
    await held.prolong_units(uow, hold.id, until=until)
