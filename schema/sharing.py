"""What several subscribers want at once is read, executed and written once for all of them.

A thousand people who watch one order wake up in the same turn of the event loop. Those who see with the
same eyes (`Actor.sight`) read its new events in one statement; those among them whose documents ask the
same of an event get one answer, and the API writes that as JSON once. Each has passed the door by
themselves before, and a read begins after everybody who shares it has asked for it: nobody is shown less
than they would have found alone. What was shared is gone with the last who has it; nothing is cached.
"""

from asyncio import Future, Task, get_running_loop, shield
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from graphql import (
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    Node,
    OperationType,
    VariableNode,
    Visitor,
    visit,
)

from domain.kernel.batches import AnyRow
from domain.kernel.database import Database
from schema.execution.executor import BreadthFirstExecutor


class Answer(dict[str, Any]):
    """The data of an event, the same for all who share it."""

    __slots__ = ("written",)

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        self.written: bytes | None = None
        "As JSON, once somebody has sent it."


@dataclass(slots=True, eq=False)
class Shown:
    """A row on its way to those who read it together, and what was made of it already."""

    row: AnyRow
    answers: dict[Hashable, "Future[Answer | None]"] = field(default_factory=dict)


class SharedReads:
    """The reads of one process's subscriptions."""

    def __init__(self) -> None:
        self._next: dict[Hashable, Future[list[Shown]]] = {}
        self._running: set[Task[None]] = set()

    async def read(
        self, key: Hashable, load: Callable[[], Awaitable[Sequence[AnyRow]]]
    ) -> Sequence[Shown]:
        """What `load` finds, once for all who ask by the same key in the same turn of the loop."""
        coming = self._next.get(key)
        if coming is None:
            loop = get_running_loop()
            coming = self._next[key] = loop.create_future()
            loop.call_soon(self._begin, key, load)
        # One who leaves must not take the others' read along.
        return await shield(coming)

    def _begin(self, key: Hashable, load: Callable[[], Awaitable[Sequence[AnyRow]]]) -> None:
        task = get_running_loop().create_task(self._load(load, self._next.pop(key)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _load(
        self, load: Callable[[], Awaitable[Sequence[AnyRow]]], coming: "Future[list[Shown]]"
    ) -> None:
        try:
            rows = await load()
        except BaseException as error:
            if isinstance(error, Exception):
                coming.set_exception(error)
                coming.exception()  # those who asked may all be gone
            else:
                coming.cancel()
                raise
        else:
            coming.set_result([Shown(row) for row in rows])


_kept: "WeakKeyDictionary[Database, SharedReads]" = WeakKeyDictionary()


def shared_reads_of(database: Database) -> SharedReads:
    """The reads that go through this pool of connections."""
    kept = _kept.get(database)
    if kept is None:
        kept = _kept[database] = SharedReads()
    return kept


class SharingExecutor(BreadthFirstExecutor):
    """Executes an event of a subscription once for all who would be answered the same.

    The same are: the document and operation, the variables that it uses below its root field, and the
    sight of the viewer. An answer with errors is shared with nobody: it names a request.
    """

    asks_for: Hashable = None
    "What is asked of each event."

    @classmethod
    def build(cls, schema: Any, document: Any, *args: Any, **kwargs: Any) -> Any:
        built = super().build(schema, document, *args, **kwargs)
        if not isinstance(built, list) and built.operation.operation is OperationType.SUBSCRIPTION:
            values = built.variable_values.coerced
            used = _used_below_the_root(built.operation, built.fragments)
            given = tuple((name, repr(values[name])) for name in sorted(used & values.keys()))
            # The document is kept as well: as long as it is, no other has its id.
            built.asks_for = (id(document), id(built.operation), given)
        return built

    def execute_operation(self, serially: bool | None = None) -> Any:
        shown: Shown | None = getattr(self.context_value, "shown", None)
        if self.asks_for is None or shown is None:
            return super().execute_operation(serially)
        return self._execute_once(shown, serially)

    async def _execute_once(self, shown: Shown, serially: bool | None) -> ExecutionResult:
        key = (self.asks_for, self.context_value.actor.sight)
        while key in shown.answers:
            answer = await shield(shown.answers[key])
            if answer is not None:
                return ExecutionResult(answer, None)
            shown.answers.pop(key, None)
        coming = shown.answers[key] = get_running_loop().create_future()
        answer = None
        try:
            result = super().execute_operation(serially)
            if self.is_awaitable(result):
                result = await result
            assert isinstance(result, ExecutionResult)
            if result.data is not None and not result.errors:
                answer = Answer(result.data)
                result = ExecutionResult(answer, None)
            return result
        finally:
            # Without an answer for all, the next one makes their own.
            coming.set_result(answer)


def _used_below_the_root(operation: Any, fragments: Any) -> set[str]:
    """The variables that the answer to an event depends on: all but those of the root field's own
    arguments, such as where its client wants to go on from."""
    roots: list[Node] = []
    for selection in operation.selection_set.selections:
        if isinstance(selection, FieldNode) and selection.selection_set is not None:
            roots += [*(selection.directives or ()), selection.selection_set]
        else:
            roots.append(selection)
    roots += [_definition(fragment) for fragment in fragments.values()]
    names = _Names()
    for root in roots:
        visit(root, names)
    return names.found


def _definition(fragment: Any) -> FragmentDefinitionNode:
    definition: FragmentDefinitionNode = getattr(fragment, "definition", fragment)
    return definition


class _Names(Visitor):
    """The names of all variables on the way."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.found.add(node.name.value)
