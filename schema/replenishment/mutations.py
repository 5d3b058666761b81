"""Buying what was suggested."""

import strawberry

from domain.replenishment import service
from schema.context import Info
from schema.ids import get_id
from schema.mutation import mutation
from schema.permissions import EDIT_PURCHASES
from schema.purchasing.types import PurchaseOrder
from schema.replenishment.inputs import CreatePurchaseOrdersInput
from schema.replenishment.results import CreatePurchaseOrdersResult, CreatePurchaseOrdersSuccess


@strawberry.type
class ReplenishmentMutations:
    @mutation(
        permission=EDIT_PURCHASES,
        description="Draft what was suggested, one order for each supplier and location.",
    )
    async def create_purchase_orders(
        self, info: Info, input: CreatePurchaseOrdersInput
    ) -> CreatePurchaseOrdersResult:
        orders = await service.create_purchase_orders(
            info.context.uow,
            from_suggestions=[
                get_id(id, "ReplenishmentSuggestion", "fromSuggestions", index)
                for index, id in enumerate(input.from_suggestions)
            ],
        )
        return CreatePurchaseOrdersSuccess(
            purchase_orders=[PurchaseOrder.from_row(order) for order in orders]
        )
