"""How a return's row moves."""

from domain.kernel.uow import UnitOfWork
from domain.returns.events import ReturnEvent
from domain.returns.models import Return, ReturnState
from domain.returns.state import RETURN


def transition(
    uow: UnitOfWork, order_return: Return, *, to: ReturnState, telling: ReturnEvent | None
) -> bool:
    """Move the return along its lifecycle and tell it in the same breath.

    Returns False where it is there already. Raises `IllegalTransition`.
    """
    if not RETURN.check(order_return.status, to):
        return False
    order_return.status = to
    order_return.updated_at = uow.now()
    if telling is not None:
        uow.emit(telling)
    return True
