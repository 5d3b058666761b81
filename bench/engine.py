"""The engine against the standard executor: CPU of one process for a list page and an order in full.

Both executors run the same parsed document on the same schema against the same PostgreSQL, by turns, in
this process. The figure is this process's CPU, so the database's own work is not in it; nor is any of
ours given to it: here the engine makes all objects itself, also those that PostgreSQL would write for an
answer over HTTP. The garbage collector walks as it does in a process that serves.
"""

import gc
import json
import time
from typing import Any, get_args

from graphql import DocumentNode, ExecutionResult, execute, parse, validate
from strawberry.execution import optimized_is_awaitable

from api.collector import leave_alone_what_is_here
from bench.documents import LIST_PAGE, ORDER_IN_FULL
from bench.measure import Effort, Finding, by_turns
from bench.row import Row
from bench.shop import small_shop
from bench.stage import Stage, connected
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.database import Database
from domain.payments.adapters.registry import configured
from schema.context import Context
from schema.execution.choice import Executor, run_on
from schema.schema import schema

STAFF = Actor(kind=ActorKind.STAFF, id="bench", name="Bench")
AT_ONCE = 10
"Operations in a turn."


def context_on(database: Database) -> Context:
    """What the API would make for one request of the staff's."""
    return Context(database=database, actor=STAFF, feed=None, gateways=configured())  # type: ignore[arg-type]


async def run(document: DocumentNode, context: Context, variables: dict[str, Any]) -> ExecutionResult:
    """One operation, as strawberry hands it to graphql-core."""
    result: Any = execute(
        schema._schema,
        document,
        context_value=context,
        variable_values=variables,
        is_awaitable=optimized_is_awaitable,
        executor_class=schema.execution_context_class,
        operation_extensions=None,
    )
    if not isinstance(result, ExecutionResult):
        result = await result
    return result  # type: ignore[no-any-return]


async def compare(text: str, database: Database, variables: dict[str, Any], effort: Effort) -> Any:
    """Milliseconds of CPU on the standard executor and on the engine, and their ratio. Fails where the
    two answers differ, or are not what was to be measured."""
    document = parse(text)
    assert not validate(schema._schema, document)

    async def turn(executor: Executor) -> float:
        with run_on(executor):
            contexts = [context_on(database) for _ in range(AT_ONCE)]
            began = time.process_time()
            for context in contexts:
                await run(document, context, variables)
            return (time.process_time() - began) / AT_ONCE * 1000

    answers = []
    for executor in get_args(Executor):
        with run_on(executor):
            result = await run(document, context_on(database), variables)
        assert result.errors is None, result.errors
        answers.append(json.dumps(result.data))
        await turn(executor)
    assert answers[0] == answers[1]
    thresholds = gc.get_threshold()
    leave_alone_what_is_here()
    try:
        return await by_turns(lambda: turn("standard"), lambda: turn("breadth"), effort)
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


async def _row(
    stage: Stage, effort: Effort, text: str, variables: dict[str, Any], wanted: float
) -> Finding:
    shop = await small_shop(stage)
    async with connected(shop.settings) as database:
        effort = Effort(effort.turns * 3, effort.seconds)
        standard, engine, ratio = await compare(text, database, variables, effort)
    return Finding(engine, standard, ratio, "ms of CPU", ratio >= wanted)


async def list_page(stage: Stage, effort: Effort) -> Finding:
    """A page of twenty orders."""
    return await _row(stage, effort, LIST_PAGE, {}, wanted=5.0)


async def order_in_full(stage: Stage, effort: Effort) -> Finding:
    """One order with everything."""
    number = (await small_shop(stage)).number
    return await _row(stage, effort, ORDER_IN_FULL, {"number": number}, wanted=3.0)


ROWS = (
    Row("engine-list", "list page, the engine's CPU", "standard executor", "5 × less", list_page),
    Row(
        "engine-order", "order in full, the engine's CPU", "standard executor", "3 × less", order_in_full
    ),
)
