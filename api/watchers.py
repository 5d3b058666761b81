"""Those who watch in this process, and what each has yet to hear."""

import asyncio
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from graphql import GraphQLError

from domain.kernel.metrics import live_subscribers

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

AT_MOST = 10_000
"Notices that one watcher may leave unread."


class FellBehind(GraphQLError):
    """A watcher let too much pile up; it is to begin again from what it has seen."""

    def __init__(self) -> None:
        super().__init__(
            "This client reads too slowly: subscribe again from what you have.",
            extensions={"code": "FELL_BEHIND"},
        )


class Watcher(Generic[T]):
    """One subscription's pile of notices; implements `schema.live.Wakeups`."""

    def __init__(self) -> None:
        self.have = 0
        "Up to where it knows already, when it was last asleep."
        self._pile: dict[T, None] = {}
        self._news = False
        self._waiting: asyncio.Future[None] | None = None
        self._overrun = False

    def tell(self, *notices: T) -> None:
        """Lay notices on the pile and wake the watcher; without any, it is told to look for itself."""
        for notice in notices:
            self._pile[notice] = None
        if len(self._pile) > AT_MOST:
            self._pile.clear()
            self._overrun = True
        self._news = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def wait(self, have: int = 0) -> Sequence[T]:
        """Sleep until there is something, then take all of it. Raises `FellBehind`."""
        self.have = have
        if not self._news:
            self._waiting = asyncio.get_running_loop().create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        self._news = False
        if self._overrun:
            raise FellBehind
        notices, self._pile = list(self._pile), {}
        return notices


class Watchers(Generic[K, T]):
    """Watchers by what they watch."""

    def __init__(self) -> None:
        self._by_key: dict[K, set[Watcher[T]]] = {}

    @contextmanager
    def watching(self, key: K) -> Iterator[Watcher[T]]:
        """A watcher that hears of `key` from now until the block ends."""
        watcher: Watcher[T] = Watcher()
        self._by_key.setdefault(key, set()).add(watcher)
        live_subscribers.inc()
        try:
            yield watcher
        finally:
            live_subscribers.dec()
            self._by_key[key].discard(watcher)
            if not self._by_key[key]:
                del self._by_key[key]

    def tell(
        self, key: K, *notices: T, but: Watcher[T] | None = None, beyond: int | None = None
    ) -> None:
        """Tell all who watch `key`, `but` one and those who know so far already."""
        for watcher in self._by_key.get(key, ()):
            if watcher is not but and (beyond is None or watcher.have < beyond):
                watcher.tell(*notices)

    def __len__(self) -> int:
        return sum(map(len, self._by_key.values()))

    def keys(self) -> list[K]:
        return list(self._by_key)

    def __contains__(self, key: K) -> bool:
        return key in self._by_key
