"""Which answers are streamed, and how watchers are told."""

import pytest

from api.streams import wants_stream
from api.watchers import AT_MOST, FellBehind, Watchers

SUBSCRIPTION = "subscription S { allOrderEvents { type } } query Q { __typename }"
URQL = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"


@pytest.mark.parametrize(
    ("accept", "query", "operation", "streamed"),
    [
        (URQL, "{ __typename }", None, False),
        (URQL, SUBSCRIPTION, "S", True),
        (URQL, SUBSCRIPTION, "Q", False),
        (URQL, SUBSCRIPTION, None, False),
        (URQL, "subscription {", None, False),
        (URQL, '{ product(sku: "subscription") { name } }', None, False),
        ("text/event-stream", "{ __typename }", None, True),
        ("text/event-stream, application/json;q=0", "{ __typename }", None, True),
        ("TEXT/EVENT-STREAM; q=0.5", "{ __typename }", None, True),
        ("text/event-stream, */*", "{ __typename }", None, False),
        ("*/*", "subscription { allOrderEvents { type } }", None, False),
        ("", "subscription { allOrderEvents { type } }", None, False),
    ],
)
def test_a_stream_is_for_subscriptions_and_for_who_reads_nothing_else(
    accept: str, query: str, operation: str | None, streamed: bool
) -> None:
    assert wants_stream(accept, query, operation) is streamed


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
