"""``waybill up``: everything on this machine, from nothing to a shop that answers."""

import asyncio
import signal
import socket
import time
from typing import Annotated

import typer
from rich.console import Console

from cli.demo import DemoTokens, seed, tokens
from cli.embedded import embedded_services, ensure_embedded_broker, postgres_runs
from cli.environment import environment_of
from cli.migrate import upgrade
from cli.options import DataDir, Port
from cli.processes import die_with_parent, until_stopped
from cli.reachable import require_services
from cli.secret import with_own_secret
from cli.supervisor import Supervisor
from cli.welcome import local_host, welcome
from domain.kernel.config import Settings, load_settings

PAUSE = 0.2
START_TIMEOUT = 60.0


def up(
    port: Port = None,
    data_dir: DataDir = None,
    with_parent: Annotated[
        bool,
        typer.Option("--with-parent", help="Stop when the process that started this one ends."),
    ] = False,
) -> None:
    """Start services, migrate, seed a demo on first start, run the API and a worker."""
    console = Console()
    if with_parent:
        die_with_parent(signal.SIGTERM)
    given = load_settings(port=port, data_dir=data_dir)
    given = with_own_secret(given.model_copy(update={"port": _free_port(given)}))
    code = 0
    with until_stopped():
        code = _run(given, console)
    if code:
        raise typer.Exit(code)


def _run(given: Settings, console: Console) -> int:
    with console.status("Starting") as status:
        status.update("Starting PostgreSQL and Valkey")
        with embedded_services(given) as settings:
            require_services(settings)
            status.update("Migrating")
            upgrade(settings)
            status.update("Preparing the demo")
            prepared = asyncio.run(_prepare(settings))
            status.update("Starting the API and the worker")
            supervisor = Supervisor(environment_of(settings), console)
            try:
                supervisor.look_after_worker()
                if _answers(supervisor, settings):
                    status.stop()
                    welcome(console, settings, prepared)
                return _supervise(supervisor, given, console)
            finally:
                supervisor.stop()


def _supervise(supervisor: Supervisor, given: Settings, console: Console) -> int:
    """Until the API or the embedded database ends, which is an error."""
    while supervisor.api.poll() is None:
        if given.database_url is None and not postgres_runs(given.data_dir / "postgres"):
            console.print("The embedded PostgreSQL ended; its log is in the data directory.")
            return 1
        ensure_embedded_broker(given)
        supervisor.look_after_worker()
        time.sleep(PAUSE)
    console.print(f"The API ended ({supervisor.api.returncode}).", style="red")
    return 1


async def _prepare(settings: Settings) -> DemoTokens:
    await seed(settings)
    return await tokens(settings)


def _free_port(settings: Settings) -> int:
    """The port to serve on; 0 means any. Exits with a sentence where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            Console(stderr=True, soft_wrap=True).print(
                f"Port {settings.port} on {settings.host} cannot be used: {error.strerror}. "
                "Choose another with --port or WAYBILL_PORT.",
                style="red",
            )
            raise typer.Exit(1) from None
        number: int = probe.getsockname()[1]
        return number


def _answers(supervisor: Supervisor, settings: Settings) -> bool:
    """Wait for the API; whether it came up."""
    deadline = time.monotonic() + START_TIMEOUT
    while supervisor.api.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection((local_host(settings), settings.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return True
    return False
