"""What an operation must pass before anything of it runs: one path for every transport.

Its document is found, its operation picked, introspection and page sizes are judged, its cost is taken
from its caller's bucket. What comes out is an `Admitted`, which knows how to settle its bill.
"""

from dataclasses import dataclass

from graphql import GraphQLError, OperationType
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError

from api import encoding
from api.asked import Asked
from api.persisted import Documents
from api.refusals import RequestRefused
from api.throttle import Taken, Throttle
from domain.audit.service import Deed, record_turned_away
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.config import Settings
from domain.kernel.pieces import PIECE, let_go
from domain.kernel.watch import current, spent
from schema.context import Context
from schema.documents.limits import DocumentRefused, Limits, too_much
from schema.documents.parts import actual
from schema.documents.prepare import Operation, PreparedDocument, check_pages
from schema.schema import schema

_FOR_THE_AUDIT = {"PERSISTED_QUERY_ID_REQUIRED", "INTROSPECTION_DISABLED", "THROTTLED"}
"Refusals that are somebody's doing, rather than a mistake in what was sent."


def caller_of(context: Context) -> str:
    """Whose bucket it is: somebody's own, or that of all who are nobody at one address."""
    actor = context.actor
    return f"address:{context.origin}" if actor.kind is ActorKind.ANONYMOUS else actor.label


@dataclass(frozen=True, slots=True)
class Found:
    """The document that a request means, and which of its operations."""

    asked: Asked
    document: PreparedDocument
    operation: Operation


@dataclass(frozen=True, slots=True)
class Admitted:
    """An operation that may run, and what was taken for it."""

    found: Found
    caller: str
    requested: int
    taken: Taken
    throttle: Throttle

    async def settle(self, result: ExecutionResult | PreExecutionError, written: int = 0) -> None:
        """Put the `cost` on the one answer of an operation that ran; what is watched has no end, and so
        no bill. What was not needed is given back. Once an answer; `written` is what the rows in it cost
        that are JSON already.

        The data of a huge one becomes JSON on the way, and its objects are let go, both in pieces.
        """
        watches = self.found.operation.kind is OperationType.SUBSCRIPTION
        if watches or isinstance(result, PreExecutionError):
            return
        result.extensions = {**(result.extensions or {}), "cost": await self._bill(result, written)}

    async def _bill(self, result: ExecutionResult, written: int) -> dict[str, int]:
        count = await actual(self.found.operation.root, result.data, written)
        needed = count.cost
        if sum(map(len, count.objects)) > PIECE:
            with spent("serialising"):
                result.data = await encoding.write(result.data)  # type: ignore[assignment]
            let_go(*count.objects)
        bill = {"requested": self.requested, "actual": needed}
        if not self.throttle.capacity:
            return bill
        self.throttle.give_back(self.caller, self.requested - needed)
        return bill | self.throttle.account(self.taken.remaining + self.requested - needed)


async def _note(context: Context, refused: RequestRefused | DocumentRefused) -> None:
    """What is refused here never runs: the log, the metrics and the audit learn of it from us."""
    if isinstance(refused, RequestRefused):
        outcome, code = "rejected", refused.code
    else:
        codes = [(error.extensions or {}).get("code") for error in refused.errors]
        outcome, code = "invalid", str(codes[0] if codes else "GRAPHQL")
    if watch := current():
        watch.ended(outcome, code)
    # A partner has its documents by their ids: another id is somebody else's document, or none.
    reaches = code == "PERSISTED_QUERY_NOT_FOUND" and context.actor.kind is ActorKind.PARTNER
    if reaches or code in _FOR_THE_AUDIT:
        deed = Deed(action="execute", origin=context.origin, request_id=context.request_id)
        await record_turned_away(context.database, context.actor, deed, code=code)


class Admission:
    """The door that everybody comes through."""

    def __init__(self, settings: Settings, documents: Documents, throttle: Throttle) -> None:
        self._limits = Limits.of(settings)
        self._introspection = settings.introspection or (
            "staff" if settings.in_production else "everybody"
        )
        self._documents = documents
        self._throttle = throttle

    async def find(self, asked: Asked, context: Context) -> Found:
        """Which operation is meant. Raises `RequestRefused` and `DocumentRefused`."""
        try:
            document = await self._documents.find(asked, context.actor, caller_of(context))
            return self._pick(asked, document)
        except (RequestRefused, DocumentRefused) as refused:
            await _note(context, refused)
            raise

    def _pick(self, asked: Asked, document: PreparedDocument) -> Found:
        operation = document.operation(asked.operation_name)
        if operation is None:
            name = asked.operation_name
            raise RequestRefused(
                400,
                "Say by 'operationName' which of its operations is to run."
                if name is None
                else "The document has no operation of that name.",
            )
        if watch := current():
            watch.kind = operation.kind.value
            watch.name(operation.name, registered=watch.registered)
        return Found(asked, document, operation)

    async def admit(self, found: Found, context: Context) -> Admitted:
        """Let it run, for its price. Raises `RequestRefused` and `DocumentRefused`."""
        try:
            return await self._charge(found, context.actor, caller_of(context))
        except (RequestRefused, DocumentRefused) as refused:
            await _note(context, refused)
            raise

    async def _charge(self, found: Found, actor: Actor, caller: str) -> Admitted:
        operation, variables = found.operation, found.asked.variables
        if operation.introspects and not self._may_introspect(actor):
            raise DocumentRefused(
                [
                    GraphQLError(
                        "The schema does not tell about itself here.",
                        extensions={"code": "INTROSPECTION_DISABLED"},
                    )
                ]
            )
        given = {**operation.defaults, **(variables or {})}
        check_pages(schema, found.document.pages, given, self._limits)
        requested = operation.cost(variables)
        if requested > self._limits.cost:
            raise DocumentRefused([too_much("cost", requested, self._limits.cost)])
        taken = await self._throttle.charge(caller, requested)
        return Admitted(found, caller, requested, taken, self._throttle)

    def _may_introspect(self, actor: Actor) -> bool:
        if self._introspection == "staff":
            return actor.kind is ActorKind.STAFF
        return self._introspection == "everybody"
