"""Creating locations and changing stock."""

import strawberry

from domain.inventory import service
from schema.context import Info
from schema.inventory.inputs import AdjustStockInput, CreateLocationInput
from schema.inventory.level_mutations import LevelMutations
from schema.inventory.results import (
    AdjustStockResult,
    AdjustStockSuccess,
    CreateLocationResult,
    CreateLocationSuccess,
)
from schema.inventory.types import Location, StockLevel, StockMovement
from schema.mutation import mutation
from schema.permissions import ADJUST_STOCK, MANAGE_LOCATIONS


@strawberry.type
class InventoryMutations(LevelMutations):
    @mutation(permission=MANAGE_LOCATIONS, description="Open a place that holds stock.")
    async def create_location(self, info: Info, input: CreateLocationInput) -> CreateLocationResult:
        location = await service.create_location(
            info.context.uow,
            code=input.code,
            name=input.name,
            address=input.address.to_domain() if input.address else None,
            priority=100 if input.priority is None else input.priority,
            latitude=input.latitude,
            longitude=input.longitude,
        )
        return CreateLocationSuccess(location=Location.from_row(location))

    @mutation(permission=ADJUST_STOCK, description="Change what is on hand, or count it to a figure.")
    async def adjust_stock(self, info: Info, input: AdjustStockInput) -> AdjustStockResult:
        level, movement = await service.adjust_stock(
            info.context.uow,
            sku=input.sku,
            location_code=input.location_code,
            reason=input.reason,
            delta=input.delta,
            set_to=input.set_to,
            expected=input.expected,
        )
        return AdjustStockSuccess(
            stock_level=StockLevel.from_row(level), movement=StockMovement.from_row(movement)
        )
