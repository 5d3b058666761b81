"""Loading a file of stock levels: 100,000 products in 50 locations, five million lines.

    python -m bench.stock_file [--products N] [--locations N]

A PostgreSQL is started for the occasion; products and locations are there, levels are not. The file is
loaded, then loaded again as it is, then with every figure changed. Beside it stands a floor of the same
run: the same lines copied into a table that has nothing but a key. CPU seconds are this process's and
PostgreSQL's; on a machine with other work they say more than the clock does.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import typer
from rich.console import Console

import domain.tables  # noqa: F401 - the ORM resolves foreign keys among all models, or not at all
from cli.embedded import start_postgres
from cli.migrate import upgrade
from domain.imports.stock import command
from domain.kernel.config import Settings

FILLING = """
    INSERT INTO location (id, code, name, priority, active, kind, time_zone, closures,
                          serves_every_channel, created_at)
    SELECT gen_random_uuid(), 'L' || n, 'Location', n, true, 'WAREHOUSE', 'UTC', '[]', true, now()
    FROM generate_series(1, {locations}) n;
    INSERT INTO product (id, sku, name, allow_backorder, is_bundle, created_at)
    SELECT gen_random_uuid(), 'SKU-' || n, 'Product', false, false, now()
    FROM generate_series(1, {products}) n;
    ANALYZE location, product;
    CREATE TABLE floor (sku text, location text, on_hand int, PRIMARY KEY (sku, location));
"""


def write_file(path: Path, *, products: int, locations: int, more: int) -> None:
    """Every product in every location; `more` units than the figure it has else."""
    with path.open("w") as file:
        file.write("sku,location,on_hand\n")
        for product in range(1, products + 1):
            for place in range(1, locations + 1):
                file.write(f"SKU-{product},L{place},{product * place % 97 + more}\n")


@contextmanager
def timed(figures: dict[str, Any], name: str, postmaster: int) -> Iterator[None]:
    """Note seconds by the clock and of CPU, ours and PostgreSQL's."""
    began, ours, theirs = time.perf_counter(), time.process_time(), _cpu(postmaster)
    yield
    figures[name] = {
        "seconds": round(time.perf_counter() - began, 1),
        "own_cpu": round(time.process_time() - ours, 1),
        "postgres_cpu": round(_cpu(postmaster) - theirs, 1),
    }


def _cpu(postmaster: int) -> float:
    """CPU seconds of PostgreSQL's processes that have ended; ours end with each load."""
    fields = Path(f"/proc/{postmaster}/stat").read_text().rpartition(")")[2].split()
    return sum(int(each) for each in fields[11:15]) / 100


async def fill(url: str, *, products: int, locations: int) -> None:
    """What a load finds."""
    connection = await asyncpg.connect(url)
    await connection.execute(FILLING.format(products=products, locations=locations))
    await connection.close()


async def copy(url: str, path: Path) -> None:
    """The floor: PostgreSQL's own COPY of the file."""
    connection = await asyncpg.connect(url)
    await connection.copy_to_table("floor", source=path, format="csv", header=True)
    await connection.close()


def main(
    products: Annotated[int, typer.Option(help="Products.")] = 100_000,
    locations: Annotated[int, typer.Option(help="Locations.")] = 50,
) -> None:
    """Load a file three times and print what each took."""
    figures: dict[str, Any] = {"lines": products * locations}
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as scratch:
        directory = Path(scratch)
        postgres = start_postgres(directory / "postgres", durable=False)
        try:
            upgrade(Settings(database_url=postgres.url, data_dir=directory))
            asyncio.run(fill(postgres.url, products=products, locations=locations))
            postmaster = int(next(directory.rglob("postmaster.pid")).read_text().split()[0])
            path = directory / "stock.csv"
            for name, more in (("opened", 0), ("the same again", 0), ("every figure changed", 1)):
                write_file(path, products=products, locations=locations, more=more)
                if name == "opened":
                    with timed(figures, "floor: COPY", postmaster):
                        asyncio.run(copy(postgres.url, path))
                with timed(figures, name, postmaster):
                    command.run(path, database_url=postgres.url, progress=lambda *_: None)
                console.print(f"{name}: {figures[name]}", style="dim")
        finally:
            postgres.stop()
    figures["ratio"] = round(figures["opened"]["seconds"] / figures["floor: COPY"]["seconds"], 1)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    typer.run(main)
