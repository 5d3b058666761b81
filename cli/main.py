"""The ``waybill`` command: starts the doors, holds no logic. One file a command.

Exit codes: 0 done · 1 it could not be done, with a sentence · 2 a setting or an argument is wrong.
"""

import signal
import sys
from types import FrameType
from typing import Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from cli import (
    ask,
    audit,
    doctor,
    documents,
    import_history,
    migrate,
    partner,
    reconcile,
    schema,
    serve,
    simulate,
    token,
    up,
    worker,
)
from cli.embedded import EmbeddedServiceError
from domain.kernel.errors import ConfigurationError, DomainError

EXPECTED: dict[type[Exception], int] = {
    ConfigurationError: 2,
    EmbeddedServiceError: 1,
    DomainError: 1,
}
"Errors whose message is a sentence for the user, and the exit code of each."


class PlainSpokenGroup(TyperGroup):
    """Says what was expected to go wrong in one sentence; a bug keeps its traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except tuple(EXPECTED) as error:
            Console(stderr=True, soft_wrap=True).print(str(error), style="red", markup=False)
            code = next(code for kind, code in EXPECTED.items() if isinstance(error, kind))
            raise typer.Exit(code) from None


app = typer.Typer(
    name="waybill",
    cls=PlainSpokenGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Waybill, a headless order management system.",
)


def _end_through_finally(signal_number: int, frame: FrameType | None) -> None:
    sys.exit(128 + signal_number)


@app.callback()
def prepare() -> None:
    """Orders, inventory, shipments, payments and returns behind one GraphQL API."""
    # By default SIGTERM ends Python on the spot, and services started for a command would stay.
    signal.signal(signal.SIGTERM, _end_through_finally)


app.command("up")(up.up)
app.command("serve")(serve.serve)
app.command("worker")(worker.worker)
app.command("migrate")(migrate.migrate)
app.command("doctor")(doctor.doctor)
app.command("reconcile")(reconcile.reconcile)
app.add_typer(import_history.app, name="import")
app.add_typer(simulate.app, name="simulate")
app.add_typer(token.app, name="token")
app.add_typer(partner.app, name="partner")
app.add_typer(documents.app, name="documents")
app.command("schema")(schema.schema)
app.command("ask")(ask.ask)
app.command("audit")(audit.audit)

if __name__ == "__main__":
    app(prog_name="waybill")
