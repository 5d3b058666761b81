"""The engine against the standard executor: CPU of one process for a list page and an order in full.

    python -m bench.engine [--runs N]

Both executors run the same parsed document on the same schema, against the same PostgreSQL, started for
the occasion and filled through the domain's verbs. They take turns in short rounds; a figure is the
median of the rounds, a ratio the median of the rounds' ratios. CPU is this process's, so the database's
own work, which is the same for both, is not in it. What exists before a comparison is kept from the
garbage collector, which would otherwise walk schema and modules at the expense of whoever runs.
"""

import gc
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
import uvloop
from graphql import ExecutionResult, execute, parse
from strawberry.execution import optimized_is_awaitable

from bench.shop import ORDERS, open_shop
from cli.embedded import start_postgres
from cli.migrate import upgrade
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.payments.adapters.registry import configured
from schema.context import Context
from schema.execution.choice import Executor, run_on
from schema.schema import schema

GATEWAYS = configured()
STAFF = Actor(kind=ActorKind.STAFF, id="bench", name="Bench")

LIST_PAGE = """
query OrderList {
  orders(first: 20) {
    nodes {
      id number status paymentStatus fulfillmentStatus placedAt
      total { amount currency }
      customer { id email name }
      lines {
        id sku name quantity
        unitPrice { amount currency }
        total { amount currency }
        product { id sku name }
      }
      payments {
        id gateway method status
        authorizedAmount { amount currency } capturedAmount { amount currency }
      }
      shipments { id number status carrier trackingNumber }
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""

ORDER_IN_FULL = """
query OrderInFull($number: String!) {
  order(number: $number) {
    id number externalReference email status paymentStatus allocationStatus fulfillmentStatus
    returnStatus onHold version currency placedAt createdAt updatedAt expiresAt
    subtotal { amount currency } discountTotal { amount currency } shippingTotal { amount currency }
    taxTotal { amount currency } total { amount currency } balance { amount currency }
    shippingAddress { name line1 line2 city region postalCode country phone }
    billingAddress { name line1 city }
    channel { id code name currency }
    customer { id email name }
    lines {
      id sku name quantity cancelledQuantity reservedQuantity allocatedQuantity backorderedQuantity
      shippedQuantity deliveredQuantity returnedQuantity
      unitPrice { amount currency } discountTotal { amount currency } taxTotal { amount currency }
      total { amount currency }
      product { id sku name }
    }
    payments {
      id gateway method status
      authorizedAmount { amount currency } capturedAmount { amount currency }
      transactions { id kind status amount { amount currency } createdAt }
    }
    fulfillmentOrders { id number status location { id code name } lines { id quantity } }
    shipments { id number status carrier trackingNumber lines { id quantity } }
    events { sequence type occurredAt }
  }
}
"""


def context_on(database: Database) -> Context:
    """What the API would make for one request of the staff's."""
    return Context(database=database, actor=STAFF, feed=None, gateways=GATEWAYS)  # type: ignore[arg-type]


async def run(document: Any, context: Context, variables: dict[str, Any]) -> ExecutionResult:
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


async def cpu(
    executor: Executor, document: Any, database: Database, variables: dict[str, Any], times: int
) -> float:
    """Milliseconds of this process's CPU for one operation."""
    with run_on(executor):
        contexts = [context_on(database) for _ in range(times)]
        started = time.process_time()
        for context in contexts:
            await run(document, context, variables)
        return (time.process_time() - started) / times * 1000


async def compare(
    name: str, text: str, database: Database, variables: dict[str, Any], rounds: int
) -> dict[str, Any]:
    """One row of the table. Fails where the two answers differ, or are not what was to be measured."""
    document = parse(text)
    answers = []
    for executor in get_args(Executor):
        with run_on(executor):
            result = await run(document, context_on(database), variables)
        assert result.errors is None, result.errors
        answers.append(json.dumps(result.data))
        await cpu(executor, document, database, variables, 60)
    assert answers[0] == answers[1]
    gc.collect()
    gc.freeze()
    breadth, standard = [], []
    for _ in range(rounds):
        breadth.append(await cpu("breadth", document, database, variables, 10))
        standard.append(await cpu("standard", document, database, variables, 10))
    ratios = [slow / fast for slow, fast in zip(standard, breadth, strict=True)]
    return {
        "row": name,
        "engine_ms": round(statistics.median(breadth), 2),
        "standard_ms": round(statistics.median(standard), 2),
        "ratio": round(statistics.median(ratios), 2),
        "bytes": len(answers[0]),
    }


async def measure(settings: Settings, rounds: int) -> list[dict[str, Any]]:
    """All rows."""
    database = Database(settings.database_url or "", pool_size=10)
    try:
        number = await open_shop(database)
        page = await compare(f"list page, {ORDERS} orders", LIST_PAGE, database, {}, rounds)
        order = {"number": number}
        return [page, await compare("order in full", ORDER_IN_FULL, database, order, rounds)]
    finally:
        await database.dispose()


def main(runs: Annotated[int, typer.Option(help="Rounds of each comparison.")] = 15) -> None:
    """Print the table, and the same as one line of JSON."""
    with tempfile.TemporaryDirectory() as directory:
        postgres = start_postgres(Path(directory) / "postgres", durable=False)
        try:
            settings = Settings(database_url=postgres.url)
            upgrade(settings)
            rows = uvloop.run(measure(settings, runs))
        finally:
            postgres.stop()
    for row in rows:
        print(
            f"{row['row']:<24} engine {row['engine_ms']:6.2f} ms   standard {row['standard_ms']:6.2f} ms"
            f"   {row['ratio']:5.2f} times less"
        )
    print(json.dumps(rows))


if __name__ == "__main__":
    typer.run(main)
