"""``waybill serve``: the API, and nothing else."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from cli.environment import environment_of
from cli.options import DataDir, Port
from cli.processes import die_with_parent, until_stopped
from cli.secret import with_secret
from cli.shop import open_shop
from domain.kernel.config import load_settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

SHARED = "PROMETHEUS_MULTIPROC_DIR"
PARENT = "_WAYBILL_API_PARENT"
"The process that the API's processes belong to, where there are several."
SECONDS_TO_STAY = 75
"""How long a connection may be silent. Proxies keep theirs for a minute; one that sends a request on a
connection that is being closed at this end, as uvicorn does after five seconds, tells its client 502."""
SECONDS_TO_FINISH = 25
"How long open requests may take when the server is asked to stop; sockets and streams end at once."


def serve(
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, help="How many API processes.")] = 1,
    data_dir: DataDir = None,
) -> None:
    """Serve the GraphQL API at /graphql."""
    import uvicorn

    settings = with_secret(load_settings(port=port, data_dir=data_dir))
    with until_stopped(), open_shop(settings) as running, _shared_figures(workers):
        # Its processes are started afresh and read the settings from the environment.
        os.environ.update(environment_of(running))
        if workers > 1:
            os.environ[PARENT] = str(os.getpid())
        uvicorn.run(
            "cli.serve:application",
            factory=True,
            host=running.host,
            port=running.port,
            workers=workers,
            loop="uvloop",
            http="httptools",
            log_level=running.log_level,
            access_log=False,
            timeout_keep_alive=SECONDS_TO_STAY,
            timeout_graceful_shutdown=SECONDS_TO_FINISH,
            ws_max_size=running.max_body,
            # What compresses a socket's messages weighs three times what the socket does, for as long as
            # somebody watches; its events are a few hundred bytes.
            ws_per_message_deflate=False,
        )


@contextmanager
def _shared_figures(workers: int) -> Iterator[None]:
    """A place where several processes lay together what they count, where none is set."""
    given = os.environ.get(SHARED)
    if workers == 1 or given:
        if given:
            Path(given).mkdir(parents=True, exist_ok=True)
        yield
        return
    with TemporaryDirectory(prefix="waybill-metrics-") as directory:
        os.environ[SHARED] = directory
        yield


def application() -> "Starlette":
    """The application of one API process."""
    gc.disable()  # what is made from here on stays: to look through it takes a tenth of the start
    from api.app import create_app
    from api.collector import leave_alone_what_is_here

    parent = os.environ.get(PARENT)
    if parent is not None:
        die_with_parent()
        if os.getppid() != int(parent):  # it ended before the kernel knew of our wish
            sys.exit(1)
    app = create_app(load_settings())
    leave_alone_what_is_here()
    gc.enable()
    return app
