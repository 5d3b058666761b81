"""Those who wait get what came in, and promises for what comes."""

from datetime import timedelta

from domain.backorders.models import BackorderKind
from domain.backorders.policies import set_backorder_policy
from domain.backorders.priorities import prioritize_backorder
from domain.processes.fill_backorders import fill_backorders
from tests.factories.proofs.backorders import promised
from tests.factories.reading import everything
from tests.factories.shop import PRICES
from tests.processes.machine.life import Area, Life


async def fill(life: Life) -> None:
    """The queues of all products are looked at; then promises add up to supply."""
    products = [product.id for product in life.shop.products.values()]
    await life.shop.do(fill_backorders, product_ids=products)
    broken = list(promised(await everything(life.shop.database)))
    assert not broken, "\n".join(broken)


async def decide_policy(life: Life) -> None:
    """How far something is sold beyond its stock."""
    kind = life.chance.choice([*BackorderKind, BackorderKind.BACKORDER])
    preorder = kind is BackorderKind.PREORDER
    await life.shop.do(
        set_backorder_policy,
        sku=life.chance.choice(list(PRICES)),
        channel="web",
        kind=kind,
        cap=None if kind is BackorderKind.DENY else life.chance.choice([None, 1, 5]),
        available_on=life.shop.clock.now() + timedelta(days=9) if preorder else None,
    )


async def prioritize(life: Life) -> None:
    """Somebody goes first."""
    if line := await life.one("SELECT id FROM order_line WHERE backordered_quantity > 0 ORDER BY id"):
        await life.shop.do(
            prioritize_backorder,
            order_line_id=line["id"],
            priority=life.chance.choice([1, 50, 100]),
            reason="Fair",
        )


AREA = Area.of({fill: 2, decide_policy: 1, prioritize: 1})
