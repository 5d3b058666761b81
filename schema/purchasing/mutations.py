"""Ordering from suppliers, and taking in what arrives."""

from uuid import UUID

import strawberry
from strawberry import ID

from domain.processes.record_supplier_shipment import record_supplier_shipment
from domain.purchasing import drafting, receiving, service
from schema.context import Info
from schema.ids import get_id
from schema.inputs import said
from schema.mutation import mutation
from schema.permissions import EDIT_PURCHASES, FULFIL_ORDERS, RECEIVE_PURCHASES
from schema.purchasing import inputs
from schema.purchasing.results import (
    CancelPurchaseOrderResult,
    CancelPurchaseOrderSuccess,
    ClosePurchaseOrderResult,
    ClosePurchaseOrderSuccess,
    ConfirmPurchaseOrderResult,
    ConfirmPurchaseOrderSuccess,
    CreatePurchaseOrderResult,
    CreatePurchaseOrderSuccess,
    ReceivePurchaseOrderResult,
    ReceivePurchaseOrderSuccess,
    RecordSupplierShipmentResult,
    RecordSupplierShipmentSuccess,
    SubmitPurchaseOrderResult,
    SubmitPurchaseOrderSuccess,
    UpdatePurchaseOrderResult,
    UpdatePurchaseOrderSuccess,
)
from schema.purchasing.types import PurchaseOrder
from schema.shipments.types import Shipment


@strawberry.type
class PurchasingMutations:
    @mutation(permission=EDIT_PURCHASES, description="Draft an order to a supplier for a location.")
    async def create_purchase_order(
        self, info: Info, input: inputs.CreatePurchaseOrderInput
    ) -> CreatePurchaseOrderResult:
        order = await drafting.create_purchase_order(
            info.context.uow,
            supplier_id=get_id(input.supplier_id, "Supplier", "supplierId"),
            location_code=input.location_code,
            lines=[line.to_terms() for line in input.lines],
            expected_at=input.expected_at,
            note=input.note,
        )
        return CreatePurchaseOrderSuccess(purchase_order=PurchaseOrder.from_row(order))

    @mutation(
        permission=EDIT_PURCHASES,
        description="Change lines, quantities, costs and dates; what is expected follows.",
    )
    async def update_purchase_order(
        self, info: Info, input: inputs.UpdatePurchaseOrderInput
    ) -> UpdatePurchaseOrderResult:
        order = await drafting.update_purchase_order(
            info.context.uow,
            purchase_order_id=_known(input.purchase_order_id),
            lines=[line.to_terms() for line in input.lines or ()],
            expected_version=input.expected_version,
            **said(expected_at=input.expected_at, note=input.note),
        )
        return UpdatePurchaseOrderSuccess(purchase_order=PurchaseOrder.from_row(order))

    @mutation(permission=EDIT_PURCHASES, description="Send a draft; its units are expected from now on.")
    async def submit_purchase_order(
        self, info: Info, input: inputs.SubmitPurchaseOrderInput
    ) -> SubmitPurchaseOrderResult:
        order = await service.submit_purchase_order(
            info.context.uow,
            purchase_order_id=_known(input.purchase_order_id),
            expected_version=input.expected_version,
        )
        return SubmitPurchaseOrderSuccess(purchase_order=PurchaseOrder.from_row(order))

    @mutation(permission=EDIT_PURCHASES, description="Note that the supplier has agreed.")
    async def confirm_purchase_order(
        self, info: Info, input: inputs.ConfirmPurchaseOrderInput
    ) -> ConfirmPurchaseOrderResult:
        order = await service.confirm_purchase_order(
            info.context.uow,
            purchase_order_id=_known(input.purchase_order_id),
            expected_version=input.expected_version,
        )
        return ConfirmPurchaseOrderSuccess(purchase_order=PurchaseOrder.from_row(order))

    @mutation(permission=EDIT_PURCHASES, description="Call an order off that nothing arrived of.")
    async def cancel_purchase_order(
        self, info: Info, input: inputs.CancelPurchaseOrderInput
    ) -> CancelPurchaseOrderResult:
        order = await service.cancel_purchase_order(
            info.context.uow,
            purchase_order_id=_known(input.purchase_order_id),
            reason=input.reason,
            expected_version=input.expected_version,
        )
        return CancelPurchaseOrderSuccess(purchase_order=PurchaseOrder.from_row(order))

    @mutation(permission=EDIT_PURCHASES, description="Be done with an order; the rest of it is short.")
    async def close_purchase_order(
        self, info: Info, input: inputs.ClosePurchaseOrderInput
    ) -> ClosePurchaseOrderResult:
        order = await service.close_purchase_order(
            info.context.uow,
            purchase_order_id=_known(input.purchase_order_id),
            reason=input.reason,
            expected_version=input.expected_version,
        )
        return ClosePurchaseOrderSuccess(purchase_order=PurchaseOrder.from_row(order))

    @mutation(
        permission=RECEIVE_PURCHASES,
        description="Take in what arrived: good units, damaged ones, and those that will not come.",
    )
    async def receive_purchase_order(
        self, info: Info, input: inputs.ReceivePurchaseOrderInput
    ) -> ReceivePurchaseOrderResult:
        order = await receiving.receive_purchase_order(
            info.context.uow,
            purchase_order_id=_known(input.purchase_order_id),
            lines=[line.to_line(index) for index, line in enumerate(input.lines)],
            accept_over=bool(input.accept_over),
            delivery_note=input.delivery_note,
        )
        return ReceivePurchaseOrderSuccess(purchase_order=PurchaseOrder.from_row(order))

    @mutation(
        permission=FULFIL_ORDERS,
        description="Note that a supplier has sent goods to the customer; the fulfillment order ships.",
    )
    async def record_supplier_shipment(
        self, info: Info, input: inputs.RecordSupplierShipmentInput
    ) -> RecordSupplierShipmentResult:
        lines = input.lines
        shipment = await record_supplier_shipment(
            info.context.uow,
            purchase_order_id=_known(input.purchase_order_id),
            carrier=input.carrier,
            tracking_number=input.tracking_number,
            lines=None if lines is None else [line.to_line(index) for index, line in enumerate(lines)],
        )
        return RecordSupplierShipmentSuccess(shipment=Shipment.from_row(shipment))


def _known(id: ID) -> UUID:
    return get_id(id, "PurchaseOrder", "purchaseOrderId")
