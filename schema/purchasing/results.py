"""What becomes of purchase orders."""

from typing import Annotated

import strawberry

from schema.errors import (
    IdempotencyConflictError,
    IllegalTransitionError,
    InsufficientStockError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    PreorderNotDueError,
    VersionConflictError,
)
from schema.purchasing.types import PurchaseOrder
from schema.shipments.types import Shipment


@strawberry.type(description="It is drafted.")
class CreatePurchaseOrderSuccess:
    purchase_order: PurchaseOrder = strawberry.field(description="The purchase order as it is now.")


CreatePurchaseOrderResult = Annotated[
    CreatePurchaseOrderSuccess
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CreatePurchaseOrderResult", description="The purchase order, or why not."),
]


@strawberry.type(description="It is changed.")
class UpdatePurchaseOrderSuccess:
    purchase_order: PurchaseOrder = strawberry.field(description="The purchase order as it is now.")


UpdatePurchaseOrderResult = Annotated[
    UpdatePurchaseOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("UpdatePurchaseOrderResult", description="The purchase order, or why not."),
]


@strawberry.type(description="It is sent.")
class SubmitPurchaseOrderSuccess:
    purchase_order: PurchaseOrder = strawberry.field(description="The purchase order as it is now.")


SubmitPurchaseOrderResult = Annotated[
    SubmitPurchaseOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("SubmitPurchaseOrderResult", description="The purchase order, or why not."),
]


@strawberry.type(description="It is agreed on.")
class ConfirmPurchaseOrderSuccess:
    purchase_order: PurchaseOrder = strawberry.field(description="The purchase order as it is now.")


ConfirmPurchaseOrderResult = Annotated[
    ConfirmPurchaseOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ConfirmPurchaseOrderResult", description="The purchase order, or why not."),
]


@strawberry.type(description="It is called off.")
class CancelPurchaseOrderSuccess:
    purchase_order: PurchaseOrder = strawberry.field(description="The purchase order as it is now.")


CancelPurchaseOrderResult = Annotated[
    CancelPurchaseOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("CancelPurchaseOrderResult", description="The purchase order, or why not."),
]


@strawberry.type(description="It is done with.")
class ClosePurchaseOrderSuccess:
    purchase_order: PurchaseOrder = strawberry.field(description="The purchase order as it is now.")


ClosePurchaseOrderResult = Annotated[
    ClosePurchaseOrderSuccess
    | IllegalTransitionError
    | VersionConflictError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ClosePurchaseOrderResult", description="The purchase order, or why not."),
]


@strawberry.type(description="It is taken in, as far as was said.")
class ReceivePurchaseOrderSuccess:
    purchase_order: PurchaseOrder = strawberry.field(description="The purchase order as it is now.")


ReceivePurchaseOrderResult = Annotated[
    ReceivePurchaseOrderSuccess
    | IllegalTransitionError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("ReceivePurchaseOrderResult", description="The purchase order, or why not."),
]


@strawberry.type(description="It is on its way to the customer.")
class RecordSupplierShipmentSuccess:
    shipment: Shipment = strawberry.field(description="The parcel.")


RecordSupplierShipmentResult = Annotated[
    RecordSupplierShipmentSuccess
    | IllegalTransitionError
    | PreorderNotDueError
    | InsufficientStockError
    | NotFoundError
    | InvalidInputError
    | PermissionDeniedError
    | IdempotencyConflictError,
    strawberry.union("RecordSupplierShipmentResult", description="The parcel, or why not."),
]
