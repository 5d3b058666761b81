"""``waybill import olist``: shows how far the replay is, and closes with figures beside figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import orjson
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from domain.imports.olist import command
from domain.imports.olist.report import Figure, Report
from domain.kernel.config import Settings

REPORT = "olist-report.json"
_SHOWN = 20
"How many differing orders the terminal names; the file names all."


def import_olist(
    settings: Settings, directory: Path, *, report: Path | None = None, workers: int | None = None
) -> int:
    """Replay a directory into the shop that `settings` lead to; 0 where every figure agrees, else 1.

    The whole report is written to `report`, by default to `olist-report.json` in the data directory.
    Raises `DomainError` where the files cannot be read or another import is at work.
    """
    console = Console()
    try:
        with _progress(console) as told:
            outcome = command.run(
                directory,
                database_url=settings.database_url or "",
                workers=workers,
                progress=told,
            )
    except (KeyboardInterrupt, SystemExit):
        console.print("Stopped. What was replayed is kept; run it again to go on.")
        raise
    path = report or settings.data_dir / REPORT
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(outcome.to_document(), default=_plain, option=orjson.OPT_INDENT_2))
    show(console, outcome)
    console.print(f"\nEvery skipped order and every oddity by id: {path}", soft_wrap=True)
    return 0 if outcome.agrees else 1


@contextmanager
def _progress(console: Console) -> Iterator[command.Progress]:
    columns = (
        TextColumn("{task.description:<44}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, int] = {}

        def told(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                for earlier in bar.tasks:
                    bar.update(earlier.id, completed=earlier.total or 1, total=earlier.total or 1)
                tasks[stage] = bar.add_task(stage, total=total or None)
            bar.update(tasks[stage], completed=done)  # type: ignore[arg-type]

        yield told
        for task in bar.tasks:
            bar.update(task.id, completed=task.total or 1, total=task.total or 1)


def show(console: Console, report: Report) -> None:
    """Print the closing tables: oddities, skipped orders, and figures beside figures."""
    _show_oddities(console, report)
    _show_skipped(console, report)
    _show_figures(console, report)
    _show_differences(console, report)
    seconds = sum(timing.seconds for timing in report.timings)
    stages = ", ".join(f"{each.stage.lower()} {each.seconds:.1f}" for each in report.timings)
    console.print(
        f"\n{report.replayed} orders replayed, {report.already_there} were there already; "
        f"{seconds:.1f} s ({stages})."
    )
    if report.agrees:
        console.print("[bold green]Every figure agrees with the files, to the cent.[/]")
    else:
        console.print("[bold red]The database does not agree with the files.[/]")


def _show_figures(console: Console, report: Report) -> None:
    table = Table(title="Reconciliation", title_justify="left")
    table.add_column("figure")
    table.add_column("files", justify="right")
    table.add_column("database", justify="right")
    table.add_column("")
    for figure in report.figures:
        verdict = "[green]agrees[/]" if figure.agrees else "[red]DIFFERS[/]"
        table.add_row(figure.name, *_values(figure), verdict)
    console.print(table)


def _values(figure: Figure) -> tuple[str, str]:
    return f"{figure.expected:,}", f"{figure.found:,}"


def _show_skipped(console: Console, report: Report) -> None:
    if not report.skipped:
        return
    table = Table(title=f"{len(report.skipped)} orders skipped", title_justify="left")
    table.add_column("reason")
    table.add_column("status in the files")
    table.add_column("orders", justify="right")
    for reason, status, count in report.skipped_by_reason():
        table.add_row(reason, status, f"{count:,}")
    console.print(table)


def _show_oddities(console: Console, report: Report) -> None:
    if not report.oddities:
        return
    table = Table(title="Oddities and what was made of them", title_justify="left")
    table.add_column("oddity")
    table.add_column("replayed", justify="right")
    table.add_column("skipped", justify="right")
    table.add_column("handling")
    for each in report.oddities:
        table.add_row(each.what, f"{len(each.replayed):,}", f"{len(each.skipped):,}", each.handling)
    console.print(table)


def _show_differences(console: Console, report: Report) -> None:
    wrong = [(each.order_id, each.what) for each in report.differences]
    wrong += [(each.order_id, each.why) for each in report.failures]
    for order_id, what in wrong[:_SHOWN]:
        console.print(f"order {order_id}: {what}", style="red", markup=False, soft_wrap=True)
    if len(wrong) > _SHOWN:
        console.print(f"… and {len(wrong) - _SHOWN} more, in the report.", style="red")


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
