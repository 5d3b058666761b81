"""``waybill worker``: an arq worker with the relay."""

import asyncio
import contextlib

import uvloop

from cli.options import DataDir
from cli.processes import STOPPING_SIGNALS, until_stopped
from cli.secret import with_secret
from cli.shop import open_shop
from domain.kernel.config import Settings, load_settings


def worker(data_dir: DataDir = None) -> None:
    """Run background jobs and hand events from the outbox to them and to live channels."""
    settings = with_secret(load_settings(data_dir=data_dir))
    with (
        until_stopped(),
        open_shop(settings) as running,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(_run(running))


async def _run(settings: Settings) -> None:
    from jobs.worker import run_worker

    loop = asyncio.get_running_loop()
    running = asyncio.ensure_future(run_worker(settings))
    for number in STOPPING_SIGNALS:
        loop.add_signal_handler(number, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running
