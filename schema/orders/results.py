"""What becomes of placing, cancelling and holding orders."""

from datetime import datetime
from typing import Annotated

import strawberry

from schema.context import Info
from schema.errors import (
    AmountExceededError,
    IdempotencyConflictError,
    IllegalTransitionError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    VersionConflictError,
)
from schema.orders.types import Order


@strawberry.type(description="It is placed and its stock is kept.")
class PlaceOrderSuccess:
    order: Order = strawberry.field(description="The order.")


PlaceOrderResult = Annotated[
    PlaceOrderSuccess
    | InsufficientStockError
    | AmountExceededError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("PlaceOrderResult", description="The order, or why not."),
]


@strawberry.type(description="It is cancelled, as far as was asked.")
class CancelOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")


CancelOrderResult = Annotated[
    CancelOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CancelOrderResult", description="The order, or why not."),
]


@strawberry.type(
    description="A signed link for who has no account: with it one sees the order and nothing else."
)
class OrderLink:
    token: str = strawberry.field(description="To be sent as a bearer token.")
    url: str | None = strawberry.field(
        description="The storefront's page with the token in it, where the shop has said which it is."
    )
    expires_at: datetime = strawberry.field(description="When it ends.")


def _link(root: strawberry.Parent["IssueOrderLinkSuccess"], info: Info) -> OrderLink:
    issued = info.context.issue_link(root.order.row.id)
    return OrderLink(token=issued.token, url=issued.url, expires_at=issued.expires_at)


@strawberry.type(description="Here it is.")
class IssueOrderLinkSuccess:
    order: Order = strawberry.field(description="The order.")
    link: OrderLink = strawberry.field(
        resolver=_link,
        description="A new link each time, also for an idempotency key that is known: no token is kept.",
    )


IssueOrderLinkResult = Annotated[
    IssueOrderLinkSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("IssueOrderLinkResult", description="The link, or why not."),
]


@strawberry.type(description="It is held.")
class HoldOrderSuccess:
    order: Order = strawberry.field(description="The order as it is now.")


HoldOrderResult = Annotated[
    HoldOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("HoldOrderResult", description="The order, or why not."),
]


@strawberry.type(description="It goes on.")
class ReleaseOrderHoldSuccess:
    order: Order = strawberry.field(description="The order as it is now.")


ReleaseOrderHoldResult = Annotated[
    ReleaseOrderHoldSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReleaseOrderHoldResult", description="The order, or why not."),
]
