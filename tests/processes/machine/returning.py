"""Customers send things back."""

from domain.processes.decide_return import approve_return, decline_return
from domain.processes.receive_return import ReceiptLine, receive_return
from domain.processes.request_return import ReturnLineRequest, request_return
from domain.returns.models import ReturnDisposition
from tests.factories.shop import PLACES
from tests.processes.machine.life import Area, Life


async def ask_back(life: Life) -> None:
    """A customer wants to send something back."""
    order = await life.one(
        "SELECT id FROM orders WHERE fulfillment_status <> 'UNFULFILLED' ORDER BY serial"
    )
    if order:
        rows = await life.shop.lines(order["id"])
        lines = [
            ReturnLineRequest(row["id"], units, "Too blue")
            for row, units in life.some(rows, "shipped_quantity")
        ]
        await life.shop.do(request_return, order_id=order["id"], lines=lines)


async def decide(life: Life) -> None:
    """Staff decide about a return, mostly kindly."""
    if asked := await life.one("SELECT id FROM order_return ORDER BY id"):
        if life.chance.random() < 0.8:
            await life.shop.do(approve_return, return_id=asked["id"])
        else:
            await life.shop.do(decline_return, return_id=asked["id"], reason="Worn")


async def take_back(life: Life) -> None:
    """Goods arrive at the dock."""
    back = await life.one(
        "SELECT id FROM order_return WHERE status NOT IN ('DECLINED', 'RESOLVED') ORDER BY id"
    )
    if back:
        rows = await life.shop.rows(
            "SELECT * FROM return_line WHERE return_id = $1 ORDER BY id", back["id"]
        )
        lines = [
            ReceiptLine(row["id"], units, life.chance.choice(list(ReturnDisposition)))
            for row, units in life.some(rows, "quantity")
        ]
        await life.shop.do(
            receive_return,
            return_id=back["id"],
            location_code=life.chance.choice(list(PLACES)),
            lines=lines,
            refund=life.chance.random() < 0.7,
            refund_shipping=life.chance.random() < 0.3,
        )


AREA = Area.of({ask_back: 1, decide: 1, take_back: 1})
