"""What a client is told of an error: of its own mistakes everything, of ours a request id.

An unexpected exception is logged whole. Refusals that reach the request instead of a result union (a
wrong filter, a cursor of another list, a subscription to somebody else's order) keep code and path.
"""

import re
from typing import Any

import strawberry
import structlog
from graphql import GraphQLError
from strawberry.types import ExecutionContext

from domain.kernel.errors import DomainError

_SUGGESTION = re.compile(r" Did you mean [^?]*\?")
"What the schema knows is not told to those who guess; strawberry's own setting is about fields alone."

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

    def process_errors(
        self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None
    ) -> None:
        context = execution_context.context if execution_context else None
        request_id = getattr(context, "request_id", None)
        errors[:] = [_shown(error, request_id, execution_context) for error in errors]


def _shown(
    error: GraphQLError, request_id: str | None, execution: ExecutionContext | None
) -> GraphQLError:
    cause = _cause(error)
    if isinstance(cause, DomainError):
        return _rewritten(error, cause.message, {"code": cause.code, "path": list(cause.path)})
    if cause is None:
        return _rewritten(error, _SUGGESTION.sub("", error.message), error.extensions or {})
    _log.error(
        "graphql_error",
        request_id=request_id,
        operation=execution.operation_name if execution else None,
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
