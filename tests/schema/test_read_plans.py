"""Fields that are called by a plan are called with what strawberry would call them with."""

from typing import Any

import pytest
from graphql import GraphQLObjectType
from graphql.pyutils import Undefined
from graphql.utilities import coerce_input_value
from strawberry.schema.schema_converter import get_arguments

from domain.kernel.errors import InvalidInput
from schema.input_plans import InputPlan
from schema.read_plans import ReadPlan
from schema.schema import schema
from tests.schema.conftest import Client

LINES = [{"sku": "MUG", "quantity": 1}, {"sku": "TEE", "quantity": 2, "location": "BER"}]

CASES: list[tuple[str, dict[str, Any]]] = [
    ("order", {"number": "W1", "externalReference": None}),
    ("nodes", {"ids": ["a", "b"]}),
    ("node", {"id": "a"}),
    ("orders", {}),
    (
        "orders",
        {
            "first": 5,
            "after": None,
            "filter": {"status": ["PENDING"], "placedAfter": "2026-01-01T00:00:00Z", "totalAtMost": "1"},
            "sort": {"field": "TOTAL", "direction": "ASC"},
        },
    ),
    ("availability", {"channel": "web", "skus": ["MUG", "TEE"]}),
    (
        "simulateSourcing",
        {"input": {"channel": "web", "order": {"lines": LINES, "latitude": 52.5}}},
    ),
]


def root(name: str) -> Any:
    assert isinstance(schema._schema.query_type, GraphQLObjectType)
    return schema._schema.query_type.fields[name]


@pytest.mark.parametrize(("name", "values"), CASES)
def test_a_plan_reads_what_strawberry_reads(
    name: str, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    field = root(name)
    sent = {key: coerce_input_value(value, field.args[key].type) for key, value in values.items()}
    assert not any(value is Undefined for value in sent.values())
    planned = field.resolve.__self__.arguments(sent)
    for known in schema.schema_converter.type_map.values():
        if isinstance(getattr(known.definition, "from_input", None), InputPlan):
            monkeypatch.setattr(known.definition, "from_input", None)
    _, expected = get_arguments(
        field=field.extensions["strawberry-definition"],
        source=None,
        info=None,  # type: ignore[arg-type]
        kwargs=sent,
        config=schema.config,
        scalar_registry=schema.schema_converter.scalar_registry,
    )
    del expected["info"]
    assert planned == expected
    assert list(planned) == list(expected)


def test_every_root_field_that_reads_has_its_plan() -> None:
    assert isinstance(schema._schema.query_type, GraphQLObjectType)
    unplanned = {
        name
        for name, field in schema._schema.query_type.fields.items()
        if not isinstance(getattr(field.resolve, "__self__", None), ReadPlan)
    }
    assert unplanned == set()


async def test_its_door_is_passed(client: Client) -> None:
    result = await client.run('{ order(number: "%s") { number } }' % ("x" * 1_000))
    assert result.data == {"order": None}
    (error,) = result.errors
    assert error.extensions == {"code": InvalidInput.code, "path": ["number"]}
