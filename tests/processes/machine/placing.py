"""Orders are placed, wait, and expire."""

from datetime import timedelta

from domain.processes.expire_order import expire_order
from domain.processes.order_request import LineRequest, TenderRequest
from domain.processes.place_order import place_order
from tests.factories.orders import request
from tests.factories.shop import PLACES
from tests.processes.machine.life import Area, Life


async def place(life: Life) -> None:
    """An order of one to three lines, with terms and tenders as they come."""
    chance, goods = life.chance, await life.goods()
    lines = [
        LineRequest(
            sku=chance.choice(goods),
            quantity=chance.randint(1, 4),
            discount_total=life.money(chance.randint(1, 500)) if chance.random() < 0.4 else None,
            tax_total=life.money(chance.randint(1, 500)) if chance.random() < 0.4 else None,
            location=chance.choice(list(PLACES)) if chance.random() < 0.1 else None,
            backorder=chance.choice([True, False]) if chance.random() < 0.2 else None,
        )
        for _ in range(chance.randint(1, 3))
    ]
    tenders = [
        TenderRequest(
            gateway=chance.choice(["manual", "test"]),
            token="ok",
            amount=life.money(chance.randint(1, 3000)) if chance.random() < 0.3 else None,
        )
        for _ in range(chance.choice([0, 1, 1, 1, 2]))
    ]
    shipping = life.money(chance.randint(1, 999)) if chance.random() < 0.6 else None
    asked = request(lines, payments=tuple(tenders), shipping_total=shipping)
    await life.shop.do(place_order, request=asked)


async def wait(life: Life) -> None:
    """Time passes."""
    minutes = life.chance.choice([1, 10, 31])
    life.shop.clock.set(life.shop.clock.now() + timedelta(minutes=minutes))


async def expire(life: Life) -> None:
    """The sweeper looks at an order."""
    if order := await life.order():
        await life.shop.do(expire_order, order_id=order["id"])


AREA = Area.of({place: 3, wait: 1, expire: 1})
