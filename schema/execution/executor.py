"""The seam: strawberry's execution class, with a breadth-first `execute_operation`.

strawberry hands it to graphql-core's `execute` and `subscribe`, which build it for a request or a
subscription, copy it for each event, and ask it for the result. What the engine does not do itself is
left to the class it extends: `@defer` and `@stream`, and executions with an abort signal.
"""

from __future__ import annotations

from asyncio import get_running_loop, iscoroutine
from collections.abc import Coroutine, Mapping
from typing import Any, Self, TypeVar

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    GraphQLFieldResolver,
    GraphQLSchema,
    OperationType,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution import Executor
from graphql.execution.execute import assume_not_awaitable
from graphql.execution.executor import SELECTIONS_NESTED_TOO_DEEPLY
from graphql.pyutils.is_awaitable import is_async_iterable
from graphql.type import GraphQLResolveInfoHelpers
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from domain.kernel.watch import spent
from schema.context import Context
from schema.execution.choice import chosen
from schema.execution.eager import run_eagerly
from schema.execution.plan import Plan, PlannedField
from schema.execution.plans import PLANS, key_of
from schema.execution.walk import Walk

R = TypeVar("R")


class BreadthFirst(Executor[Any]):
    """Makes any of graphql-core's executors execute level by level, where `choice` does not say
    otherwise. Stands before it among a class's bases."""

    plan: Plan
    breadth_first: bool

    @classmethod
    def build(cls, schema: Any, document: Any, *args: Any, **kwargs: Any) -> list[GraphQLError] | Self:
        built = super().build(schema, document, *args, **kwargs)
        if isinstance(built, list):
            return built
        assert isinstance(built, cls)
        built.breadth_first = chosen() == "breadth"
        if built.breadth_first:
            name = built.operation.name.value if built.operation.name else None
            key = key_of(schema, document, name, built.hide_suggestions)
            plan = PLANS.find(key)
            if plan is None:
                with spent("planning"):
                    plan = Plan(
                        schema, document, built.operation, built.fragments, built.hide_suggestions
                    )
                PLANS.add(key, plan)
            built.plan = plan
        return built

    @classmethod
    def of_known(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        *,
        name: str | None,
        variables: Mapping[str, Any],
        context: Any,
    ) -> Self | None:
        """What `build` makes of an operation that was run before, in a fraction of the time. None where
        it was not, where the standard executor is to run it, or where something is wrong with its
        variables, which `build` tells."""
        plan = PLANS.find(key_of(schema, document, name, hide_suggestions=False))
        if plan is None or plan.incremental or chosen() != "breadth":
            return None
        values = plan.variables.values(variables)
        if values is None:
            return None
        executor = cls(
            schema,
            plan.fragment_definitions,
            plan.fragments,
            None,
            context,
            plan.operation,
            values,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
        )
        executor.breadth_first, executor.plan = True, plan
        return executor

    def execute_operation(self, serially: bool | None = None) -> Any:
        context = self.context_value
        if not self.breadth_first or self.plan.incremental or self.abort_signal is not None:
            if isinstance(context, Context):
                context.columns = {}
            result = super().execute_operation(serially)
            incremental = self.breadth_first and self.plan.incremental
            if incremental or not isinstance(context, Context) or not iscoroutine(result):
                return result
            return _forgetting(result, context)
        work = self._execute(serially)
        return run_eagerly(_forgetting(work, context) if isinstance(context, Context) else work)

    async def _execute(self, serially: bool | None) -> ExecutionResult:
        operation = self.operation
        kind = operation.operation
        try:
            type_ = self.schema.get_root_type(kind)
            if type_ is None:
                raise GraphQLError(
                    f"Schema is not configured to execute {kind.value} operation.", operation
                )
            variant = self.plan.variant(self.variable_values)
            try:
                variant.root(type_)
            except RecursionError:
                too_deep = True
            else:
                too_deep = False
            if too_deep:
                raise GraphQLError(SELECTIONS_NESTED_TOO_DEEPLY, operation)
            walk = Walk(self, may_pause=self._may_pause())
            data = await walk.run(
                variant,
                type_,
                self.root_value,
                serially=kind is OperationType.MUTATION if serially is None else serially,
            )
        except GraphQLError as error:
            self.collected_errors.add(error, None)
            return self._response(None)
        return self._response(data)

    @property
    def async_helpers(self) -> GraphQLResolveInfoHelpers:
        """Made for each resolver that is told of them. Kept, they and the executor would hold each
        other, with all that the request was, until the garbage collector comes by."""
        return GraphQLResolveInfoHelpers(gather=self.gather_async_work, track=self.track_async_work)

    @async_helpers.setter
    def async_helpers(self, helpers: GraphQLResolveInfoHelpers) -> None:
        """Those that graphql-core makes are not kept."""

    def _response(self, data: dict[str, Any] | None) -> ExecutionResult:
        response = self.build_response(data)
        assert isinstance(response, ExecutionResult)
        return response

    @property
    def has_middleware(self) -> bool:
        """Every resolver is wrapped, so none may be passed by."""
        return self.middleware_manager is not None and bool(self.middleware_manager.middlewares)

    def resolver_of(self, field: PlannedField) -> GraphQLFieldResolver:
        """The field's resolver, inside what wraps it."""
        resolver = field.definition.resolve or self.field_resolver
        if self.middleware_manager is not None:
            return self.middleware_manager.get_field_resolver(resolver)
        return resolver

    def _may_pause(self) -> bool:
        """Whether there is an event loop to give way to, and nobody insists on an immediate answer."""
        if self.is_awaitable is assume_not_awaitable or self.is_async_iterable is not is_async_iterable:
            return False
        try:
            get_running_loop()
        except RuntimeError:
            return False
        return True


async def _forgetting(result: Coroutine[Any, Any, R], context: Context) -> R:
    """What was loaded knows its context and the context what was loaded: a circle that would keep all
    of it until the garbage collector comes by."""
    try:
        return await result
    finally:
        context.forget_loaded()


class BreadthFirstExecutor(BreadthFirst, StrawberryGraphQLCoreExecutionContext):
    """strawberry's execution class, breadth-first."""
