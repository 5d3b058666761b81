"""Getting to know suppliers and what they sell."""

import strawberry

from domain.purchasing import suppliers
from schema.context import Info
from schema.ids import get_id
from schema.inputs import said
from schema.mutation import mutation
from schema.permissions import EDIT_PURCHASES
from schema.purchasing.inputs import (
    CreateSupplierInput,
    SetSupplierProductsInput,
    UpdateSupplierInput,
)
from schema.purchasing.supplier_results import (
    CreateSupplierResult,
    CreateSupplierSuccess,
    SetSupplierProductsResult,
    SetSupplierProductsSuccess,
    UpdateSupplierResult,
    UpdateSupplierSuccess,
)
from schema.purchasing.types import Supplier


@strawberry.type
class SupplierMutations:
    @mutation(permission=EDIT_PURCHASES, description="Get to know somebody to buy from.")
    async def create_supplier(self, info: Info, input: CreateSupplierInput) -> CreateSupplierResult:
        created = await suppliers.create_supplier(
            info.context.uow,
            code=input.code,
            name=input.name,
            currency=input.currency,
            email=input.email,
            lead_time_days=input.lead_time_days or 0,
            lead_time_spread_days=input.lead_time_spread_days or 0,
            over_tolerance_percent=input.over_tolerance_percent or 0,
            location_code=input.location_code,
        )
        return CreateSupplierSuccess(supplier=Supplier.from_row(created))

    @mutation(permission=EDIT_PURCHASES, description="Change what is known of a supplier.")
    async def update_supplier(self, info: Info, input: UpdateSupplierInput) -> UpdateSupplierResult:
        updated = await suppliers.update_supplier(
            info.context.uow,
            supplier_id=get_id(input.supplier_id, "Supplier", "supplierId"),
            name=input.name,
            lead_time_days=input.lead_time_days,
            lead_time_spread_days=input.lead_time_spread_days,
            over_tolerance_percent=input.over_tolerance_percent,
            active=input.active,
            **said(email=input.email, location_code=input.location_code),
        )
        return UpdateSupplierSuccess(supplier=Supplier.from_row(updated))

    @mutation(permission=EDIT_PURCHASES, description="Write down on what terms a supplier sells what.")
    async def set_supplier_products(
        self, info: Info, input: SetSupplierProductsInput
    ) -> SetSupplierProductsResult:
        supplier = await suppliers.set_supplier_products(
            info.context.uow,
            supplier_id=get_id(input.supplier_id, "Supplier", "supplierId"),
            products=[each.to_terms() for each in input.products],
        )
        return SetSupplierProductsSuccess(supplier=Supplier.from_row(supplier))
