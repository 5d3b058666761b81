"""``waybill simulate``: what other sourcing policies would have come to. Writes nothing."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(help="Try sourcing policies on another shop's history.", no_args_is_help=True)


@app.callback()
def simulate() -> None:
    """Source orders of the past by other policies. Needs no database and writes nothing."""


@app.command()
def olist(
    directory: Annotated[
        Path,
        typer.Argument(
            help="The directory with the CSV files.", exists=True, file_okay=False, readable=True
        ),
    ],
) -> None:
    """Fewest splits, nearest, and seller only, over the Olist marketplace's orders.

    Fails where sourcing from the seller only does not come to what the history did.
    """
    from domain.imports.olist.history import plan_history
    from domain.imports.olist.reader import read_olist
    from domain.imports.olist.simulate import simulate as run

    data = read_olist(directory)
    found = run(data, plan_history(data)[0])
    table = Table(title=f"{found.history.orders:,} orders, sourced again", title_justify="left")
    table.add_column("policy")
    for name in ("parcels", "splits", "orders split", "units missing", "mean km a unit"):
        table.add_column(name, justify="right")
    for each in (*found.outcomes, found.history):
        table.add_row(
            each.policy,
            f"{each.parcels:,}",
            f"{each.splits:,}",
            f"{each.split_orders:,}",
            f"{each.missing:,}",
            f"{each.mean_kilometres:,}",
        )
    console = Console()
    console.print(table)
    if not found.agrees:
        console.print("[bold red]Seller only is not what the history did.[/]")
        raise typer.Exit(1)
    console.print("[bold green]Seller only is what the history did.[/]")
