"""The registered documents that a deploy of this version would break."""

import asyncio

from rich.console import Console

from cli.documents import registered
from cli.embedded import postgres_runs, start_postgres
from cli.manifests import Entry
from cli.registering import check_entries
from domain.kernel.config import Settings


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
