"""The replenishment run: 100,000 products in 50 locations, from what sold in eight weeks.

    python -m bench.replenishment [--products N] [--locations N]

A PostgreSQL as `waybill up` has one is started for the occasion and filled past the ledger, because
filling it through the verbs would take hours: a level for every product and location, and every fifth
of them sold in some of the weeks. The run is what a worker does, slice by slice, one after the other.
Beside it stands a floor that is measured in the same run, reading every level and every sale once, and
how much this process has grown.
"""

import json
import resource
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from sqlalchemy import text

import domain.tables  # noqa: F401 - the ORM resolves foreign keys among all models, or not at all
from cli.embedded import start_postgres
from cli.migrate import upgrade
from domain.kernel.actor import system
from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from domain.replenishment.calculation import list_slices, replenish

FILLING = (
    """INSERT INTO location (id, code, name, priority, active, kind, time_zone, closures,
                             serves_every_channel, created_at)
       SELECT uuidv7(), 'L' || n, 'Location ' || n, n, true, 'WAREHOUSE', 'UTC', '[]', true,
              now()
       FROM generate_series(1, :locations) n""",
    """INSERT INTO product (id, sku, name, allow_backorder, is_bundle, created_at)
       SELECT uuidv7(), 'SKU-' || n, 'Product ' || n, false, false, now()
       FROM generate_series(1, :products) n""",
    """INSERT INTO supplier (id, code, name, currency, lead_time_days, lead_time_spread_days,
                             over_tolerance_percent, active, created_at, updated_at)
       SELECT uuidv7(), 'S' || n, 'Supplier ' || n, 'EUR', 5 + n % 10, n % 4, 0, true, now(),
              now()
       FROM generate_series(1, 40) n""",
    """INSERT INTO supplier_product (id, supplier_id, product_id, supplier_sku, cost, pack_size,
                                     minimum_quantity, priority, active, updated_at)
       SELECT uuidv7(), s.id, p.id, 'X-' || p.sku, 500, 6, 12, 100, true, now()
       FROM (SELECT id, sku, row_number() OVER () AS n FROM product) p
       JOIN supplier s ON s.code = 'S' || (1 + p.n % 40)""",
    """INSERT INTO stock_level (id, product_id, location_id, on_hand, reserved, allocated, unavailable,
                                damaged, quality_control, on_hold, safety_stock, incoming,
                                last_sequence, updated_at)
       SELECT uuidv7(), p.id, l.id, (random() * 40)::int, 0, 0, 0, 0, 0, 0, 0, 0, 9, now()
       FROM product p CROSS JOIN location l""",
    """INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, on_hand_after, actor,
                                   created_at)
       SELECT uuidv7(), l.id, n, CASE n WHEN 1 THEN 'RECEIVE' ELSE 'SHIP' END,
              1 + (random() * 8)::int, 0, 'system:bench',
              CASE n WHEN 1 THEN now() - interval '1 year'
                     ELSE now() - random() * interval '8 weeks' END
       FROM (SELECT id FROM stock_level WHERE random() < 0.2) l
       CROSS JOIN generate_series(1, 5) n""",
)
FLOOR = """
    SELECT (SELECT sum(on_hand) FROM stock_level),
           (SELECT sum(quantity) FROM stock_movement WHERE kind = 'SHIP')
"""


async def fill(database: Database, **size: int) -> None:
    """Write the rows, then let PostgreSQL know what it has."""
    async with database.engine.connect() as connection:
        # What is written here refers to what is there; looking that up would take most of the time.
        await connection.execute(text("SET session_replication_role = replica"))
        for statement in FILLING:
            asked = {name: size[name] for name in size if f":{name}" in statement}
            await connection.execute(text(statement), asked)
            await connection.commit()
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await plain.execute(text("VACUUM ANALYZE"))


async def timed(database: Database, statement: str) -> float:
    """Seconds that one statement takes, the better of two."""
    spent = []
    async with database.read() as read:
        for _ in range(2):
            began = time.perf_counter()
            (await read.execute(text(statement))).all()
            spent.append(time.perf_counter() - began)
    return min(spent)


async def measure(settings: Settings, products: int, locations: int) -> dict[str, Any]:
    """Fill, run once, and count."""
    database = Database(settings.database_url or "", pool_size=2)
    try:
        await fill(database, products=products, locations=locations)
        floor = await timed(database, FLOOR)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        slowest, began = 0.0, time.perf_counter()
        async with database.read() as read:
            slices = await list_slices(read)
        for first, beyond in slices:
            at = time.perf_counter()
            async with transaction(database, actor=system("bench")) as uow:
                await replenish(uow, first=first, beyond=beyond)
            slowest = max(slowest, time.perf_counter() - at)
        seconds = time.perf_counter() - began
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        async with database.read() as read:
            count = "SELECT count(*) FROM {}"
            levels, sales, found = [
                (await read.execute(text(count.format(what)))).scalar_one()
                for what in (
                    "stock_level",
                    "stock_movement WHERE kind = 'SHIP'",
                    "replenishment_suggestion",
                )
            ]
        return {
            "levels": levels,
            "sales": sales,
            "suggestions": found,
            "seconds": round(seconds, 1),
            "slices": len(slices),
            "slowest_slice": round(slowest, 2),
            "floor_seconds": round(floor, 2),
            "ratio": round(seconds / floor, 1),
            "grown_mb": round(grown / 1024, 1),
        }
    finally:
        await database.dispose()


def main(
    products: Annotated[int, typer.Option(help="Products.")] = 100_000,
    locations: Annotated[int, typer.Option(help="Locations of each.")] = 50,
) -> None:
    """Print a sentence, and the same as one line of JSON."""
    with tempfile.TemporaryDirectory() as directory:
        postgres = start_postgres(Path(directory) / "postgres")
        try:
            settings = Settings(database_url=postgres.url)
            upgrade(settings)
            row = uvloop.run(measure(settings, products, locations))
        finally:
            postgres.stop()
    print(
        f"{row['levels']:,} levels, {row['sales']:,} sales: {row['suggestions']:,} suggestions in "
        f"{row['seconds']} s, {row['ratio']} times as long as reading them once "
        f"({row['floor_seconds']} s); the process grew by {row['grown_mb']} MB"
    )
    print(json.dumps(row))


if __name__ == "__main__":
    typer.run(main)
