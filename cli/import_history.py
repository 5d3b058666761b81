"""``waybill import``: replays another shop's history through the domain."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import DataDir
from cli.shop import open_shop
from domain.kernel.config import load_settings

app = typer.Typer(help="Replay another shop's history.", no_args_is_help=True)


@app.callback()
def import_history() -> None:
    """Replay another shop's history through the same verbs that the API calls."""


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
