"""Those who watch in this process, and what each has yet to hear."""

import asyncio
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from typing import Generic, TypeVar

from graphql import GraphQLError

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
        self._pile: dict[T, None] = {}
        self._something = asyncio.Event()
        self._overrun = False

    def tell(self, *notices: T) -> None:
        """Lay notices on the pile and wake the watcher; without any, it is told to look for itself."""
        for notice in notices:
            self._pile[notice] = None
        if len(self._pile) > AT_MOST:
            self._pile.clear()
            self._overrun = True
        self._something.set()

    async def wait(self) -> Sequence[T]:
        """Sleep until there is something, then take all of it. Raises `FellBehind`."""
        await self._something.wait()
        self._something.clear()
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
        try:
            yield watcher
        finally:
            self._by_key[key].discard(watcher)
            if not self._by_key[key]:
                del self._by_key[key]

    def tell(self, key: K, *notices: T, but: Watcher[T] | None = None) -> None:
        """Tell all who watch `key`, `but` one."""
        for watcher in self._by_key.get(key, ()):
            if watcher is not but:
                watcher.tell(*notices)

    def keys(self) -> list[K]:
        return list(self._by_key)

    def __contains__(self, key: K) -> bool:
        return key in self._by_key
