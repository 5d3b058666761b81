"""The worker process: relay, sweeper, and an arq worker that is brought back whenever it ends.

arq's own worker ends when it loses the broker. The relay and the sweeper do not notice: while the broker
is away, tasks run in this process.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from uuid import UUID

import structlog
from arq.connections import ArqRedis
from arq.worker import Worker, func

import domain.tables  # noqa: F401 - the ORM resolves foreign keys among all models, or not at all
from domain.kernel import traces
from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.kernel.errors import ConfigurationError
from domain.kernel.logs import configure_logs
from domain.notifications.adapters.registry import build_mailer
from domain.payments.adapters.registry import build_gateways
from jobs.bell import listen_for_news
from jobs.context import JobContext
from jobs.dispatcher import BROKER_ERRORS, JOB, Dispatcher, connect_broker
from jobs.handlers import HANDLERS
from jobs.metrics import telling
from jobs.relay import run_relay
from jobs.sweeper import run_sweeper
from jobs.task import Handlers, run_task, timeout_of

MAX_JOBS = 10
POLL = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
PATIENCE = 8.0
"Seconds that running tasks get to end when the worker is asked to."

log = structlog.get_logger("waybill.jobs")

Run = Callable[[UUID], Awaitable[None]]
"Runs the task of an id."


async def run_worker(settings: Settings) -> None:
    """Work until cancelled; what runs then gets a few seconds to end, and what does not is run again.

    Raises `ConfigurationError` where there is no database or broker to work with.
    """
    if settings.database_url is None or settings.redis_url is None:
        raise ConfigurationError("WAYBILL_DATABASE_URL, WAYBILL_REDIS_URL: a worker needs both.")
    configure_logs(settings)
    traces.set_up("waybill-worker")
    database = Database(
        settings.database_url,
        pool_size=settings.database_pool_size,
        statement_timeout=settings.statement_timeout,
    )
    context = JobContext(
        settings=settings,
        database=database,
        gateways=build_gateways(settings),
        mailer=build_mailer(settings),
    )
    try:
        with telling(settings, database):
            await work(context, settings.redis_url)
    finally:
        await database.dispose()
        await asyncio.to_thread(traces.shut_down)


async def work(context: JobContext, url: str, handlers: Handlers = HANDLERS) -> None:
    """Work with what is given until cancelled. The loops end by cancelling only; one that ends by
    itself ends the worker with its error.
    """

    async def run(task_id: UUID) -> None:
        await run_task(context, handlers, task_id)

    broker = connect_broker(url)
    dispatcher = Dispatcher(broker, run)
    loops = [
        asyncio.create_task(run_relay(context, dispatcher)),
        asyncio.create_task(run_sweeper(context, dispatcher)),
        asyncio.create_task(listen_for_news(context.news, url)),
        asyncio.create_task(supervise_arq(run, url, seconds=timeout_of(context) + 5)),
    ]
    log.info("worker.started")
    try:
        await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for loop in loops:
            loop.cancel()
        ended = await asyncio.gather(*loops, return_exceptions=True)
        await dispatcher.drain(PATIENCE)
        await _close(broker)
        log.info("worker.stopped")
    for error in ended:
        if isinstance(error, Exception):
            raise error


async def supervise_arq(run: Run, url: str, *, seconds: float) -> None:
    """Run an arq worker; start another, after a pause that grows, when it ended."""
    pause = FIRST_PAUSE
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await _run_arq(run, url, seconds)
        except Exception as error:
            log.warning("arq.ended", error=type(error).__name__, pause=pause)
        if asyncio.get_running_loop().time() - began > 10 * LONGEST_PAUSE:
            pause = FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _run_arq(run: Run, url: str, seconds: float) -> None:
    async def wake(ctx: object, task_id: str) -> None:
        await run(UUID(task_id))

    pool = connect_broker(url)
    worker = Worker(
        # The row counts attempts and keeps results: arq shall do neither.
        [func(wake, name=JOB, timeout=seconds, max_tries=1, keep_result=0)],
        redis_pool=pool,
        handle_signals=False,
        poll_delay=POLL,
        max_jobs=MAX_JOBS,
        job_timeout=seconds,
        keep_result=0,
        log_results=False,
    )
    try:
        await worker.async_run()
    finally:
        await _end_arq(worker, pool)


async def _end_arq(worker: Worker, pool: ArqRedis) -> None:
    """Let running jobs end: what they do is ours, the broker only woke them."""
    worker.allow_pick_jobs = False
    if running := list(worker.job_tasks.values()):
        await asyncio.wait(running, timeout=PATIENCE)
    for task in worker.tasks.values():
        task.cancel()
    await asyncio.gather(*worker.tasks.values(), return_exceptions=True)
    await _close(pool)


async def _close(broker: ArqRedis) -> None:
    with contextlib.suppress(*BROKER_ERRORS):
        await broker.aclose(close_connection_pool=True)
