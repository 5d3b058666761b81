"""A stream from its first byte to its last: results, heartbeats, and the reasons to end early."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Mapping
from typing import Any, TypeVar

from api.stopping import Stopping
from api.streams import Frames
from schema.live import Bookmark

Shown = TypeVar("Shown", bound=Mapping[str, Any])


async def streamed(
    results: AsyncGenerator[Shown, None],
    frames: Frames,
    *,
    bookmark: Bookmark,
    until_refused: Callable[[], Coroutine[Any, Any, str]],
    stopping: Stopping | None,
) -> AsyncIterator[str]:
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
