"""The relations of one step of the walk: loaded for whole levels, a batch for each loader, all at once.

Whatever the step asks of one loader is one batch, also where several fields or levels ask for it, and
all batches of a step read by one statement where they can. None of them has a task of its own.
"""

from __future__ import annotations

from asyncio import Future, shield
from typing import TYPE_CHECKING, Any
from uuid import UUID

from schema.execution.abreast import Begun, finish
from schema.execution.complete import SLICE
from schema.execution.failures import Failure

if TYPE_CHECKING:
    from schema.execution.columns import Columns
    from schema.execution.complete import Completion
    from schema.loading import LevelLoader
    from schema.relation import RelationField


class Asked:
    """One relation of one level. `keys` has one for each object; one without a key has nothing."""

    __slots__ = ("completion", "keys", "loader", "many")

    def __init__(
        self, completion: Completion, keys: list[UUID | None], loader: LevelLoader, many: bool
    ) -> None:
        self.completion = completion
        self.keys = keys
        self.loader = loader
        self.many = many

    def values(self, error: Exception | None) -> list[Any]:
        """What was loaded for each object; an `error` for those whose batch has left nothing."""
        found = self.loader.found
        try:
            return [self._nothing() if key is None else found[key] for key in self.keys]
        except KeyError:
            return [self._value(key, error) for key in self.keys]

    def _nothing(self) -> list[Any] | None:
        return [] if self.many else None

    def _value(self, key: UUID | None, error: Exception | None) -> Any:
        if key is None:
            return self._nothing()
        try:
            return self.loader.value(key)
        except KeyError:
            return Failure(error)
        except Exception as raised:
            return Failure(raised)


class Loads:
    """What a step waits for because of its relations."""

    def __init__(self, context: Any, columns: Columns) -> None:
        self._context = context
        self._columns = columns
        self._asked: list[Asked] = []

    def ask(
        self, relation: RelationField, arguments: dict[str, Any] | Failure, completion: Completion
    ) -> list[Any] | None:
        """Ask for a relation of a level; its values, if nothing has to be loaded for them."""
        sources = completion.level.sources
        if isinstance(arguments, Failure):
            return [Failure(arguments.error) for _ in sources]
        try:
            batch = relation.batch_for(arguments)
            keys: list[UUID | None] = list(map(relation.key_of, sources))
            if not any(keys):
                return [[] for _ in keys] if batch.many else [None] * len(keys)
            loader = batch.loader(self._context, self._columns.get(batch.target))
        except Exception as error:
            return [Failure(error) for _ in sources]
        self._asked.append(Asked(completion, keys, loader, batch.many))
        return None

    def is_lost(self) -> bool:
        """Nobody needs any of it any more."""
        self._asked = [each for each in self._asked if not each.completion.level.is_lost()]
        return not self._asked

    async def arrive(self) -> list[Completion]:
        """Load, and fill the levels with it."""
        errors = await self._load()
        for asked in self._asked:
            await asked.completion.fill(asked.values(errors.get(asked.loader)))
        return [asked.completion for asked in self._asked]

    def give_up(self) -> None:
        """Nothing was begun."""

    async def _load(self) -> dict[LevelLoader, Exception | None]:
        """Load what is missing; by loader, what went wrong."""
        wanted: dict[LevelLoader, dict[UUID, None]] = {}
        for asked in self._asked:
            wanted.setdefault(asked.loader, {}).update(dict.fromkeys(filter(None, asked.keys)))
            if len(asked.keys) > SLICE:
                await asked.completion.walk.breathe()
        begun: dict[LevelLoader, Begun] = {}
        coming: list[tuple[LevelLoader, Future[Any]]] = []
        for loader, keys in wanted.items():
            new, others = loader.new(keys)
            coming += [(loader, future) for future in others]
            if new:
                begun[loader] = Begun(loader.load_level(new))
        await finish(begun.values())
        errors = {loader: each.error for loader, each in begun.items()}
        for loader, future in coming:
            try:
                await shield(future)
            except Exception as error:
                errors[loader] = error
        return errors
