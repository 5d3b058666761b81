"""``make bench``: every row, in one go, as one table and as JSON.

    python -m bench [--only ROW] [--quick] [--json FILE] [--list]

Each row is measured against a floor of the same run; see `bench.measure` for how, and each row's own
file for what. A row that was not reached says so; so does one that could not be measured.
"""

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
import uvloop
from rich.console import Console
from rich.table import Table

from bench import engine, lists, live, placing, processes, reading
from bench.measure import QUICK, THOROUGH, Effort, Finding
from bench.row import Row
from bench.stage import Stage, open_stage
from cli.processes import until_stopped

ROWS: tuple[Row, ...] = (
    *engine.ROWS,
    *reading.ROWS,
    *placing.ROWS,
    *lists.ROWS,
    *live.ROWS,
    *processes.ROWS,
)
_said = Console(stderr=True)


async def measure(
    stage: Stage, rows: Sequence[Row], effort: Effort, found: list[tuple[Row, Finding | str]]
) -> None:
    """Add to `found` what each row came to, or in a word why it came to nothing. What was found stays
    when the rest is called off."""
    for row in rows:
        _said.print(f"{row.name}: {row.ours} against {row.floor} …", style="dim")
        try:
            found.append((row, await row.measure(stage, effort)))
        except Exception as error:
            _said.print_exception()
            found.append((row, type(error).__name__))


def shown(found: Sequence[tuple[Row, Finding | str]]) -> Table:
    """The table."""
    table = Table(caption=f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} in the last minute")
    for name in ("row", "ours", "floor", "ratio", "to reach", "", "command"):
        table.add_column(name, justify="right" if name in ("ours", "ratio") else "left")
    for row, finding in found:
        if isinstance(finding, str):
            table.add_row(row.ours, "–", row.floor, "–", row.wanted, f"failed: {finding}", row.command)
            continue
        verdict = {True: "reached", False: "not reached", None: "see notes"}[finding.reached]
        notes = "".join(f"\n  {name}: {value}" for name, value in finding.notes.items())
        table.add_row(
            row.ours + notes,
            f"{_figure(finding.ours)} {finding.unit}",
            f"{_figure(finding.floor)} {finding.unit}: {row.floor}",
            _figure(finding.ratio),
            row.wanted,
            verdict,
            row.command,
        )
    return table


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def as_json(found: Sequence[tuple[Row, Finding | str]], effort: Effort) -> bytes:
    """The same for machines."""
    rows: list[dict[str, Any]] = []
    for row, finding in found:
        came_to = {"failed": finding} if isinstance(finding, str) else asdict(finding)
        said = {"row": row.name, "ours": row.ours, "floor": row.floor, "wanted": row.wanted}
        rows.append({**said, "command": row.command, "found": came_to})
    about = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "effort": asdict(effort),
        "rows": rows,
    }
    return orjson.dumps(about, option=orjson.OPT_INDENT_2)


def main(
    only: Annotated[list[str] | None, typer.Option(help="Measure this row alone; repeatable.")] = None,
    quick: Annotated[bool, typer.Option(help="Shorter turns, fewer of them.")] = False,
    json: Annotated[Path, typer.Option(help="Where the figures go as JSON.")] = Path("build/bench.json"),
    list_rows: Annotated[bool, typer.Option("--list", help="Name the rows, and measure none.")] = False,
) -> None:
    """Measure, print the table, write the JSON."""
    if list_rows:
        for row in ROWS:
            print(f"{row.name:<16} {row.ours}  /  {row.floor}  {row.wanted}")
        return
    unknown = set(only or ()) - {row.name for row in ROWS}
    if unknown:
        _said.print(f"There is no row {', '.join(sorted(unknown))}; --list names them.", style="red")
        raise typer.Exit(2)
    rows = [row for row in ROWS if not only or row.name in only]
    effort = QUICK if quick else THOROUGH
    found: list[tuple[Row, Finding | str]] = []
    with until_stopped(), open_stage() as stage:
        uvloop.run(measure(stage, rows, effort, found))
    Console(width=None if sys.stdout.isatty() else 200).print(shown(found))
    json.parent.mkdir(parents=True, exist_ok=True)
    json.write_bytes(as_json(found, effort))
    _said.print(f"Also in {json}.", style="dim")
    if any(isinstance(finding, str) for _, finding in found) or not found:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
