"""Stock goes from one location to another, or does not arrive, or turns up where nobody sent it."""

from datetime import timedelta

from domain.inventory.dock import ReceivedLine
from domain.transfers.cancelling import cancel_stock_transfer
from domain.transfers.drafting import (
    TransferUnits,
    create_stock_transfer,
    update_stock_transfer,
)
from domain.transfers.models import Whereabouts
from domain.transfers.receiving import close_stock_transfer, receive_stock_transfer
from domain.transfers.shipping import ship_stock_transfer
from tests.factories.shop import PLACES, PRICES
from tests.factories.transfers import transfer_lines
from tests.processes.machine.life import Area, Life, Row


async def _transfer(life: Life, *statuses: str) -> Row | None:
    """Any transfer, mostly one in one of these states."""
    likely = statuses if life.chance.random() < 0.8 else ()
    return await life.one(
        "SELECT id, status FROM stock_transfer WHERE status = ANY($1) OR $2 ORDER BY number",
        list(likely),
        not likely,
    )


def _units(life: Life) -> list[TransferUnits]:
    skus = life.chance.sample(list(PRICES), life.chance.randint(1, 2))
    return [TransferUnits(sku, life.chance.randint(0, 4)) for sku in skus]


async def plan(life: Life) -> None:
    """Somebody drafts a transfer; not every one makes sense."""
    await life.shop.do(
        create_stock_transfer,
        origin_code=life.chance.choice(list(PLACES)),
        destination_code=life.chance.choice(list(PLACES)),
        lines=_units(life),
        expected_at=life.shop.clock.now() + timedelta(days=life.chance.randint(1, 9)),
    )


async def replan(life: Life) -> None:
    """Other lines, another place, another day."""
    if transfer := await _transfer(life, "DRAFT", "IN_TRANSIT"):
        draft = transfer["status"] == "DRAFT"
        await life.shop.do(
            update_stock_transfer,
            stock_transfer_id=transfer["id"],
            lines=_units(life) if draft else (),
            destination_code=life.chance.choice(list(PLACES)) if draft else None,
            expected_at=life.shop.clock.now() + timedelta(days=life.chance.randint(1, 9)),
        )


async def send_off(life: Life) -> None:
    """A draft leaves, if there is so much; sometimes safety stock goes with it."""
    if transfer := await _transfer(life, "DRAFT"):
        await life.shop.do(
            ship_stock_transfer,
            stock_transfer_id=transfer["id"],
            use_safety_stock=life.chance.random() < 0.3,
        )


async def unload(life: Life) -> None:
    """Something arrives: good, broken, missing, or more than was sent."""
    if transfer := await _transfer(life, "IN_TRANSIT", "PARTIALLY_RECEIVED"):
        lines = [
            ReceivedLine(
                row["id"],
                quantity=units,
                damaged_quantity=life.chance.choice([0, 0, 1]),
                short_quantity=life.chance.choice([0, 0, 0, 1]),
            )
            for row, units in life.some(await transfer_lines(life.shop, transfer["id"]), "quantity")
        ]
        await life.shop.do(
            receive_stock_transfer,
            stock_transfer_id=transfer["id"],
            lines=lines,
            accept_over=life.chance.random() < 0.4,
        )


async def write_off(life: Life) -> None:
    """What is missing is not waited for."""
    if transfer := await _transfer(life, "IN_TRANSIT", "PARTIALLY_RECEIVED"):
        await life.shop.do(
            close_stock_transfer, stock_transfer_id=transfer["id"], reason="Fell off the van"
        )


async def call_back(life: Life) -> None:
    """A transfer is called off, and somebody says where the goods are, if there are any."""
    if transfer := await _transfer(life, "DRAFT", "IN_TRANSIT", "PARTIALLY_RECEIVED"):
        where = None if transfer["status"] == "DRAFT" else life.chance.choice(list(Whereabouts))
        await life.shop.do(
            cancel_stock_transfer,
            stock_transfer_id=transfer["id"],
            reason="Wrong way",
            whereabouts=where,
        )


AREA = Area.of({plan: 2, replan: 1, send_off: 2, unload: 2, write_off: 1, call_back: 1})
