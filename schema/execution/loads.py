"""The relations of one step of the walk: loaded for whole levels, a batch for each loader, all at once.

Whatever the step asks of one loader is one batch, also where several fields or levels ask for it, and
all batches of a step read by one statement where they can. None of them has a task of its own.
"""

from __future__ import annotations

from asyncio import Future, shield
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.kernel.abreast import Begun, finish
from domain.kernel.json_row import LONGEST
from domain.kernel.pieces import in_pieces
from schema.execution.at_once import load_at_once
from schema.execution.complete import SLICE
from schema.execution.failures import Failure
from schema.execution.rows import write_rows
from schema.execution.writes import Write
from schema.loading import SHOWN

if TYPE_CHECKING:
    from schema.execution.columns import Columns
    from schema.execution.complete import Completion
    from schema.loading import LevelLoader
    from schema.relation import Batch, RelationField


class Asked:
    """One relation of one level. `keys` has one for each object; one without a key has nothing."""

    __slots__ = ("batch", "columns", "completion", "keys", "loader")

    def __init__(
        self,
        completion: Completion,
        keys: list[UUID | None],
        batch: Batch,
        columns: frozenset[str] | None,
        loader: LevelLoader,
    ) -> None:
        self.completion = completion
        self.keys = keys
        self.batch = batch
        self.columns = columns
        self.loader = loader

    async def fill(self, error: Exception | None) -> None:
        """Write what was loaded into the level; an `error` where a batch has left nothing."""
        if error is not None or not await write_rows(self):
            values: list[Any] = []
            await in_pieces(
                lambda some: values.extend([self._value(key, error) for key in some]), self.keys, SHOWN
            )
            await self.completion.fill(values)

    def _value(self, key: UUID | None, error: Exception | None) -> Any:
        if key is None:
            return [] if self.batch.many else None
        try:
            if self.loader.has(key):
                return self.loader.value(key)
        except Exception as raised:
            return Failure(raised)
        return Failure(error)


class Loads:
    """What a step waits for because of its relations."""

    def __init__(self, context: Any, columns: Columns, *, writes: bool) -> None:
        self._context = context
        self._may_write = writes
        self._columns = columns
        self._asked: list[Asked] = []
        self.alone = False
        """Nothing else is going on that might read something at the same time."""

    def ask(
        self, relation: RelationField, arguments: dict[str, Any] | Failure, completion: Completion
    ) -> list[Any] | None:
        """Ask for a relation of a level; its values, if nothing has to be loaded for them."""
        level = completion.level
        if isinstance(arguments, Failure):
            return [Failure(arguments.error) for _ in level.results]
        try:
            batch = relation.batch_for(arguments)
            keys: list[UUID | None] = level.keys_for(relation)
            if not any(keys):
                return [[] for _ in keys] if batch.many else [None] * len(keys)
            columns = self._columns.get(batch.target)
            loader = batch.loader(self._context, columns)
        except Exception as error:
            return [Failure(error) for _ in level.results]
        self._asked.append(Asked(completion, keys, batch, columns, loader))
        return None

    def is_lost(self) -> bool:
        """Nobody needs any of it any more."""
        self._asked = [each for each in self._asked if not each.completion.level.is_lost()]
        return not self._asked

    async def arrive(self) -> list[Completion]:
        """Load, and fill the levels with it."""
        writes = self._writes()
        written = {write.asked: write for write in writes}
        errors = await self._load([each for each in self._asked if each not in written], writes)
        errors |= {write.asked.loader: write.error for write in writes if write.error is not None}
        # What was not in order is read: that says what is wrong with it.
        odd = [write.asked for write in writes if not (write.is_done or write.error)]
        if odd:
            errors |= await self._load(odd)
        for asked in self._asked:
            if asked not in written or not written[asked].is_done:
                await asked.fill(errors.get(asked.loader))
        return [asked.completion for asked in self._asked]

    def give_up(self) -> None:
        """Nothing was begun."""

    def _writes(self) -> list[Write]:
        """What PostgreSQL writes of it."""
        if not (self.alone and self._may_write):
            return []
        writes: list[Write] = []
        room = LONGEST
        for each in self._asked:
            write = Write.of(each, self._context)
            if write is not None and write.length <= room:
                room -= write.length
                writes.append(write)
        return writes

    async def _load(
        self, asked: Sequence[Asked], writes: Sequence[Write] = ()
    ) -> dict[LevelLoader, Exception | None]:
        """Load what is missing; by loader, what went wrong."""
        wanted: dict[LevelLoader, dict[UUID, None]] = {}
        for each in asked:
            wanted.setdefault(each.loader, {}).update(dict.fromkeys(filter(None, each.keys)))
            if len(each.keys) > SLICE:
                await each.completion.walk.breathe()
        missing: dict[LevelLoader, list[UUID]] = {}
        coming: list[tuple[LevelLoader, Future[Any]]] = []
        for loader, keys in wanted.items():
            new, others = loader.new(keys)
            coming += [(loader, future) for future in others]
            if new:
                missing[loader] = new
        errors: dict[LevelLoader, Exception | None] | None = None
        if self.alone and (missing or writes) and not coming:
            errors = await load_at_once(self._context, self._columns, asked, missing, writes)
        if errors is None:
            begun = {loader: Begun(loader.load_level(new)) for loader, new in missing.items()}
            await finish(begun.values())
            errors = {loader: each.error for loader, each in begun.items()}
        for loader, future in coming:
            try:
                await shield(future)
            except Exception as error:
                errors[loader] = error
        return errors
