"""Stock by itself: what staff do to levels."""

from domain.inventory.service import adjust_stock
from tests.factories.shop import PLACES, PRICES
from tests.processes.machine.life import Area, Life


async def adjust(life: Life) -> None:
    """Stock comes or goes."""
    await life.shop.do(
        adjust_stock,
        sku=life.chance.choice(list(PRICES)),
        location_code=life.chance.choice(list(PLACES)),
        delta=life.chance.choice([-3, -1, 1, 2, 6]),
        reason="Count",
    )


AREA = Area.of({adjust: 1})
