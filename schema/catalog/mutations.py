"""Creating channels and products, and making bundles."""

import strawberry

from domain.catalog import service
from domain.catalog.service import NewPrice
from domain.processes.set_bundle_components import (
    NewComponent,
    clear_bundle_components,
    set_bundle_components,
)
from schema.catalog.inputs import (
    ClearBundleComponentsInput,
    CreateChannelInput,
    CreateProductInput,
    SetBundleComponentsInput,
)
from schema.catalog.results import (
    ClearBundleComponentsResult,
    ClearBundleComponentsSuccess,
    CreateChannelResult,
    CreateChannelSuccess,
    CreateProductResult,
    CreateProductSuccess,
    SetBundleComponentsResult,
    SetBundleComponentsSuccess,
)
from schema.catalog.types import Channel, Product
from schema.context import Info
from schema.mutation import mutation
from schema.permissions import MANAGE_CATALOG


@strawberry.type
class CatalogMutations:
    @mutation(permission=MANAGE_CATALOG, description="Open a sales channel.")
    async def create_channel(self, info: Info, input: CreateChannelInput) -> CreateChannelResult:
        window = input.payment_window_minutes
        channel = await service.create_channel(
            info.context.uow,
            code=input.code,
            name=input.name,
            currency=input.currency,
            allow_unpaid_orders=bool(input.allow_unpaid_orders),
            payment_window_minutes=30 if window is None else window,
        )
        return CreateChannelSuccess(channel=Channel.from_row(channel))

    @mutation(permission=MANAGE_CATALOG, description="Add a product and its prices.")
    async def create_product(self, info: Info, input: CreateProductInput) -> CreateProductResult:
        product = await service.create_product(
            info.context.uow,
            sku=input.sku,
            name=input.name,
            prices=[NewPrice(channel=price.channel, price=price.price) for price in input.prices],
            allow_backorder=bool(input.allow_backorder),
        )
        return CreateProductSuccess(product=Product.from_row(product))

    @mutation(
        permission=MANAGE_CATALOG,
        description="Let a product be made of others. Orders and carts keep what they were placed with.",
    )
    async def set_bundle_components(
        self, info: Info, input: SetBundleComponentsInput
    ) -> SetBundleComponentsResult:
        product = await set_bundle_components(
            info.context.uow,
            sku=input.sku,
            components=[NewComponent(each.sku, each.quantity) for each in input.components],
        )
        return SetBundleComponentsSuccess(product=Product.from_row(product))

    @mutation(permission=MANAGE_CATALOG, description="Let a bundle be an ordinary product again.")
    async def clear_bundle_components(
        self, info: Info, input: ClearBundleComponentsInput
    ) -> ClearBundleComponentsResult:
        product = await clear_bundle_components(info.context.uow, sku=input.sku)
        return ClearBundleComponentsSuccess(product=Product.from_row(product))
