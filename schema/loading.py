"""A loader that also takes a whole level of keys at once.

aiodataloader makes a future for each key and settles each; for a level that is loaded, awaited and read
as one, that costs more than the database driver does. Whoever has a level of keys loads those that are
`new` by `load_level`; keys that are asked for one by one go the usual way, and both see what the other
has loaded or is loading.
"""

from asyncio import Future, get_running_loop, sleep
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from aiodataloader import DataLoader

from domain.kernel.pieces import in_pieces

Load = Callable[[list[UUID]], Awaitable[Mapping[UUID, Any]]]
Show = Callable[[Any], Any]

MOST_KEYS = 10_000
"""Keys of one statement: the driver writes them down at a stretch. More are loaded one lot after the
other."""

SHOWN = 50
"Keys whose lists are shown at a stretch: an order has up to 500 lines."


class LevelLoader:
    """A batch's loader for one operation. `load` finds something for some of the keys, and `show` says
    what that is in GraphQL, of a key without anything: of None."""

    def __init__(self, load: Load, show: Show) -> None:
        self._load = load
        self._show = show
        self.found: dict[UUID, Any] = {}
        """What levels have loaded, as it was found."""
        self._coming: dict[UUID, Future[None]] = {}
        self._singly: DataLoader[UUID, Any] | None = None

    def new(self, keys: Iterable[UUID]) -> tuple[list[UUID], list[Future[Any]]]:
        """Which of the keys nobody has asked for yet, and what is to be waited for because of the
        others."""
        if not (self._coming or self._singly):
            return [key for key in keys if key not in self.found], []
        singly = self._singly._cache if self._singly is not None else {}
        new: list[UUID] = []
        coming: dict[Future[Any], None] = {}
        for key in keys:
            if key not in self.found:
                future = self._coming.get(key) or singly.get(key)
                if future is None:
                    new.append(key)
                else:
                    coming[future] = None
        return new, list(coming)

    async def load_level(self, keys: list[UUID]) -> None:
        """Load keys that are `new`; then `value` has them. Raises what loading them raises."""
        coming: Future[None] = get_running_loop().create_future()
        self._coming.update(dict.fromkeys(keys, coming))
        if len(keys) > MOST_KEYS:
            await sleep(0)
        try:
            for first in range(0, len(keys), MOST_KEYS):
                some = keys[first : first + MOST_KEYS]
                self.take(some, await self._load(some))
        except Exception as error:
            self._forget(keys)
            coming.set_exception(error)
            coming.exception()  # perhaps nobody else waits
            raise
        except BaseException:
            self._forget(keys)
            coming.cancel()
            raise
        self._forget(keys)
        coming.set_result(None)

    def take(self, keys: Sequence[UUID], found: Mapping[UUID, Any]) -> None:
        """Keep what was found for `new` keys."""
        self.found.update(zip(keys, map(found.get, keys), strict=True))

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has asked it for anything yet."""
        return not (self.found or self._coming or self._singly)

    def has(self, key: UUID) -> bool:
        """Whether there is anything to say of the key."""
        return key in self.found or (self._singly is not None and key in self._singly._cache)

    def value(self, key: UUID) -> Any:
        """What was loaded for a key that was waited for, as it is shown. Raises what loading or showing
        it raised, and `KeyError` where that was a level's batch, which leaves nothing behind."""
        if key in self.found:
            return self._show(self.found[key])
        if self._singly is None:
            raise KeyError(key)
        return self._singly._cache[key].result()

    def lists(self) -> list[list[Any]]:
        """What levels have loaded, in lists of one's own: one of a key, or one of all keys where a key
        has none."""
        lists = [found.copy() for found in self.found.values() if isinstance(found, list)]
        return lists or [list(self.found.values())]

    def load(self, key: UUID) -> "Future[Any]":
        """Load one key."""
        if key not in self._coming and key not in self.found:
            return self._one_by_one().load(key)
        future: Future[Any] = get_running_loop().create_future()
        if key in self.found:
            self._settle(future, key)
        else:
            self._coming[key].add_done_callback(lambda batch: self._arrive(future, key, batch))
        return future

    def _one_by_one(self) -> "DataLoader[UUID, Any]":
        if self._singly is None:

            async def load(keys: list[UUID]) -> list[Any]:
                found = await self._load(keys)
                shown: list[Any] = []
                await in_pieces(
                    lambda some: shown.extend(self._shown(found.get(key)) for key in some), keys, SHOWN
                )
                return shown

            self._singly = DataLoader(load, max_batch_size=MOST_KEYS)
        return self._singly

    def _shown(self, found: Any) -> Any:
        """What is shown, or what showing it raises."""
        try:
            return self._show(found)
        except Exception as error:
            return error

    def _settle(self, future: "Future[Any]", key: UUID) -> None:
        try:
            future.set_result(self._show(self.found[key]))
        except Exception as error:
            future.set_exception(error)

    def _arrive(self, future: "Future[Any]", key: UUID, batch: "Future[None]") -> None:
        if future.done():
            return
        if batch.cancelled():
            future.cancel()
        elif (error := batch.exception()) is not None:
            future.set_exception(error)
        else:
            self._settle(future, key)

    def _forget(self, keys: list[UUID]) -> None:
        for key in keys:
            self._coming.pop(key, None)
