"""A worker that stops in the middle of a job, to be killed there.

    python -m tests.jobs.slow_worker inside|outside|crash

`inside` stops in the transaction of an allocation, after all of its work; `outside` after a mail was
handed over and before that is written down; it prints a line when it is there. `crash` takes the whole
interpreter with it.
"""

import asyncio
import os
import signal
import sys

from domain.kernel.config import Settings, load_settings
from domain.kernel.database import Database
from domain.kernel.uow import UnitOfWork
from domain.notifications.port import Mail
from domain.payments.adapters.registry import build_gateways
from jobs.allocation import allocate_order
from jobs.context import JobContext
from jobs.handlers import HANDLERS
from jobs.task import Arguments, Inside
from jobs.worker import work


async def _stop_here() -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    await asyncio.sleep(3600)


async def _allocate_and_stop(uow: UnitOfWork, args: Arguments) -> None:
    await allocate_order(uow, args)
    await uow.flush()
    await _stop_here()


async def _crash(uow: UnitOfWork, args: Arguments) -> None:
    await allocate_order(uow, args)
    await uow.flush()
    os.kill(os.getpid(), signal.SIGKILL)


class SlowMailer:
    """Takes mail, or takes it and never says so."""

    def __init__(self, *, slow: bool) -> None:
        self.slow = slow

    async def send(self, mail: Mail) -> None:
        if self.slow:
            sys.stdout.write(f"mail {mail.id}\n")
            await _stop_here()


async def main(settings: Settings, where: str) -> None:
    assert settings.database_url is not None
    assert settings.redis_url is not None
    handlers = dict(HANDLERS)
    instead = {"inside": _allocate_and_stop, "crash": _crash}.get(where)
    if instead is not None:
        handlers["allocate_order"] = Inside(HANDLERS["allocate_order"].actor, instead)
    context = JobContext(
        settings=settings,
        database=Database(settings.database_url),
        gateways=build_gateways(settings),
        mailer=SlowMailer(slow=where == "outside"),
    )
    await work(context, settings.redis_url, handlers)


if __name__ == "__main__":
    asyncio.run(main(load_settings(), sys.argv[1]))
