"""The API's side of the broker: best effort throughout, because nothing is kept there."""

import asyncio
from typing import Any

from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as BrokerUnreachable
from redis.exceptions import RedisError

from domain.kernel.channels import WAKE_CHANNEL

PATIENCE = 2.0
PAUSE = 0.01
"Seconds between two rings: hundreds of writers a second have the relay look once for many of them."
BROKER_ERRORS = (RedisError, OSError, TimeoutError)


def connect_broker(url: str) -> Redis:
    """A client that connects again by itself.

    No socket timeout: redis-py keeps it with `asyncio.wait_for`, which in Python 3.11 can lose a
    cancellation, and a loop that does not hear that it is to end never ends. Who asks sets a time.
    """
    pool: Any = ConnectionPool.from_url(
        url,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 1),
        retry_on_error=[BrokerUnreachable],
        health_check_interval=10,
    )
    return Redis(connection_pool=pool)


class Bell:
    """Tells the relay that there is news, without making the one who rings wait.

    The first is passed on at once; any number of rings in the pause after it make one more. A ring that
    is lost costs half a second: the relay looks by itself.
    """

    def __init__(self, broker: Redis) -> None:
        self._broker = broker
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def run(self) -> None:
        """Pass rings on for as long as the process lives."""
        while True:
            await self._rung.wait()
            self._rung.clear()
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._broker.publish(WAKE_CHANNEL, b"")
            except BROKER_ERRORS:
                await asyncio.sleep(PATIENCE)
            else:
                await asyncio.sleep(PAUSE)
