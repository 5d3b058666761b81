"""A stream from its first byte to its last: results, heartbeats, and the reasons to end early."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from api.stopping import Stopping
from api.streams import Frames
from domain.identity.errors import TOKEN_EXPIRED
from schema.live import Bookmark

Shown = TypeVar("Shown", bound=Mapping[str, Any])

_EXPIRED = {"message": TOKEN_EXPIRED, "extensions": {"code": "UNAUTHENTICATED"}}


async def streamed(
    results: AsyncGenerator[Shown, None],
    frames: Frames,
    *,
    bookmark: Bookmark,
    expires_at: datetime | None,
    stopping: Stopping | None,
) -> AsyncIterator[str]:
    """What is sent. A server that is `stopping` ends it without a word, so that clients come back to
    another; where the caller's token expires, the stream says so and is over."""
    asked_to_stop = asyncio.ensure_future(stopping.wait() if stopping else asyncio.Event().wait())
    following: asyncio.Future[Shown] | None = None
    try:
        if opening := frames.opening():
            yield opening
        while True:
            following = following or asyncio.ensure_future(_next(results))
            waited_for: set[asyncio.Future[Any]] = {following, asked_to_stop}
            patience = min(frames.heartbeat, seconds_until(expires_at))
            await asyncio.wait(waited_for, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if seconds_until(expires_at) <= 0:
                yield frames.refused(_EXPIRED)
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
        if following is not None and not following.done():
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        await results.aclose()


def seconds_until(moment: datetime | None) -> float:
    """How long it is until then; for ever where there is no such moment."""
    return float("inf") if moment is None else (moment - datetime.now(UTC)).total_seconds()


async def _next(results: AsyncGenerator[Shown, None]) -> Shown:
    return await anext(results)
