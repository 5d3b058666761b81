"""How watchers are told."""

import pytest

from api.watchers import AT_MOST, FellBehind, Watchers


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
