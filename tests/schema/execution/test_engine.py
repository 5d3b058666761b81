"""What the engine promises beyond the right answer."""

import asyncio
import gc
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
import strawberry
from graphql import parse

from domain.kernel.actor import ANONYMOUS
from schema.column import column
from schema.execution.choice import chosen, install, run_on
from schema.execution.executor import BreadthFirstExecutor
from schema.execution.plan import MAX_VARIANTS
from schema.execution.plans import PLANS, key_of
from schema.ownership import PUBLIC
from schema.relation import RowType, many, relation
from tests.schema.execution.garden import Weather, garden

BATCHES: list[list[UUID]] = []


async def children_of(read: Any, ids: Sequence[UUID]) -> Mapping[UUID, list[Any]]:
    BATCHES.append(list(ids))
    if any(id.int == 13 for id in ids):
        raise ValueError("no luck")
    return {id: [SimpleNamespace(id=uuid4(), name=f"{n}") for n in range(3)] for id in ids}


@strawberry.type
class Twig(RowType):
    __rule__ = PUBLIC

    name: str = column("Its name.")
    twigs: "list[Twig]" = relation("Those on it.", many("Twig", children_of))


class Loaders:
    """As much of a context as relations ask for."""

    actor = ANONYMOUS

    def __init__(self) -> None:
        self.loaders: dict[Any, Any] = {}

    def loader(self, key: Any, make: Any) -> Any:
        if key not in self.loaders:
            self.loaders[key] = make()
        return self.loaders[key]

    def read(self) -> Any:
        return self

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_: object) -> None:
        return None


FOREST = [Twig.from_row(SimpleNamespace(id=None, name="tree")) for _ in range(50_000)]


@strawberry.type
class Query:
    @strawberry.field
    def forest(self) -> list[Twig]:
        return FOREST

    @strawberry.field
    def twigs(self, count: int, bad: bool = False) -> list[Twig]:
        ids = [UUID(int=13)] if bad else []
        ids += [uuid4() for _ in range(count)]
        return [Twig.from_row(SimpleNamespace(id=id, name="root")) for id in ids]

    @strawberry.field
    async def waits(self) -> int | None:
        await asyncio.sleep(60)
        return 1

    @strawberry.field
    async def fails(self) -> int:
        raise ValueError("at once")


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def twig(self) -> AsyncGenerator[Twig, None]:
        for n in range(2):
            yield Twig.from_row(SimpleNamespace(id=uuid4(), name=f"event {n}"))


schema = strawberry.Schema(
    query=Query, subscription=Subscription, execution_context_class=BreadthFirstExecutor
)


@pytest.fixture(autouse=True)
def _no_batches() -> None:
    BATCHES.clear()


async def test_a_relation_loads_once_for_all_objects_of_its_level() -> None:
    document = "{ twigs(count: 4) { twigs { name twigs { name } } again: twigs { name } } }"
    result = await schema.execute(document, context_value=Loaders())
    assert result.errors is None
    assert [len(batch) for batch in BATCHES] == [4, 12]


async def test_a_batch_that_fails_fails_its_objects_and_nothing_else() -> None:
    document = "{ twigs(count: 1) { name } other: twigs(count: 1, bad: true) { twigs { name } } }"
    result = await schema.execute(document, context_value=Loaders())
    assert [(e.message, e.path) for e in result.errors or []] == [("no luck", ["other", 0, "twigs"])]


async def test_a_huge_page_lets_the_event_loop_have_its_turn() -> None:
    turns: list[float] = []

    async def watch() -> None:
        while True:
            turns.append(time.thread_time())
            await asyncio.sleep(0)

    document = "{ forest { __typename " + " ".join(f"a{n}: name" for n in range(60)) + " } }"
    assert len(FOREST) == 50_000
    gc.collect()
    gc.disable()
    watcher = asyncio.ensure_future(watch())
    try:
        await asyncio.sleep(0)
        result = await schema.execute(document, context_value=Loaders())
    finally:
        gc.enable()
        watcher.cancel()
    assert result.errors is None
    longest = max(later - earlier for earlier, later in pairwise(turns))
    assert longest < (turns[-1] - turns[0]) * 3 / 4, "all of it at a stretch"


async def test_what_is_cancelled_stops() -> None:
    running = asyncio.ensure_future(schema.execute("{ waits }", context_value=Loaders()))
    await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_nobody_waits_beside_a_failure_that_takes_everything() -> None:
    async with asyncio.timeout(5):
        result = await schema.execute("{ waits fails }", context_value=Loaders())
    assert result.data is None
    assert [error.message for error in result.errors or []] == ["at once"]


async def test_each_event_of_a_subscription_is_executed() -> None:
    for executor in ("breadth", "standard"):
        with run_on(executor):  # type: ignore[arg-type]
            stream = await schema.subscribe(
                "subscription { twig { name twigs { name } } }", context_value=Loaders()
            )
            events = [event async for event in stream]
        assert [event.data["twig"]["name"] for event in events] == ["event 0", "event 1"]  # type: ignore[index,union-attr]
        assert all(len(event.data["twig"]["twigs"]) == 3 for event in events)  # type: ignore[index,union-attr]


async def test_subscriptions_of_the_garden_answer_the_same() -> None:
    fields = "id needed soft firm leaves { width later } neighbour { __typename }"
    text = f"subscription {{ seasons {{ {fields} }} }}"
    answers = []
    for executor in ("breadth", "standard"):
        with run_on(executor):  # type: ignore[arg-type]
            stream = await garden.subscribe(text, context_value=Weather(seed=3, errors=20, nulls=20))
            answers.append(
                [(each.data, [e.formatted for e in each.errors or []]) async for each in stream]  # type: ignore[union-attr]
            )
    assert answers[0] == answers[1]
    assert len(answers[0]) == 5


async def test_introspection_answers_the_same() -> None:
    from graphql import get_introspection_query

    answers = []
    for executor in ("breadth", "standard"):
        with run_on(executor):  # type: ignore[arg-type]
            answers.append((await garden.execute(get_introspection_query())).data)
    assert answers[0] == answers[1]


def test_a_document_is_planned_once_and_its_variants_are_bounded() -> None:
    names = [f"v{n}" for n in range(6)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    fields = " ".join(f"f{name}: number(n: 1) @include(if: ${name})" for name in names)
    document = parse(f"query Bits({declared}) {{ {fields} }}")
    from graphql import execute

    for number in range(64):
        values = {name: bool(number >> place & 1) for place, name in enumerate(names)}
        result: Any = execute(
            garden._schema, document, variable_values=values, executor_class=BreadthFirstExecutor
        )
        assert list(result.data) == [f"f{name}" for name in names if values[name]]
    plan = PLANS.find(key_of(garden._schema, document, "Bits", False))
    assert plan is not None
    assert len(plan._variants) <= MAX_VARIANTS


def test_the_installation_chooses_and_a_block_may_choose_otherwise() -> None:
    assert chosen() == "breadth"
    install("standard")
    try:
        assert chosen() == "standard"
        with run_on("breadth"):
            assert chosen() == "breadth"
    finally:
        install("breadth")
