"""``waybill schema``: prints the SDL, or checks that it keeps what clients were promised."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

COMMITTED = Path(__file__).resolve().parent.parent / "frontend-contract" / "schema.graphql"


def schema(
    check: Annotated[
        bool,
        typer.Option("--check", help="Fail where the committed SDL is broken or out of date."),
    ] = False,
    against: Annotated[Path, typer.Option(help="The committed SDL.")] = COMMITTED,
) -> None:
    """Print the API's schema in SDL."""
    sdl = _sdl()
    if not check:
        typer.echo(sdl, nl=False)
        return
    console = Console(stderr=True, soft_wrap=True)
    problems = compare(against, sdl)
    for problem in problems:
        console.print(problem, style="red", markup=False)
    if problems:
        console.print(f"If that is meant: waybill schema > {against}", markup=False)
        raise typer.Exit(1)


def compare(committed: Path, sdl: str) -> list[str]:
    """What differs between the committed SDL and the code's; what breaks clients comes first."""
    from graphql import build_schema
    from graphql.utilities import find_breaking_changes

    if not committed.exists():
        return [f"{committed} does not exist."]
    promised = committed.read_text()
    if promised == sdl:
        return []
    changes = find_breaking_changes(build_schema(promised), build_schema(sdl))
    breaking = [f"Breaks clients: {change.description}" for change in changes]
    return [*breaking, f"{committed} is out of date."]


def _sdl() -> str:
    from schema.schema import schema as built

    return built.as_str().rstrip("\n") + "\n"
