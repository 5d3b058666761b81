"""A loader that also takes a whole level of keys at once, with one future for all of them.

aiodataloader makes a future for each key and settles each; for a level that is loaded, awaited and read
as one, that costs more than the database driver does. Keys of all levels that ask in the same turn of
the event loop go out in one batch, as keys that are loaded one by one do, and both see what the other
has loaded.
"""

from asyncio import Future, Task, get_running_loop
from collections.abc import Awaitable, Callable, Collection
from typing import Any
from uuid import UUID

from aiodataloader import DataLoader

BatchLoad = Callable[[list[UUID]], Awaitable[list[Any]]]


class LevelLoader(DataLoader[UUID, Any]):
    """A batch's loader for one operation."""

    def __init__(self, load: Any) -> None:
        super().__init__(load)
        self.found: dict[UUID, Any] = {}
        """What levels have loaded. A value may be an exception."""
        self._coming: dict[UUID, Future[None]] = {}
        self._wanted: list[UUID] = []
        self._next: Future[None] | None = None
        self._task: Task[None] | None = None

    def load_level(self, keys: Collection[UUID]) -> list[Future[Any]]:
        """Ask for keys; once all of these futures are done, `value` has them."""
        waiting: dict[Future[Any], None] = {}
        for key in keys:
            if key in self.found:
                continue
            future: Future[Any] | None = self._coming.get(key) or self._cache.get(key)
            if future is None:
                future = self._coming[key] = self._batch()
                self._wanted.append(key)
            waiting[future] = None
        return list(waiting)

    def value(self, key: UUID) -> Any:
        """What was loaded for a key that was waited for. Raises what loading it raised."""
        if key not in self.found:
            return self._cache[key].result()
        value = self.found[key]
        if isinstance(value, Exception):
            raise value
        return value

    def load(self, key: UUID) -> "Future[Any]":
        """Load one key."""
        if key in self._coming or key in self.found:
            future: Future[Any] = get_running_loop().create_future()
            if key in self.found:
                self._settle(future, key, None)
            else:
                self._coming[key].add_done_callback(lambda batch: self._settle(future, key, batch))
            return future
        return super().load(key)

    def _settle(self, future: "Future[Any]", key: UUID, batch: "Future[None] | None") -> None:
        if future.done():
            return
        error = batch.exception() if batch is not None and not batch.cancelled() else None
        if error is not None:
            future.set_exception(error)
            return
        try:
            future.set_result(self.value(key))
        except Exception as raised:
            future.set_exception(raised)

    def _batch(self) -> "Future[None]":
        """The future of the batch that goes out at the end of this turn of the loop."""
        if self._next is None:
            loop = get_running_loop()
            self._next = loop.create_future()
            loop.call_soon(self._dispatch)
        return self._next

    def _dispatch(self) -> None:
        assert self._next is not None
        keys, batch = self._wanted, self._next
        self._wanted, self._next = [], None
        self._task = get_running_loop().create_task(self._load_batch(keys, batch))

    async def _load_batch(self, keys: list[UUID], batch: "Future[None]") -> None:
        try:
            values = await self.batch_load_fn(keys)
        except BaseException as error:
            self._forget(keys)
            if not batch.done():
                if isinstance(error, Exception):
                    batch.set_exception(error)
                else:
                    batch.cancel()
            if not isinstance(error, Exception):
                raise
            return
        self.found.update(zip(keys, values, strict=True))
        self._forget(keys)
        if not batch.done():
            batch.set_result(None)
        self._task = None

    def _forget(self, keys: list[UUID]) -> None:
        for key in keys:
            self._coming.pop(key, None)
