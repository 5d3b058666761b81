"""``waybill import stock``: shows how far the file is read, and closes with what became of its lines."""

import csv
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from domain.imports.stock import command
from domain.kernel.config import Settings

ERRORS = "stock-errors.csv"
_SHOWN = 10
"How many refused lines the terminal names; the file names all."


def import_stock(settings: Settings, file: Path, *, errors: Path | None = None) -> int:
    """Load a file into the shop that `settings` lead to; 0 where every line was taken, else 1.

    Refused lines are written to `errors`, by default to `stock-errors.csv` in the data directory.
    Raises `InvalidInput` where it is no such file.
    """
    console = Console(soft_wrap=True)
    began = time.perf_counter()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Stock levels", total=None)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        loaded = command.run(file, database_url=settings.database_url or "", progress=told)
    console.print(
        f"{loaded.opened:,} levels opened, {loaded.moved:,} changed, {loaded.unchanged:,} were so "
        f"already, {len(loaded.refused):,} lines refused; {time.perf_counter() - began:.1f} s."
    )
    if not loaded.refused:
        return 0
    path = errors or settings.data_dir / ERRORS
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as written:
        writer = csv.writer(written)
        writer.writerow(("line", "sku", "location", "why"))
        writer.writerows((each.number, each.sku, each.location, each.why) for each in loaded.refused)
    for each in loaded.refused[:_SHOWN]:
        console.print(f"line {each.number}: {each.why}", style="red", markup=False)
    console.print(f"Every refused line: {path}")
    return 1
