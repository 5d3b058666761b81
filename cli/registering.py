"""Registering the documents of files: read, checked against the schema, priced, written, told.

All of a command's documents are registered or none of them: a release either works or is not made.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from cli.manifests import Entry, read_manifest
from cli.shop import open_shop
from cli.verbs import do
from domain.documents.rules import hashes
from domain.kernel.config import Settings, load_settings

if TYPE_CHECKING:
    from domain.documents.service import Outcome


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that may be registered, or what speaks against it."""

    entry: Entry
    name: str
    cost: int
    problems: tuple[str, ...]


def register_files(files: Sequence[Path], *, partner: str | None, data_dir: Path | None) -> None:
    """Register the files' documents for a partner, or for the shop's own clients, and say so."""
    settings = load_settings(data_dir=data_dir)
    checked = check_entries([entry for file in files for entry in read_manifest(file)], settings)
    console = Console()
    if any(document.problems for document in checked):
        console.print(_table(checked, [None] * len(checked)))
        Console(stderr=True).print("Nothing was registered.", style="red")
        raise typer.Exit(1)
    with open_shop(settings) as running:
        outcomes = asyncio.run(_register(running, checked, partner))
    console.print(_table(checked, outcomes))
    console.print(f"{len(checked)} documents for {partner or 'own clients'}.", highlight=False)


def check_entries(entries: Sequence[Entry], settings: Settings) -> list[Checked]:
    """Each entry read as a client's request would be, under the limits that are set."""
    from schema.documents.limits import DocumentRefused, Limits
    from schema.documents.prepare import prepare
    from schema.schema import schema

    limits = Limits.of(settings)
    checked = []
    for entry in {hashes(entry.text)["sha256"] + entry.id: entry for entry in entries}.values():
        problem = entry.problem()
        if problem is not None:
            checked.append(Checked(entry, "", 0, (problem,)))
            continue
        try:
            document = prepare(schema, entry.text, limits)
        except DocumentRefused as refused:
            problems = tuple(error.message for error in refused.errors)
            checked.append(Checked(entry, "", 0, problems))
        else:
            names = [operation.name or "(anonymous)" for operation in document.operations]
            checked.append(Checked(entry, ", ".join(names), document.highest_cost(), ()))
    return checked


async def _register(
    settings: Settings, checked: Sequence[Checked], partner: str | None
) -> "list[Outcome]":
    from domain.documents.service import NewDocument, register_documents

    given = [NewDocument(each.name, each.entry.text, each.cost) for each in checked]
    return await do(settings, "registerDocuments", partner, register_documents, given, partner=partner)


def _table(checked: Sequence[Checked], outcomes: "Sequence[Outcome | None]") -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("document")
    table.add_column("id", no_wrap=True)
    table.add_column("cost", justify="right")
    table.add_column("", overflow="fold")
    for document, outcome in zip(checked, outcomes, strict=True):
        said = "\n".join(document.problems) or (outcome.value if outcome else "is well")
        table.add_row(
            document.name,
            document.entry.id[:19],
            "" if document.problems else f"{document.cost:,}",
            said,
            style="red" if document.problems else None,
        )
    return table
