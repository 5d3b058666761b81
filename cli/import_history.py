"""``waybill import``: brings in another shop's history, or what locations hold, through the domain."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import DataDir
from cli.shop import open_shop
from domain.kernel.config import load_settings

app = typer.Typer(help="Bring in history, or stock.", no_args_is_help=True)


@app.callback()
def import_history() -> None:
    """Bring in another shop's history, or what locations hold, by the rules that the API keeps to."""


@app.command()
def olist(
    directory: Annotated[
        Path,
        typer.Argument(
            help="The directory with the CSV files.", exists=True, file_okay=False, readable=True
        ),
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that replay; by default one a core.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Where the whole report goes, as JSON; else into the data directory."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Replay the Olist marketplace's orders. Fails where a figure differs from the files."""
    from cli.import_olist import import_olist

    with open_shop(load_settings(data_dir=data_dir)) as running:
        code = import_olist(running, directory, report=report, workers=workers)
    if code:
        raise typer.Exit(code)


@app.command()
def stock(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV: sku,location,on_hand[,safety_stock][,bin]; one level a line.",
            exists=True,
            dir_okay=False,
            readable=True,
        ),
    ],
    errors: Annotated[
        Path | None,
        typer.Option(help="Where refused lines go, as CSV; else into the data directory."),
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Set stock levels from a file. Every valid line is taken; fails where lines are refused."""
    from cli.import_stock import import_stock

    with open_shop(load_settings(data_dir=data_dir)) as running:
        code = import_stock(running, file, errors=errors)
    if code:
        raise typer.Exit(code)
