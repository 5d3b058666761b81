"""Waking tasks: by arq where there is a broker, here and now where there is none.

The broker brings speed and spreads the work over workers; that the work happens does not depend on it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

import orjson
import structlog
from arq.connections import ArqRedis
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as BrokerUnreachable
from redis.exceptions import RedisError

from domain.kernel.channels import LIVE_CHANNEL

JOB = "run_task"
AT_ONCE = 4
"Tasks that run here side by side, beside those that arq brings."
PATIENCE = 2.0
"Seconds that the broker may take for a word, before it counts as away."

BROKER_ERRORS = (RedisError, OSError, TimeoutError)

log = structlog.get_logger("waybill.jobs")


def connect_broker(url: str) -> ArqRedis:
    """A client that connects again by itself.

    No socket timeout: redis-py keeps it with `asyncio.wait_for`, which in Python 3.11 can lose a
    cancellation, and a loop that does not hear that it is to end never ends. Who asks sets a time.
    """
    pool: Any = ConnectionPool.from_url(
        url,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 1),
        retry_on_error=[BrokerUnreachable],
    )
    return ArqRedis(pool)


class Dispatcher:
    """Hands task ids to arq, or runs them in this process while the broker is away."""

    def __init__(self, broker: ArqRedis, run: Callable[[UUID], Awaitable[None]]) -> None:
        self._broker = broker
        self._run = run
        self._here: dict[UUID, asyncio.Task[None]] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._away = False

    async def wake(self, task_ids: Sequence[UUID]) -> None:
        """See to it that the tasks run. arq refuses an id that it has already, which is well."""
        if not task_ids:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                for task_id in task_ids:
                    await self._broker.enqueue_job(JOB, str(task_id), _job_id=str(task_id))
        except BROKER_ERRORS as error:
            self._note_away(error)
            self.run_here(task_ids)
        else:
            self._note_back()

    def run_here(self, task_ids: Iterable[UUID]) -> None:
        """Run tasks in this process, a few at a time, without waiting for them."""
        for task_id in task_ids:
            if task_id not in self._here:
                self._here[task_id] = asyncio.create_task(self._run_in_turn(task_id))

    async def publish(self, messages: list[dict[str, Any]]) -> None:
        """Tell the live channels. Lost without a broker: those who watch look for themselves."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._broker.publish(LIVE_CHANNEL, orjson.dumps(messages))
        except BROKER_ERRORS as error:
            self._note_away(error)

    async def drain(self, patience: float) -> None:
        """Let what runs here end; after `patience` seconds it is cancelled, to be run again."""
        running = list(self._here.values())
        if not running:
            return
        _, late = await asyncio.wait(running, timeout=patience)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run_in_turn(self, task_id: UUID) -> None:
        try:
            async with self._turn:
                await self._run(task_id)
        except Exception as error:
            # Not even its failure could be written down: the database is away, the row is not.
            log.warning("task.lost_database", error=type(error).__name__)
        finally:
            del self._here[task_id]

    def _note_away(self, error: BaseException) -> None:
        if not self._away:
            log.warning("broker.away", error=type(error).__name__)
        self._away = True

    def _note_back(self) -> None:
        if self._away:
            log.info("broker.back")
        self._away = False
