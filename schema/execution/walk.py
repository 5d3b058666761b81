"""The walk over one operation, or over one event of a subscription: level after level.

Fields that are there are completed at once. Those that have to wait, for a loader or for resolvers,
wait side by side, and each goes on with the levels below it as soon as it may.
"""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Coroutine
from time import perf_counter
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, GraphQLResolveInfo

from schema.execution.awaiting import together
from schema.execution.complete import Completion
from schema.execution.eager import leave_eager_part
from schema.execution.failures import Failure, Telling
from schema.execution.level import Level
from schema.execution.plan import PlannedField, Variant
from schema.execution.resolve import begin

if TYPE_CHECKING:
    from schema.execution.executor import BreadthFirst

BREATH = 0.02
"""Seconds of walking after which the event loop has its turn."""


class Walk:
    """The state of one execution."""

    def __init__(self, executor: BreadthFirst, *, may_pause: bool) -> None:
        self.executor = executor
        self.is_awaitable = executor.is_awaitable
        self.failed = False
        self.arguments: dict[PlannedField, Any] = {}
        self._levels: list[Level] = []
        self._eager = True
        self._may_pause = may_pause
        self._next_breath = perf_counter() + BREATH

    async def run(
        self, variant: Variant, type_: GraphQLObjectType, root: Any, *, serially: bool
    ) -> dict[str, Any]:
        """The operation's data. Raises the error that makes all of it null."""
        level = Level(variant.root(type_))
        data = level.add(root, 0, ())
        self._levels.append(level)
        if not serially:
            await self._fields(level.selection.fields, level)
            if self.failed:
                self._telling().object(data, [])
            return data
        for field in level.selection.fields:
            await self._fields([field], level)
            if self.failed:
                self._telling().field(data, field, [])
        return data

    def _telling(self) -> Telling:
        executor = self.executor
        errors = executor.collected_errors.errors
        return Telling(self._levels, errors.append, propagate=executor.error_propagation)

    async def _fields(self, fields: list[PlannedField], level: Level) -> None:
        """Resolve fields of a level, and everything below them."""
        waiting: list[Coroutine[Any, Any, None]] = []
        below: list[Level] = []
        try:
            for field in fields:
                await self._field(field, level, below, waiting)
            while below:
                levels, below = below, []
                for level in levels:
                    for field in level.selection.fields:
                        await self._field(field, level, below, waiting)
        except BaseException:
            for work in waiting:
                work.close()
            raise
        if waiting:
            await self.leave_eager_part()
            await together(waiting)

    async def _field(
        self,
        field: PlannedField,
        level: Level,
        below: list[Level],
        waiting: list[Coroutine[Any, Any, None]],
    ) -> None:
        values, later = await begin(self, field, level)
        if later is not None:
            waiting.append(self._go_on(field, level, later))
            return
        completion = Completion(self, field, level)
        await completion.fill(values)
        if completion.typings:
            waiting.append(self._go_on_typing(completion))
            return
        self._take(completion, below)
        if perf_counter() > self._next_breath:
            await self.breathe()

    async def _go_on(
        self, field: PlannedField, level: Level, later: Coroutine[Any, Any, list[Any]]
    ) -> None:
        completion = Completion(self, field, level)
        await completion.fill(await later)
        await self._go_on_typing(completion)

    async def _go_on_typing(self, completion: Completion) -> None:
        if completion.typings:
            await completion.await_types()
        below: list[Level] = []
        self._take(completion, below)
        waiting = [self._fields(level.selection.fields, level) for level in below]
        await together(waiting)

    def _take(self, completion: Completion, below: list[Level]) -> None:
        levels = completion.children.values()
        self._levels += levels
        below += levels

    def info(self, field: PlannedField, level: Level, place: int) -> GraphQLResolveInfo:
        """What a resolver is told."""
        return self.executor.build_resolve_info(
            field.definition, field.nodes, field.parent, level.field_path(place, field)
        )

    def fail(self, error: Exception) -> Failure:
        """What stands in the tree for an error."""
        self.failed = True
        return Failure(error)

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
