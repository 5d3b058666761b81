"""The walk over one operation, or over one event of a subscription: level after level.

Fields that are there are completed at once. Those that have to wait, for a loader or for resolvers,
wait side by side, and each goes on with the levels below it as soon as it may.
"""

from __future__ import annotations

from asyncio import FIRST_EXCEPTION, Task, ensure_future, gather, sleep, wait
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from graphql import GraphQLObjectType, GraphQLResolveInfo

from domain.kernel.actor import Actor
from domain.kernel.nested import Taking
from domain.kernel.pieces import PIECE, let_go
from schema.context import Context
from schema.execution.along import TakenAlong, shown
from schema.execution.columns import Columns
from schema.execution.complete import SLICE, Completion
from schema.execution.doom import Lost, take_consequences
from schema.execution.eager import leave_eager_part
from schema.execution.failures import Telling
from schema.execution.level import Level
from schema.execution.loads import Loads
from schema.execution.plan import PlannedField, Variant
from schema.execution.resolve import Later, arguments_of, begin

if TYPE_CHECKING:
    from schema.execution.executor import BreadthFirst

Step = tuple[Level, list[PlannedField]]

BREATH = 0.02
"""Seconds of walking after which the event loop has its turn."""


class Waits(Protocol):
    """What a step waits for."""

    def is_lost(self) -> bool:
        """Nobody needs it any more."""

    async def arrive(self) -> Sequence[Completion]:
        """Wait; the fields that are filled now."""

    def give_up(self) -> None:
        """Nobody will wait."""


class Resolving:
    """A field of a level that has to wait, for its values or for their types."""

    __slots__ = ("_completion", "_later", "_values")

    def __init__(self, completion: Completion, values: list[Any], later: Later | None) -> None:
        self._completion = completion
        self._values = values
        self._later = later

    def is_lost(self) -> bool:
        return self._completion.level.is_lost()

    async def arrive(self) -> Sequence[Completion]:
        completion = self._completion
        if self._later is not None:
            await completion.fill(await self._later)
        if completion.typings:
            await completion.await_types()
        return [completion]

    def give_up(self) -> None:
        """What resolvers began still comes to its end."""
        if self._later is not None:
            self._later.close()
        self._completion.walk.executor.track_async_work(self._values)


class Walk:
    """The state of one execution."""

    def __init__(self, executor: BreadthFirst, *, may_pause: bool) -> None:
        self.executor = executor
        self.is_awaitable = executor.is_awaitable
        self.failed = False
        self.columns: Columns = {}
        self.along: dict[PlannedField, str] = {}
        """By fields that rows may have taken along, the columns in which they stand."""
        self.arguments: dict[PlannedField, Any] = {}
        self._levels: list[Level] = []
        self._eager = True
        self._writes = False
        self._may_pause = may_pause
        self._next_breath = perf_counter() + BREATH
        self._going_on: dict[Task[None], Waits] = {}

    async def run(
        self, variant: Variant, type_: GraphQLObjectType, root: Any, *, serially: bool
    ) -> dict[str, Any]:
        """The operation's data. Raises the error that makes all of it null."""
        level = Level(variant.root(type_))
        self.columns = variant.columns()
        if isinstance(context := self.executor.context_value, Context):
            context.columns = self.columns
            # What is asked once is not worth a statement of its own, which PostgreSQL has to plan.
            self._writes = context.sends_json and variant.runs > 0
            if self._writes and not self.executor.has_middleware:
                context.take_along = partial(self._take_along, variant.along(), context.actor)
        variant.runs += 1
        data = level.add(root, 0, ())
        self._levels.append(level)
        try:
            await self._fill(level, data, serially=serially)
        except BaseException:
            self._let_go(level.results for level in self._levels)
            raise
        finally:
            self._let_go(held for level in self._levels for held in level.held())
        return data

    def _take_along(self, along: Mapping[str, TakenAlong], viewer: Actor, name: str) -> Taking | None:
        """What the row of a root field takes along."""
        found = along[name].for_viewer(viewer) if name in along else None
        if found is None:
            return None
        taking, columns = found
        self.along |= columns
        return taking

    async def _fill(self, level: Level, data: dict[str, Any], *, serially: bool) -> None:
        if not serially:
            await self._descend([(level, level.selection.fields)])
            if self.failed:
                await self._telling().root(data, level.selection.fields)
            return
        for field in level.selection.fields:
            await self._descend([(level, [field])])
            if self.failed:
                await self._telling().root(data, [field])

    def _let_go(self, lists: Iterable[list[Any]]) -> None:
        """Be rid of what a level each had, in pieces where it is much."""
        held = list(lists)
        if sum(map(len, held)) > PIECE:
            let_go(*held)

    def _telling(self) -> Telling:
        executor = self.executor
        errors = executor.collected_errors.errors
        return Telling(self._levels, errors.append, self.breathe, propagate=executor.error_propagation)

    async def _descend(self, steps: list[Step]) -> None:
        """Resolve fields of levels, and everything below them."""
        waiting: list[Waits] = []
        loads = Loads(self.executor.context_value, self.columns, writes=self._writes)
        try:
            while steps:
                below: list[Level] = []
                for level, fields in steps:
                    for field in fields:
                        await self._field(field, level, below, loads, waiting)
                steps = [(level, level.fields()) for level in below]
        except BaseException:
            for each in waiting:
                each.give_up()
            raise
        waiting.append(loads)
        for each in waiting.copy():
            if each.is_lost():
                each.give_up()
                waiting.remove(each)
        if waiting:
            loads.alone = waiting == [loads] and not self._going_on
            await self.leave_eager_part()
            await self._wait(waiting)

    async def _field(
        self,
        field: PlannedField,
        level: Level,
        below: list[Level],
        loads: Loads,
        waiting: list[Waits],
    ) -> None:
        if len(level.results) > SLICE:
            await self.breathe()
        completion = Completion(self, field, level)
        if field in self.along:
            outputs = self.taken_along(field, level.sources)
            if outputs is not None:
                completion.write(outputs)
                return
        relation = field.reading.relation
        values: list[Any] | None
        later: Later | None = None
        if relation is not None and not self.executor.has_middleware:
            values = loads.ask(relation, arguments_of(self, field), completion)
            if values is None:
                level.later.add(field)
                return
        else:
            values, later = await begin(self, field, level)
        if later is None:
            await completion.fill(values)
        if later is not None or completion.typings:
            level.later.add(field)
            waiting.append(Resolving(completion, values, later))
            return
        self._finish(completion, below)
        if perf_counter() > self._next_breath:
            await self.breathe()

    def taken_along(self, field: PlannedField, objects: Sequence[Any]) -> list[Any] | None:
        """What the rows of objects have taken along for a field; None where one of them has not."""
        column = self.along.get(field)
        return None if column is None else shown(objects, column, self.executor.context_value)

    async def _go_on(self, waits: Waits) -> None:
        below: list[Level] = []
        for completion in await waits.arrive():
            self._finish(completion, below)
        if self.failed and not waits.is_lost():
            self._cancel_lost()
        if below:
            await self._descend([(level, level.fields()) for level in below])
        if self.failed and waits.is_lost():
            raise Lost

    async def _wait(self, waiting: list[Waits]) -> None:
        """Let all of them go on side by side. When this is cancelled or one breaks, so are the others;
        when a level is lost, those that wait for it are."""
        if len(waiting) == 1:
            with suppress(Lost):
                await self._go_on(waiting[0])
            return
        tasks = {ensure_future(self._go_on(each)): each for each in waiting}
        self._going_on |= tasks
        pending = set(tasks)
        try:
            while pending:
                done, pending = await wait(pending, return_when=FIRST_EXCEPTION)
                for task in done:
                    error = None if task.cancelled() else task.exception()
                    if error is not None and not isinstance(error, Lost):
                        raise error
                for task in pending:
                    if tasks[task].is_lost():
                        task.cancel()
        finally:
            for task in tasks:
                del self._going_on[task]
            if pending:
                for task in pending:
                    task.cancel()
                await gather(*pending, return_exceptions=True)

    def _cancel_lost(self) -> None:
        """Some of what was waited for together is lost and some goes on: it may take its time, which
        nobody should wait for who is lost already."""
        for task, waits in self._going_on.items():
            if waits.is_lost():
                task.cancel()

    def _finish(self, completion: Completion, below: list[Level]) -> None:
        if completion.failed:
            take_consequences(completion.field, completion.level)
        levels = completion.children.values()
        self._levels += levels
        below += levels

    def info(self, field: PlannedField, level: Level, place: int) -> GraphQLResolveInfo[Any]:
        """What a resolver is told."""
        return self.executor.build_resolve_info(
            field.definition, field.nodes, field.parent, level.field_path(place, field)
        )

    async def leave_eager_part(self) -> None:
        """From here on there is something to wait for."""
        if self._eager:
            self._eager = False
            await leave_eager_part()

    async def breathe(self) -> None:
        """Let the event loop have its turn, if the walk has held it long enough."""
        if self._may_pause and perf_counter() > self._next_breath:
            await self.leave_eager_part()
            await sleep(0)
            self._next_breath = perf_counter() + BREATH
