"""What is said to move, split, merge, hold and release work, and to report what was not on the shelf."""

from collections.abc import Sequence

import strawberry

from domain.allocation.portions import Portion
from schema.ids import get_id
from schema.inputs import expected_version, given, idempotency_key, optional

_WORK = "Global id of the fulfillment order."


@strawberry.input(description="So many units of a line of a fulfillment order.")
class FulfillmentOrderUnitsInput:
    fulfillment_order_line_id: strawberry.ID = given("Global id of the line.")
    quantity: int = given("Units.")


def portions_of(lines: Sequence[FulfillmentOrderUnitsInput]) -> list[Portion]:
    """Units as verbs take them. Raises `NotFound` naming the line whose id leads nowhere."""
    return [
        Portion(
            get_id(
                line.fulfillment_order_line_id,
                "FulfillmentOrderLine",
                "lines",
                nth,
                "fulfillmentOrderLineId",
            ),
            line.quantity,
        )
        for nth, line in enumerate(lines)
    ]


@strawberry.input(description="Have another location do the work, or a part of it.")
class MoveFulfillmentOrderInput:
    fulfillment_order_id: strawberry.ID = given(_WORK)
    location_code: str = given("Code of the location that is to do it.")
    lines: list[FulfillmentOrderUnitsInput] | None = optional("All that is open when not said.")
    reason: str = given("Why, in words; kept in the ledger.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Have some units leave by themselves.")
class SplitFulfillmentOrderInput:
    fulfillment_order_id: strawberry.ID = given(_WORK)
    lines: list[FulfillmentOrderUnitsInput] = given("What leaves by itself.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Have open work of one order at one location leave together.")
class MergeFulfillmentOrdersInput:
    fulfillment_order_ids: list[strawberry.ID] = given("Global ids; the first gets it all.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Stop the work of one location for now.")
class HoldFulfillmentOrderInput:
    fulfillment_order_id: strawberry.ID = given(_WORK)
    reason: str = given("Why, in words.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Let the work of one location go on.")
class ReleaseFulfillmentOrderInput:
    fulfillment_order_id: strawberry.ID = given(_WORK)
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()


@strawberry.input(
    description="Units are not on the shelf. They come off the level, and come from elsewhere or wait."
)
class ReportShortPickInput:
    fulfillment_order_id: strawberry.ID = given(_WORK)
    lines: list[FulfillmentOrderUnitsInput] = given("What is missing.")
    reason: str = given("Why, in words; kept in the ledger.")
    expected_version: int | None = expected_version()
    idempotency_key: str | None = idempotency_key()
