"""receiveReturn: goods arrive back, and what becomes of them and of the money."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from domain.inventory import ledger
from domain.inventory.events import StockReceived
from domain.inventory.ledger import Posting, open_levels
from domain.inventory.models import MovementKind, UnavailableReason
from domain.inventory.queries import get_location
from domain.kernel.errors import IllegalTransition, InvalidInput, NotFound
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import counted
from domain.orders.models import Order, OrderLine
from domain.orders.queries import lines_of
from domain.orders.rules import live_units, reprice
from domain.payments.models import PaymentTransaction
from domain.processes.decide_return import lock_return
from domain.processes.give_back import give_back
from domain.processes.resolve_return import resolve_return
from domain.processes.roll_up import roll_up
from domain.returns import queries
from domain.returns.events import ReturnReceived
from domain.returns.models import Return, ReturnDisposition, ReturnLine, ReturnReceipt, ReturnState
from domain.returns.service import transition
from domain.returns.state import EXPECTED, RETURN


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """So many units of a return line, and what becomes of them."""

    return_line_id: UUID
    quantity: int
    disposition: ReturnDisposition


Accounted = list[tuple[ReturnLine, ReceiptLine]]

_INTO_STOCK = {
    ReturnDisposition.RESTOCK: None,
    ReturnDisposition.DAMAGED: UnavailableReason.DAMAGED,
    ReturnDisposition.QUALITY_CONTROL: UnavailableReason.QUALITY_CONTROL,
}
"Dispositions that go back into the ledger, with the reason for which the units are unavailable."


async def receive_return(
    uow: UnitOfWork,
    *,
    return_id: UUID,
    location_code: str,
    lines: Sequence[ReceiptLine],
    refund: bool = False,
    refund_shipping: bool = False,
) -> tuple[Return, list[PaymentTransaction]]:
    """Take in some or all of a return at a location; answers with the refunds it led to.

    With `refund`, the value of what came back is paid back (price, share of discount and tax), spread
    over the order's captured payments; `refund_shipping` adds the shipping once everything is back.
    Units that are MISSING did not come back and are worth nothing.

    Raises `NotFound`, `InvalidInput` for more units than are expected, and `IllegalTransition` for a
    return that expects nothing.
    """
    order, order_return = await lock_return(uow, return_id)
    location_id = await get_location(uow, location_code, path=("input", "locationCode"))
    if order_return.status not in EXPECTED:
        raise IllegalTransition(
            subject="The return",
            current=order_return.status,
            requested=ReturnState.RECEIVED,
            allowed=sorted(RETURN.steps[order_return.status]),
        )
    return_lines = await queries.lines_of(uow, order_return.id)
    accounted = _check(return_lines, lines)
    order_lines = {line.id: line for line in await lines_of(uow, order.id)}
    _note(uow, accounted, order_lines, location_id, credited=refund)
    whole = all(line.received_quantity + line.missing_quantity == line.quantity for line in return_lines)
    came_back = sum(each.quantity for _, each in accounted if _arrived(each))
    transition(
        uow,
        order_return,
        to=ReturnState.RECEIVED if whole else ReturnState.PARTIALLY_RECEIVED,
        telling=None,
    )
    uow.emit(
        ReturnReceived(
            order_id=order.id,
            return_id=order_return.id,
            number=order_return.number,
            units=came_back,
            whole=whole,
        )
    )
    refunds = (
        await _refund(uow, order, order_return, order_lines, with_shipping=refund_shipping)
        if refund
        else []
    )
    await resolve_return(uow, return_id=order_return.id, asked=refund)
    await roll_up(uow, order, lines=list(order_lines.values()))
    await _restock(uow, order_return, accounted, order_lines, location_id)
    return order_return, refunds


def _arrived(line: ReceiptLine) -> bool:
    return line.disposition is not ReturnDisposition.MISSING


def _check(return_lines: Sequence[ReturnLine], lines: Sequence[ReceiptLine]) -> Accounted:
    if not lines:
        raise InvalidInput("Name at least one line.", path=("input", "lines"))
    by_id = {line.id: line for line in return_lines}
    left = {
        line.id: line.quantity - line.received_quantity - line.missing_quantity for line in return_lines
    }
    accounted: Accounted = []
    for index, each in enumerate(lines):
        path = ("input", "lines", str(index))
        line = by_id.get(each.return_line_id)
        if line is None:
            raise NotFound("The return has no such line.", path=(*path, "returnLineId"))
        checked_quantity(each.quantity, path=(*path, "quantity"))
        if each.quantity > left[line.id]:
            raise InvalidInput(
                f"Only {counted(left[line.id], 'unit is', 'units are')} still expected here.",
                path=(*path, "quantity"),
            )
        left[line.id] -= each.quantity
        accounted.append((line, each))
    return accounted


def _note(
    uow: UnitOfWork,
    accounted: Accounted,
    order_lines: dict[UUID, OrderLine],
    location_id: UUID,
    *,
    credited: bool,
) -> None:
    for line, each in accounted:
        line.disposition = each.disposition
        if _arrived(each):
            line.received_quantity += each.quantity
            order_lines[line.order_line_id].returned_quantity += each.quantity
            if credited:
                order_lines[line.order_line_id].credited_quantity += each.quantity
        else:
            line.missing_quantity += each.quantity
        uow.session.add(
            ReturnReceipt(
                return_line_id=line.id,
                location_id=location_id,
                quantity=each.quantity,
                disposition=each.disposition,
                received_by=uow.actor.label,
                received_at=uow.now(),
            )
        )


async def _refund(
    uow: UnitOfWork,
    order: Order,
    order_return: Return,
    order_lines: dict[UUID, OrderLine],
    *,
    with_shipping: bool,
) -> list[PaymentTransaction]:
    worth_before = order.total
    nothing_kept = all(line.credited_quantity == live_units(line) for line in order_lines.values())
    if with_shipping and nothing_kept:
        order.shipping_total = 0
    reprice(order, list(order_lines.values()))
    return await give_back(
        uow,
        order,
        at_most=worth_before - order.total,
        reason=f"Return {order_return.number}",
        return_id=order_return.id,
    )


async def _restock(
    uow: UnitOfWork,
    order_return: Return,
    accounted: Accounted,
    order_lines: dict[UUID, OrderLine],
    location_id: UUID,
) -> None:
    postings: list[Posting] = []
    for line, each in accounted:
        if each.disposition not in _INTO_STOCK:
            continue
        product_id = order_lines[line.order_line_id].product_id
        because = _INTO_STOCK[each.disposition]
        units = (product_id, location_id, each.quantity, None, order_return.number)
        postings.append(Posting(MovementKind.RETURN, *units))
        if because is None:
            uow.emit(
                StockReceived(product_id=product_id, location_id=location_id, quantity=each.quantity)
            )
        else:
            postings.append(Posting(MovementKind.QUARANTINE, *units, because))
    await open_levels(uow, [(each.product_id, each.location_id) for each in postings])
    ledger.post_last(uow, postings)
