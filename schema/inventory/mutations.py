"""Creating locations and changing stock."""

import strawberry

from domain.inventory import locations, service
from schema.context import Info
from schema.ids import get_id
from schema.inventory.inputs import AdjustStockInput
from schema.inventory.level_mutations import LevelMutations
from schema.inventory.location_inputs import (
    ActivateLocationInput,
    CreateLocationInput,
    DeactivateLocationInput,
    UpdateLocationInput,
)
from schema.inventory.results import (
    ActivateLocationResult,
    ActivateLocationSuccess,
    AdjustStockResult,
    AdjustStockSuccess,
    CreateLocationResult,
    CreateLocationSuccess,
    DeactivateLocationResult,
    DeactivateLocationSuccess,
    UpdateLocationResult,
    UpdateLocationSuccess,
)
from schema.inventory.types import Location, StockLevel, StockMovement
from schema.mutation import mutation
from schema.permissions import ADJUST_STOCK, MANAGE_LOCATIONS


@strawberry.type
class InventoryMutations(LevelMutations):
    @mutation(permission=MANAGE_LOCATIONS, description="Open a place that holds stock.")
    async def create_location(self, info: Info, input: CreateLocationInput) -> CreateLocationResult:
        location = await service.create_location(info.context.uow, code=input.code, **input.details())
        return CreateLocationSuccess(location=Location.from_row(location))

    @mutation(
        permission=MANAGE_LOCATIONS,
        description="Say anew where a location is, when it works, and what it serves.",
    )
    async def update_location(self, info: Info, input: UpdateLocationInput) -> UpdateLocationResult:
        location = await locations.update_location(
            info.context.uow,
            location_id=get_id(input.location_id, "Location", "locationId"),
            **input.details(),
        )
        return UpdateLocationSuccess(location=Location.from_row(location))

    @mutation(
        permission=MANAGE_LOCATIONS,
        description="Source nothing more from a location; what it has promised stays promised.",
    )
    async def deactivate_location(
        self, info: Info, input: DeactivateLocationInput
    ) -> DeactivateLocationResult:
        location = await locations.deactivate_location(
            info.context.uow, location_id=get_id(input.location_id, "Location", "locationId")
        )
        return DeactivateLocationSuccess(location=Location.from_row(location))

    @mutation(permission=MANAGE_LOCATIONS, description="Source from a location again.")
    async def activate_location(
        self, info: Info, input: ActivateLocationInput
    ) -> ActivateLocationResult:
        location = await locations.activate_location(
            info.context.uow, location_id=get_id(input.location_id, "Location", "locationId")
        )
        return ActivateLocationSuccess(location=Location.from_row(location))

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
