"""Whatever a schema allows to be asked, both executors answer the same, byte for byte."""

import json
import logging
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.execution.choice import Executor, run_on
from tests.schema.execution.garden import Weather, garden
from tests.schema.execution.operations import operations

EXAMPLES = int(os.environ.get("WAYBILL_EXECUTION_EXAMPLES", "300"))

AWAITED = re.compile(r"\b(later|awaitedLeaves|neighbour|beside|plants|grow)\b")
"""The garden's asynchronous fields."""

SCALARS: dict[str, Any] = {
    "Int": st.integers(-2, 12),
    "String": st.sampled_from(["", "a", "b c"]),
    "Boolean": st.booleans(),
}

weathers = st.builds(
    Weather,
    seed=st.integers(0, 10_000),
    errors=st.sampled_from([0, 0, 10, 30]),
    nulls=st.sampled_from([0, 10, 30]),
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.getLogger("strawberry.execution").disabled = True
    yield
    logging.getLogger("strawberry.execution").disabled = False


def answer(result: Any) -> tuple[str, list[Any]]:
    """The data as it would be sent, and the errors in their order."""
    return json.dumps(result.data), [error.formatted for error in result.errors or []]


async def ask(executor: Executor, text: str, variables: dict[str, Any], context: Any) -> Any:
    with run_on(executor):
        return answer(await garden.execute(text, variable_values=dict(variables), context_value=context))


def lost_at(data: Any, path: list[Any]) -> str | None:
    """The place above an error that has become null; None where the error itself stands at the null."""
    for depth, key in enumerate(path):
        if data is None:
            return json.dumps(path[:depth])
        data = data[key]
    return None


def same(breadth: tuple[str, list[Any]], standard: tuple[str, list[Any]], text: str) -> None:
    """The same bytes of data always, and the same errors in the same order where nothing is awaited.

    Where something is, turns of the event loop decide in the standard executor which errors inside a
    lost object are known before it is lost: each lost place has at least one on both sides, and all
    other errors are the same.
    """
    assert breadth[0] == standard[0]
    if not AWAITED.search(text):
        assert breadth[1] == standard[1]
        return
    sides = []
    for data, errors in (breadth, standard):
        shown = json.loads(data)
        places = [(lost_at(shown, error.get("path", [])), json.dumps(error)) for error in errors]
        sides.append(
            ({place for place, _ in places if place}, sorted(e for place, e in places if not place))
        )
    assert sides[0] == sides[1]


@settings(max_examples=EXAMPLES)
@given(asked=operations(garden._schema, scalars=SCALARS), weather=weathers)
async def test_queries_of_the_garden(asked: tuple[str, dict[str, Any]], weather: Weather) -> None:
    text, variables = asked
    standard = await ask("standard", text, variables, weather)
    breadth = await ask("breadth", text, variables, weather)
    same(breadth, standard, text)


@settings(max_examples=EXAMPLES // 3)
@given(asked=operations(garden._schema, scalars=SCALARS, kind="mutation"), weather=weathers)
async def test_mutations_of_the_garden(asked: tuple[str, dict[str, Any]], weather: Weather) -> None:
    text, variables = asked
    standard = await ask("standard", text, variables, weather)
    same(await ask("breadth", text, variables, weather), standard, text)
