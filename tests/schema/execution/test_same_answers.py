"""Whatever a schema allows to be asked, both executors answer the same, byte for byte."""

import json
import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from graphql import parse, validate
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.execution.choice import Executor, run_on
from tests.schema.execution.garden import Weather, garden
from tests.schema.execution.operations import operations

EXAMPLES = int(os.environ.get("WAYBILL_EXECUTION_EXAMPLES", "300"))

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


def is_valid(text: str) -> bool:
    return not validate(garden._schema, parse(text))


@settings(max_examples=EXAMPLES)
@given(asked=operations(garden._schema, scalars=SCALARS), weather=weathers)
async def test_queries_of_the_garden(asked: tuple[str, dict[str, Any]], weather: Weather) -> None:
    text, variables = asked
    standard = await ask("standard", text, variables, weather)
    breadth = await ask("breadth", text, variables, weather)
    assert breadth[0] == standard[0]
    assert breadth[1] == standard[1]


@settings(max_examples=EXAMPLES // 3)
@given(asked=operations(garden._schema, scalars=SCALARS, kind="mutation"), weather=weathers)
async def test_mutations_of_the_garden(asked: tuple[str, dict[str, Any]], weather: Weather) -> None:
    text, variables = asked
    assert await ask("breadth", text, variables, weather) == await ask(
        "standard", text, variables, weather
    )
