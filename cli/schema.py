"""``waybill schema``: prints the SDL, or checks that it keeps what clients were promised.

Two files are compared with the code. `schema.graphql` is what it says now, committed so that a change
of the API is seen in review. `released.graphql` is what the latest release promised; it moves with a
release and with nothing else. Git's history would do as a baseline too, but a clone may be one commit
deep, and then the check would pass for want of anything to compare with. What breaks the promise is
allowed once the contract's changelog says so, by its place.
"""

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.broken_documents import broken_documents
from cli.options import DataDir
from domain.kernel.config import load_settings

CONTRACT = Path(__file__).resolve().parent.parent / "frontend-contract"
_UNION = re.compile(r"from union type (\w+)")
_PLACE = re.compile(r"@?\w+\.\w+(?:\(\w+:\))?")
_NAME = re.compile(r"(?:Standard scalar )?(@\w+|\b[A-Z]\w*)(?= )")


def schema(
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="Fail where the committed SDL is out of date, breaks clients unannounced, "
            "or breaks a registered document.",
        ),
    ] = False,
    contract: Annotated[
        Path, typer.Option(help="The folder of schema.graphql, released.graphql and CHANGELOG.md.")
    ] = CONTRACT,
    data_dir: DataDir = None,
) -> None:
    """Print the API's schema in SDL."""
    sdl = _sdl()
    if not check:
        typer.echo(sdl, nl=False)
        return
    console = Console(stderr=True, soft_wrap=True)
    stale = compare(contract / "schema.graphql", sdl)
    broken = unannounced(contract / "released.graphql", sdl, contract / "CHANGELOG.md")
    broken += broken_documents(load_settings(data_dir=data_dir))
    for problem in [*stale, *broken]:
        console.print(problem, style="red", markup=False)
    if stale:
        console.print(f"If that is meant: waybill schema > {contract / 'schema.graphql'}", markup=False)
    if stale or broken:
        raise typer.Exit(1)


def compare(committed: Path, sdl: str) -> list[str]:
    """What differs between the committed SDL and the code's; what breaks clients comes first."""
    if not committed.exists():
        return [f"{committed} does not exist."]
    promised = committed.read_text()
    if promised == sdl:
        return []
    breaking = [f"Breaks clients: {change}" for change in _breaking(promised, sdl)]
    return [*breaking, f"{committed} is out of date."]


def unannounced(released: Path, sdl: str, changelog: Path) -> list[str]:
    """What breaks the released SDL and is not in the changelog's [Unreleased], by its place."""
    if not released.exists():
        return [f"{released} does not exist."]
    notes = changelog.read_text() if changelog.exists() else ""
    parts = re.split(r"^## ", notes, flags=re.MULTILINE)
    notes = next((part for part in parts if part.startswith("[Unreleased]")), "")
    return [
        f"Breaks the released contract: {change} Announce `{place}` in {changelog} under [Unreleased]."
        for change in _breaking(released.read_text(), sdl)
        if f"`{(place := _place(change))}`" not in notes
    ]


def _breaking(before: str, after: str) -> list[str]:
    from graphql import build_schema
    from graphql.utilities import find_breaking_changes

    changes = find_breaking_changes(build_schema(before), build_schema(after))
    return [change.description for change in changes]


def _place(change: str) -> str:
    """Where a change is, as graphql-inspector says it: `Order.total`, `Query.orders.first`, `Order`."""
    if union := _UNION.search(change):
        return union[1]
    if place := _PLACE.search(change):
        return place[0].replace("(", ".").removesuffix(":)")
    name = _NAME.search(change)
    return name[1] if name else change


def _sdl() -> str:
    from schema.schema import schema as built

    return built.as_str().rstrip("\n") + "\n"
