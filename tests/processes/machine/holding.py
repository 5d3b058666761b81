"""Orders are held, let go on, and cancelled."""

from domain.processes.cancel_order import CancelLine, cancel_order
from domain.processes.hold_order import hold_order, release_order_hold
from tests.processes.machine.life import Area, Life


async def hold(life: Life) -> None:
    """Wait for a while."""
    if order := await life.order():
        await life.shop.do(hold_order, order_id=order["id"], reason="Fraud check")


async def release(life: Life) -> None:
    """Go on."""
    if order := await life.one("SELECT id FROM orders WHERE on_hold ORDER BY serial"):
        await life.shop.do(release_order_hold, order_id=order["id"])


async def cancel(life: Life) -> None:
    """All of an order or some of it."""
    if order := await life.order():
        lines = None
        if life.chance.random() < 0.7:
            rows = await life.shop.lines(order["id"])
            lines = [CancelLine(row["id"], units) for row, units in life.some(rows, "quantity")]
        await life.shop.do(cancel_order, order_id=order["id"], reason="Mood", lines=lines)


AREA = Area.of({hold: 1, release: 2, cancel: 1})
