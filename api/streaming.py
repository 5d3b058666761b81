"""A stream from its first byte to its last: results, heartbeats, and the reasons to end early."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import aclosing
from typing import Any, TypeVar

import structlog
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from api.stopping import Stopping
from api.streams import Frames
from schema.live import Bookmark

Shown = TypeVar("Shown", bound=Mapping[str, Any])

PATIENCE = 10.0
"Seconds that a client may take nothing while there is something for it."

log = structlog.get_logger("waybill.streams")


class Stream(StreamingResponse):
    """A response that waits for its client to read, and hangs up on one that does not.

    What a client has not taken holds up its subscription, whose pile of notices is bounded
    (`api.watchers`); the server keeps a buffer's worth of bytes and no more.
    """

    async def stream_response(self, send: Send) -> None:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(PATIENCE):
                await send(message)

        chunks = self.body_iterator
        assert isinstance(chunks, AsyncGenerator)
        async with aclosing(chunks):
            try:
                await super().stream_response(send_in_time)
            except TimeoutError:
                log.info("stream.closed", reason="Too slow")


async def streamed(
    results: AsyncGenerator[Shown, None],
    frames: Frames,
    *,
    bookmark: Bookmark,
    until_refused: Callable[[], Coroutine[Any, Any, str]],
    stopping: Stopping | None,
) -> AsyncGenerator[str, None]:
    """What is sent. A server that is `stopping` ends it without a word, so that clients come back to
    another; once its caller is refused, the stream says why and is over."""
    asked_to_stop = asyncio.ensure_future(stopping.wait() if stopping else asyncio.Event().wait())
    turned_away = asyncio.ensure_future(until_refused())
    following: asyncio.Future[Shown] | None = None
    try:
        if opening := frames.opening():
            yield opening
        while True:
            following = following or asyncio.ensure_future(_next(results))
            waited_for: set[asyncio.Future[Any]] = {following, asked_to_stop, turned_away}
            await asyncio.wait(waited_for, timeout=frames.heartbeat, return_when=asyncio.FIRST_COMPLETED)
            if turned_away.done():
                yield frames.refused(
                    {"message": turned_away.result(), "extensions": {"code": "UNAUTHENTICATED"}}
                )
                return
            if following.done():
                try:
                    shown = following.result()
                except StopAsyncIteration:
                    break
                following = None
                yield frames.result(shown, position=bookmark.reached)
            elif asked_to_stop.done():
                return
            else:
                yield frames.beat()
        yield frames.ending()
    finally:
        asked_to_stop.cancel()
        turned_away.cancel()
        if following is not None and not following.done():
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        await results.aclose()


async def _next(results: AsyncGenerator[Shown, None]) -> Shown:
    return await anext(results)
