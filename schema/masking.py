"""What a client is told of an error: of its own mistakes everything, of ours a request id.

An unexpected exception is logged whole. Refusals that reach the request instead of a result union (a
wrong filter, a cursor of another list, a subscription to somebody else's order) keep code and path.
"""

import re
from collections.abc import Sequence
from typing import Any

import strawberry
import structlog
from graphql import DocumentNode, GraphQLError, execute
from graphql import ExecutionResult as GraphQLExecutionResult
from strawberry.execution import optimized_is_awaitable
from strawberry.types import ExecutionContext, ExecutionResult
from strawberry.types.execution import PreExecutionError

from domain.kernel.errors import DomainError
from domain.kernel.pieces import in_pieces, let_go
from domain.kernel.watch import current, spent
from schema.execution.executor import BreadthFirst

_SUGGESTION = re.compile(r" Did you mean [^?]*\?")
"What the schema knows is not told to those who guess; strawberry's own setting is about fields alone."

ERRORS = 500
"Errors that are put into words at a stretch."

_log = structlog.get_logger("waybill.graphql")


class MaskedSchema(strawberry.Schema):
    """A schema whose errors are fit to be shown; for queries, mutations and subscriptions.

    Where the context brings a prepared document, that one is run: nothing is parsed or validated again.
    """

    def _create_execution_context(self, *args: Any, **kwargs: Any) -> ExecutionContext:
        execution = super()._create_execution_context(*args, **kwargs)
        prepared = getattr(execution.context, "document", None)
        if prepared is not None:
            execution.graphql_document = prepared.document
            execution.validation_rules = ()
        return execution

    async def run(
        self, document: DocumentNode, *, name: str | None, variables: Any, context: Any
    ) -> ExecutionResult | PreExecutionError:
        """Run a query or mutation of a document that was parsed and validated before: `execute` without
        what extensions, parsing and validating would take, which is as much as a small query does."""
        try:
            with spent("executing"):
                result = self._begin(document, name, variables or {}, context)
                if not isinstance(result, GraphQLExecutionResult):
                    result = await result
        except Exception as error:
            errors = [GraphQLError(str(error), original_error=error)]
            return PreExecutionError(data=None, errors=_masked(errors, context, name))
        if not result.errors:
            return ExecutionResult(data=result.data, errors=None, extensions={})
        shown: list[GraphQLError] = []
        await in_pieces(lambda some: shown.extend(_masked(some, context, name)), result.errors, ERRORS)
        if len(shown) > ERRORS:
            let_go(result.errors)
        return ExecutionResult(data=result.data, errors=shown, extensions={})

    def _begin(self, document: DocumentNode, name: str | None, variables: Any, context: Any) -> Any:
        executor: Any = self.execution_context_class
        if isinstance(executor, type) and issubclass(executor, BreadthFirst):
            known = executor.of_known(
                self._schema, document, name=name, variables=variables, context=context
            )
            if known is not None:
                return known.execute_operation()
        return execute(
            self._schema,
            document,
            context_value=context,
            variable_values=variables,
            operation_name=name,
            is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]
            executor_class=executor,
            operation_extensions=None,
        )

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        context = execution_context.context if execution_context else None
        name = execution_context.operation_name if execution_context else None
        errors[:] = _masked(errors, context, name)


def _masked(errors: Sequence[GraphQLError], context: Any, operation: str | None) -> list[GraphQLError]:
    """Note the errors; what is shown of them."""
    _note(errors)
    request_id = getattr(context, "request_id", None)
    return [_shown(error, request_id, operation) for error in errors]


def _note(errors: Sequence[GraphQLError]) -> None:
    """Whose mistake it was, for the log and the metrics."""
    watch = current()
    if watch is None:
        return
    for error in errors:
        cause = _cause(error)
        if isinstance(cause, DomainError):
            watch.ended("refused", cause.code)
        elif cause is None:
            watch.ended("invalid", str((error.extensions or {}).get("code", "GRAPHQL")))
        else:
            watch.ended("failed", "INTERNAL_ERROR")


def _shown(error: GraphQLError, request_id: str | None, operation: str | None) -> GraphQLError:
    cause = _cause(error)
    if isinstance(cause, DomainError):
        return _rewritten(error, cause.message, {"code": cause.code, "path": list(cause.path)})
    if cause is None:
        return _rewritten(error, _SUGGESTION.sub("", error.message), error.extensions or {})
    _log.error(
        "graphql_error",
        request_id=request_id,
        operation=operation,
        path=error.path,
        exc_info=(type(cause), cause, cause.__traceback__),
    )
    # The exception stays with this process: what is sent has no `original_error`.
    return GraphQLError(
        "Something went wrong on our side. Tell us the request id when you ask about it.",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": "INTERNAL_ERROR", "requestId": request_id},
    )


def _cause(error: GraphQLError) -> BaseException | None:
    """The exception behind an error; None when it is GraphQL's own, about the request."""
    cause: BaseException | None = error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _rewritten(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    """The error with a message that any encoder can send: clients' strings are quoted in some."""
    return GraphQLError(
        message.encode("utf-8", "replace").decode(),
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        original_error=error.original_error,
        extensions=extensions,
    )
