"""What is said to create locations and to change stock."""

import strawberry

from schema.inputs import given, idempotency_key, optional
from schema.money import AddressInput


@strawberry.input(description="A new place that holds stock.")
class CreateLocationInput:
    code: str = given("Unique, for people and programs.")
    name: str = given("Name for people.")
    address: AddressInput | None = optional("Where it is.")
    priority: int | None = optional("A lower one is sourced from first; 100 when not said.")
    latitude: float | None = optional("Degrees north, -90 to 90.")
    longitude: float | None = optional("Degrees east, -180 to 180.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(
    description="`delta` moves onHand by that much; `setTo` counts it to a figure and must say the "
    "figure it expects to find."
)
class AdjustStockInput:
    sku: str = given("SKU.")
    location_code: str = given("Code of the location.")
    delta: int | None = optional("Units to add, or to take away when below zero.")
    set_to: int | None = optional("Units that were counted.")
    expected: int | None = optional("Units on hand that the count started from; goes with `setTo`.")
    reason: str = given("Why, in words; kept in the ledger.")
    idempotency_key: str | None = idempotency_key()
