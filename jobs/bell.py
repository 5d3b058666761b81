"""The bell: API processes ring it after a commit, so that the relay looks at once."""

import asyncio
import contextlib

from domain.kernel.channels import WAKE_CHANNEL
from jobs.dispatcher import BROKER_ERRORS, connect_broker

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0


async def listen_for_news(news: asyncio.Event, url: str) -> None:
    """Set `news` whenever somebody rings. Without a broker the relay looks by itself, less often."""
    pause = FIRST_PAUSE
    while True:
        broker = connect_broker(url)
        try:
            async with broker.pubsub() as channel:
                await channel.subscribe(WAKE_CHANNEL)
                async for _ in channel.listen():
                    pause = FIRST_PAUSE
                    news.set()
        except BROKER_ERRORS:
            pass
        finally:
            with contextlib.suppress(*BROKER_ERRORS):
                await broker.aclose(close_connection_pool=True)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)
