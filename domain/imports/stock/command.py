"""Loading a file of levels: in pieces of a transaction each, a few at a time, every valid line in.

A piece is set whole or not at all, so a load that stops has loaded what it has said, and running it
again changes nothing about that. Locks last for a piece only: orders go on being placed between pieces.
Of a level that is named twice the last line stands, however far apart the two are: a piece that names a
level of one that is running begins when that one is done.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

import uvloop
from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from domain.catalog.bundles import bundles_among, without_stock
from domain.catalog.queries import product_ids_by_sku
from domain.imports.stock.reader import Line, RefusedLine, StockFile
from domain.inventory.events import StockReceived
from domain.inventory.mass_ledger import Settled, WantedLevel, settle_levels
from domain.inventory.queries import locations_by_code
from domain.kernel.actor import system
from domain.kernel.clock import Clock
from domain.kernel.database import Database
from domain.kernel.uow import UnitOfWork, run_again, transaction
from domain.orders.models import order_lines

PIECE = 20_000
"Lines of a transaction: long enough to be fast, short enough that nobody waits for it."
_AT_ONCE = 2
_PATIENCE = 120.0
"Seconds that a statement may take on a machine that is busy."

Progress = Callable[[int, int], None]
"``told(bytes read, bytes there are)``"

_Running = dict[asyncio.Task[None], set[tuple[str, str]]]
"Pieces on their way, and the levels that each names, by SKU and location."

_WAITING = (
    select(order_lines.c.product_id)
    .where(
        order_lines.c.backordered_quantity > 0,
        order_lines.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid()))),
    )
    .distinct()
)


@dataclass(slots=True)
class Loaded:
    """What became of a file's lines."""

    opened: int = 0
    "Levels that were not there before."
    moved: int = 0
    "Levels that had another figure."
    unchanged: int = 0
    refused: list[RefusedLine] = field(default_factory=list)

    def add(self, taken: int, settled: Settled) -> None:
        self.opened += settled.opened
        self.moved += settled.moved
        self.unchanged += taken - settled.opened - settled.moved - len(settled.promised)


def run(path: Path, *, database_url: str, progress: Progress) -> Loaded:
    """Load a file into the migrated database at `database_url`.

    Raises `InvalidInput` where it is no such file; whatever concerns one line only is in the answer.
    """

    async def load() -> Loaded:
        database = Database(database_url, pool_size=_AT_ONCE, statement_timeout=_PATIENCE)
        try:
            return await load_stock(database, path, progress=progress)
        finally:
            await database.dispose()

    return uvloop.run(load())


async def load_stock(
    database: Database,
    path: Path,
    *,
    progress: Progress,
    piece: int = PIECE,
    clock: Clock | None = None,
) -> Loaded:
    """See `run`. `piece` lines are a transaction."""
    loaded = Loaded()
    file = StockFile(path)
    try:
        running: _Running = {}
        for lines in _pieces(file.lines(), piece):
            levels = {(line.sku, line.location) for line in lines if isinstance(line, Line)}
            while len(running) >= _AT_ONCE or not all(map(levels.isdisjoint, running.values())):
                await _first(running)
                progress(file.position, file.size)
            running[asyncio.create_task(_load(database, lines, loaded, path.name, clock))] = levels
        while running:
            await _first(running)
        progress(file.size, file.size)
    finally:
        for task in running:
            task.cancel()
        file.close()
    loaded.refused.sort(key=lambda line: line.number)
    return loaded


async def _first(running: _Running) -> None:
    done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        del running[task]
        await task


def _pieces(lines: Iterator[Line | RefusedLine], size: int) -> Iterator[Sequence[Line | RefusedLine]]:
    while piece := list(islice(lines, size)):
        yield piece


async def _load(
    database: Database,
    lines: Sequence[Line | RefusedLine],
    loaded: Loaded,
    reference: str,
    clock: Clock | None,
) -> None:
    async def attempt() -> tuple[int, Settled, list[RefusedLine]]:
        async with transaction(database, actor=system("import"), clock=clock) as uow:
            wanted, refused = await _resolve(uow, lines)
            settled = await _settle(uow, wanted, reference)
            return len(wanted), settled, refused

    taken, settled, refused = await run_again(attempt)
    loaded.add(taken, settled)
    loaded.refused += refused
    said = {line.number: line for line in lines if isinstance(line, Line)}
    loaded.refused += [
        RefusedLine(
            number,
            said[number].sku,
            said[number].location,
            f"{level.promised} units are promised or unavailable there; on_hand cannot be less.",
        )
        for number, level in settled.promised.items()
    ]


async def _resolve(
    uow: UnitOfWork, lines: Sequence[Line | RefusedLine]
) -> tuple[list[WantedLevel], list[RefusedLine]]:
    """Lines by their ids. Of a level that is named twice the last line stands, as if each were set: what
    it leaves open is as the one before it says."""
    refused = [line for line in lines if isinstance(line, RefusedLine)]
    named = [line for line in lines if isinstance(line, Line)]
    skus = list({line.sku for line in named})
    bundles = await bundles_among(uow, skus)
    products = await product_ids_by_sku(uow, skus)
    locations = await locations_by_code(uow, list({line.location for line in named}))
    wanted: dict[tuple[UUID, UUID], WantedLevel] = {}
    for line in named:
        product, location = products.get(line.sku), locations.get(line.location)
        if product is None or location is None:
            what = f"product {line.sku!r}" if product is None else f"location {line.location!r}"
            refused.append(RefusedLine(line.number, line.sku, line.location, f"There is no {what}."))
            continue
        if line.sku in bundles:
            why = without_stock(line.sku).message
            refused.append(RefusedLine(line.number, line.sku, line.location, why))
            continue
        before = wanted.get((product, location))
        kept_back, shelf = line.safety_stock, line.bin
        if before is not None:
            kept_back = before.safety_stock if kept_back is None else kept_back
            shelf = shelf or before.bin
        wanted[product, location] = WantedLevel(
            line.number, product, location, line.on_hand, kept_back, shelf
        )
    return list(wanted.values()), refused


async def _settle(uow: UnitOfWork, wanted: Sequence[WantedLevel], reference: str) -> Settled:
    """Set the levels; orders that wait for a product hear of what there is more of."""
    products = list({each.product_id for each in wanted})
    waiting = (await uow.session.execute(_WAITING, {"products": products})).scalars().all()
    # What a file opens by the million nobody is watching yet.
    settled = await settle_levels(
        uow, wanted, reason="Stock file", reference=reference, told=waiting, announce=False
    )
    for product_id, location_id, units in settled.gained:
        uow.emit(StockReceived(product_id=product_id, location_id=location_id, quantity=units))
    return settled
