"""``waybill schema``: prints the SDL, or checks that it keeps what clients were promised."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.documents import registered
from cli.embedded import postgres_runs, start_postgres
from cli.manifests import Entry
from cli.options import DataDir
from cli.registering import check_entries
from domain.kernel.config import Settings, load_settings

COMMITTED = Path(__file__).resolve().parent.parent / "frontend-contract" / "schema.graphql"


def schema(
    check: Annotated[
        bool,
        typer.Option("--check", help="Fail where the committed SDL is broken or out of date."),
    ] = False,
    against: Annotated[Path, typer.Option(help="The committed SDL.")] = COMMITTED,
    data_dir: DataDir = None,
) -> None:
    """Print the API's schema in SDL, or say what it would break: the SDL, registered documents."""
    sdl = _sdl()
    if not check:
        typer.echo(sdl, nl=False)
        return
    console = Console(stderr=True, soft_wrap=True)
    problems = compare(against, sdl)
    broken = broken_documents(load_settings(data_dir=data_dir))
    for problem in (*problems, *broken):
        console.print(problem, style="red", markup=False)
    if problems:
        console.print(f"If that is meant: waybill schema > {against}", markup=False)
    if problems or broken:
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


def broken_documents(settings: Settings) -> list[str]:
    """The registered documents that this version would refuse, each with those who run it.

    Looked for in the database that is set, else in the embedded one while it runs; without either,
    or before its tables know of documents, there are none.
    """
    from sqlalchemy.exc import SQLAlchemyError

    database_url = settings.database_url
    if database_url is None and postgres_runs(settings.data_dir / "postgres"):
        database_url = start_postgres(settings.data_dir / "postgres").url  # runs, so it is only found
    if database_url is None:
        return []
    try:
        found = asyncio.run(registered(settings.model_copy(update={"database_url": database_url})))
    except (OSError, SQLAlchemyError) as error:
        note = f"Registered documents were not looked at: {type(error).__name__}."
        Console(stderr=True, soft_wrap=True).print(note, style="yellow")
        return []
    checked = check_entries([Entry(each.sha256, each.text) for each in found], settings)
    return [
        f"Breaks {', '.join(each.clients)}: document {each.name} ({each.sha256[:12]}…): {problem}"
        for each, result in zip(found, checked, strict=True)
        for problem in result.problems
    ]


def _sdl() -> str:
    from schema.schema import schema as built

    return built.as_str().rstrip("\n") + "\n"
