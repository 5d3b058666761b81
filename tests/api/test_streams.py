"""Which answers are streamed, and how watchers are told."""

import pytest

from api.streams import wants_stream
from api.watchers import AT_MOST, FellBehind, Watchers

URQL = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"


@pytest.mark.parametrize(
    ("accept", "subscribes", "streamed"),
    [
        (URQL, False, False),
        (URQL, True, True),
        ("text/event-stream", False, True),
        ("text/event-stream, application/json;q=0", False, True),
        ("TEXT/EVENT-STREAM; q=0.5", False, True),
        ("text/event-stream, */*", False, False),
        ("text/event-stream, */*", True, True),
        ("*/*", True, False),
        ("", True, False),
    ],
)
def test_a_stream_is_for_subscriptions_and_for_who_reads_nothing_else(
    accept: str, subscribes: bool, streamed: bool
) -> None:
    assert wants_stream(accept, subscribes=subscribes) is streamed


async def test_a_watcher_is_told_once_of_each_thing_until_it_takes_them() -> None:
    watchers: Watchers[str, int] = Watchers()
    with watchers.watching("a") as first, watchers.watching("a") as second:
        watchers.tell("a", 1, 2)
        watchers.tell("b", 9)
        watchers.tell("a", 2, 3, but=second)
        assert await first.wait() == [1, 2, 3]
        assert await second.wait() == [1, 2]
        watchers.tell("a")
        assert await first.wait() == []
    assert watchers.keys() == []
    watchers.tell("a", 4)


async def test_who_reads_too_slowly_is_told_to_begin_again() -> None:
    watchers: Watchers[str, int] = Watchers()
    with watchers.watching("a") as watcher:
        watchers.tell("a", *range(AT_MOST + 1))
        with pytest.raises(FellBehind):
            await watcher.wait()
