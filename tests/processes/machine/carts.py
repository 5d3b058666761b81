"""Carts hold stock, for longer or shorter, and become orders."""

from domain.holds.rules import HoldLimits
from domain.processes.expire_holds import expire_holds
from domain.processes.hold_stock import (
    HoldItem,
    extend_stock_hold,
    hold_stock,
    release_stock_hold,
)
from domain.processes.order_request import LineRequest
from domain.processes.place_order import place_order
from tests.factories.orders import MANUAL, request
from tests.processes.machine.life import Area, Life, Row

LIMITS = HoldLimits()


async def hold_cart(life: Life) -> None:
    """One or two products, now and then the same one twice."""
    chance, goods = life.chance, await life.goods()
    items = [
        HoldItem(sku=chance.choice(goods), quantity=chance.randint(1, 3))
        for _ in range(chance.randint(1, 2))
    ]
    await life.shop.do(
        hold_stock, channel="web", items=items, limits=LIMITS, minutes=chance.choice([None, 1, 60])
    )


async def _hold(life: Life) -> Row | None:
    """A hold, mostly one that nothing has become of yet."""
    some = "status = 'HELD'" if life.chance.random() < 0.8 else "true"
    return await life.one(f"SELECT * FROM stock_hold WHERE {some} ORDER BY created_at, id")


async def extend(life: Life) -> None:
    """A customer takes their time."""
    if hold := await _hold(life):
        await life.shop.do(
            extend_stock_hold,
            hold_id=hold["id"],
            limits=LIMITS,
            minutes=life.chance.choice([None, 5, 50]),
        )


async def give_up(life: Life) -> None:
    """A customer thinks better of it."""
    if hold := await _hold(life):
        await life.shop.do(release_stock_hold, hold_id=hold["id"])


async def check_out(life: Life) -> None:
    """An order from a cart: what was held, or more, or less, or something else."""
    hold = await _hold(life)
    if hold is None:
        return
    chance, goods = life.chance, await life.goods()
    items = await life.shop.rows(
        "SELECT sku, quantity FROM stock_hold_item WHERE hold_id = $1 ORDER BY position", hold["id"]
    )
    lines = [
        LineRequest(
            sku=item["sku"] if chance.random() < 0.8 else chance.choice(goods),
            quantity=max(1, item["quantity"] + chance.choice([-1, 0, 0, 1])),
        )
        for item in items
    ]
    asked = request(lines, hold_id=hold["id"], payments=(MANUAL,))
    await life.shop.do(place_order, request=asked)


async def sweep(life: Life) -> None:
    """The sweeper looks for holds that are over."""
    await life.shop.do(expire_holds)


AREA = Area.of({hold_cart: 2, extend: 1, give_up: 1, check_out: 2, sweep: 1})
