"""An answer as it is, and as it is sent: some of it JSON that PostgreSQL wrote."""

import json
from typing import Any

import orjson

from api import encoding
from domain.kernel.actor import Actor
from schema.execution.choice import Executor, run_on
from tests.factories.people import STAFF
from tests.schema.conftest import Client


async def both(
    client: Client, document: str, actor: Actor = STAFF, *, errors: int = 0, **variables: Any
) -> tuple[Any, Any]:
    """The data as it is, and as it is sent, with so many errors."""
    client.sends_json = False
    result = await client.run(document, actor, **variables)
    client.sends_json = True
    sent = await client.run(document, actor, **variables)
    told = [[each.formatted for each in one.errors or []] for one in (result, sent)]
    assert told[0] == told[1]
    assert len(told[0]) == errors
    assert orjson.dumps(sent.data) == orjson.dumps(result.data)
    return result.data, sent.data


def is_written(value: Any) -> bool:
    """Whether it is JSON already."""
    return isinstance(value, orjson.Fragment)


async def answer(
    client: Client,
    executor: Executor,
    text: str,
    actor: Actor,
    variables: dict[str, Any],
    *,
    sends_json: bool = False,
) -> tuple[bytes, list[str]]:
    """The data as it is sent, and the errors; loaders answer in no particular order."""
    client.sends_json = sends_json
    with run_on(executor):
        result = await client.run(text, actor, **variables)
    return encoding.dump(result.data), sorted(json.dumps(e.formatted) for e in result.errors or [])
