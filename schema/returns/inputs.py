"""What is said to send things back and to receive them."""

import strawberry

from schema.inputs import given, idempotency_key, optional
from schema.returns.types import ReturnDisposition


@strawberry.input(description="Units of one order line to send back.")
class RequestReturnLineInput:
    order_line_id: strawberry.ID = given("Global id of the order line.")
    quantity: int = given("Units, at least 1; no more than shipped and are not in a return.")
    reason: str = given("Why, in words.")


@strawberry.input(description="What a customer wants to send back.")
class RequestReturnInput:
    order_id: strawberry.ID = given("Global id of the order.")
    lines: list[RequestReturnLineInput] = given("What comes back.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Let the customer send it back.")
class ApproveReturnInput:
    return_id: strawberry.ID = given("Global id of the return.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Do not take it back.")
class DeclineReturnInput:
    return_id: strawberry.ID = given("Global id of the return.")
    reason: str = given("Why, in words.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="Units of one return line that were accounted for.")
class ReceiveReturnLineInput:
    return_line_id: strawberry.ID = given("Global id of the return line.")
    quantity: int = given("Units, at least 1.")
    disposition: ReturnDisposition = given("What becomes of them.")


@strawberry.input(
    description="Receives some or all of a return at a location. `refund` asks for the value of what "
    "was received to be paid back."
)
class ReceiveReturnInput:
    return_id: strawberry.ID = given("Global id of the return.")
    location_code: str = given("Code of the location that received it.")
    lines: list[ReceiveReturnLineInput] = given("What was accounted for.")
    refund: bool | None = optional("Pay back the value of what came back; no when not said.")
    refund_shipping: bool | None = optional(
        "Pay back shipping as well; goes with `refund`. No when not said."
    )
    idempotency_key: str | None = idempotency_key()
