"""Stock by itself: what staff do to levels."""

from domain.inventory.levels import set_safety_stock
from domain.inventory.models import UnavailableReason
from domain.inventory.service import adjust_stock
from domain.inventory.set_levels import LevelRow, set_stock_levels
from domain.inventory.unavailable import (
    make_stock_available,
    make_stock_unavailable,
    write_off_stock,
)
from tests.factories.proofs.levels import BECAUSE
from tests.factories.shop import PLACES, PRICES
from tests.processes.machine.life import Area, Life, Row

REASONS = list(UnavailableReason)


async def adjust(life: Life) -> None:
    """Stock comes or goes."""
    await life.shop.do(
        adjust_stock,
        sku=life.chance.choice(list(PRICES)),
        location_code=life.chance.choice(list(PLACES)),
        delta=life.chance.choice([-3, -1, 1, 2, 6]),
        reason="Count",
    )


async def put_aside(life: Life) -> None:
    """Some units are not fit for sale, or not for the reason that was thought."""
    await life.shop.do(
        make_stock_unavailable,
        sku=life.chance.choice(list(PRICES)),
        location_code=life.chance.choice(list(PLACES)),
        quantity=life.chance.randint(1, 3),
        because=life.chance.choice(REASONS),
        instead_of=life.chance.choice([None, None, *REASONS]),
        reason="Looked at it",
    )


async def give_free(life: Life) -> None:
    """Some units are fit for sale after all, or are gone for good."""
    if level := await life.one("SELECT * FROM stock_level WHERE unavailable > 0 ORDER BY id"):
        because = life.chance.choice([each for each in REASONS if level[BECAUSE[each]]])
        await life.shop.do(
            life.chance.choice([make_stock_available, write_off_stock]),
            **await named(life, level),
            quantity=life.chance.randint(1, level[BECAUSE[because]]),
            because=because,
            reason="Looked again",
        )


async def keep_back(life: Life) -> None:
    """Safety stock is set, sometimes above what lies there."""
    if level := await life.one("SELECT * FROM stock_level ORDER BY id"):
        await life.shop.do(
            set_safety_stock,
            **await named(life, level),
            safety_stock=life.chance.choice([0, 0, 1, 2, 30]),
            reason="Season",
        )


async def count(life: Life) -> None:
    """Somebody counts a level, and finds what they find."""
    if level := await life.one("SELECT * FROM stock_level ORDER BY id"):
        await life.shop.do(
            adjust_stock,
            **await named(life, level),
            set_to=max(0, level["on_hand"] + life.chance.choice([-2, -1, 0, 1])),
            expected=level["on_hand"],
            reason="Count",
        )


async def set_many(life: Life) -> None:
    """Some levels are set at once, whatever lies there or only where it is what was expected."""
    places = [(sku, code) for sku in PRICES for code in PLACES]
    rows = [
        LevelRow(sku, code, life.chance.randint(0, 9), life.chance.choice([None, None, 0, 5]))
        for sku, code in life.chance.sample(places, 3)
    ]
    atomic = life.chance.random() < 0.3
    await life.shop.do(set_stock_levels, rows=rows, reason="Monday", atomic=atomic)


async def named(life: Life, level: Row) -> dict[str, str]:
    """A level as people name it."""
    (found,) = await life.shop.rows(
        "SELECT p.sku, n.code FROM product p, location n WHERE p.id = $1 AND n.id = $2",
        level["product_id"],
        level["location_id"],
    )
    return {"sku": found["sku"], "location_code": found["code"]}


AREA = Area.of({adjust: 2, put_aside: 1, give_free: 1, keep_back: 1, count: 1, set_many: 1})
