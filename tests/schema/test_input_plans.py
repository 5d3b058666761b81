"""Inputs that are built by a plan are the ones that strawberry builds."""

from typing import Any

import pytest
from strawberry.types.arguments import convert_argument

from schema.input_plans import InputPlan
from schema.inventory.location_inputs import UpdateLocationInput
from schema.orders.inputs import CancelOrderInput, PlaceOrderInput
from schema.schema import schema

ADDRESS = {"name": "Lena", "line1": "Torstraße 1", "city": "Berlin", "postalCode": "1", "country": "DE"}


def _built(type_: type, value: dict[str, Any]) -> Any:
    registry = schema.schema_converter.scalar_registry
    return convert_argument(value, type_, registry, schema.config)


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (
            PlaceOrderInput,
            {
                "channel": "web",
                "email": "lena@example.com",
                "customerName": None,
                "lines": [
                    {"sku": "MUG", "quantity": 1},
                    {"sku": "TEE", "quantity": 2, "location": None},
                ],
                "shippingAddress": ADDRESS,
                "billingAddress": None,
                "payments": [{"gateway": "manual"}],
            },
        ),
        (PlaceOrderInput, {"channel": "web", "email": "", "lines": [], "shippingAddress": ADDRESS}),
        (CancelOrderInput, {"orderId": "x", "reason": "No", "lines": None}),
        (UpdateLocationInput, {"locationId": "x", "address": ADDRESS, "channels": ["web"]}),
        (UpdateLocationInput, {"locationId": "x", "channels": None}),
    ],
)
def test_a_plan_builds_what_strawberry_builds(
    type_: Any, value: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = _built(type_, value)
    for known in schema.schema_converter.type_map.values():
        if isinstance(getattr(known.definition, "from_input", None), InputPlan):
            monkeypatch.setattr(known.definition, "from_input", None)
    assert planned == _built(type_, value)


def test_every_input_of_the_schema_has_its_plan() -> None:
    unplanned = {
        name
        for name, known in schema.schema_converter.type_map.items()
        if getattr(known.definition, "is_input", False) and not known.definition.from_input  # type: ignore[union-attr]
    }
    assert unplanned == set()
