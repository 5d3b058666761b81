"""``waybill serve``: the API, and nothing else."""

import os
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
    with until_stopped(), open_shop(settings) as running:
        # Its processes are started afresh and read the settings from the environment.
        os.environ.update(environment_of(running), _WAYBILL_API_WORKERS=str(workers))
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
            timeout_graceful_shutdown=SECONDS_TO_FINISH,
            ws_max_size=running.max_body,
        )


def application() -> "Starlette":
    """The application of one API process."""
    from api.app import create_app

    if int(os.environ.get("_WAYBILL_API_WORKERS", "1")) > 1:
        die_with_parent()
    return create_app(load_settings())
