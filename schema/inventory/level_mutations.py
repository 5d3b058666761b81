"""Units that are not for sale, and what is decided about a level beside its units."""

import strawberry

from domain.inventory import levels, set_levels, unavailable
from schema.context import Info
from schema.errors import RefusedRow
from schema.inventory.inputs import (
    MakeStockAvailableInput,
    MakeStockUnavailableInput,
    SetBinInput,
    SetSafetyStockInput,
    SetStockLevelsInput,
    WriteOffStockInput,
)
from schema.inventory.results import (
    MakeStockAvailableResult,
    MakeStockAvailableSuccess,
    MakeStockUnavailableResult,
    MakeStockUnavailableSuccess,
    SetBinResult,
    SetBinSuccess,
    SetSafetyStockResult,
    SetSafetyStockSuccess,
    SetStockLevelsResult,
    SetStockLevelsSuccess,
    WriteOffStockResult,
    WriteOffStockSuccess,
)
from schema.inventory.types import StockLevel, StockMovement
from schema.mutation import mutation
from schema.permissions import ADJUST_STOCK


@strawberry.type
class LevelMutations:
    @mutation(
        permission=ADJUST_STOCK,
        description="Take units out of what may be sold, for a reason, or over to another reason.",
    )
    async def make_stock_unavailable(
        self, info: Info, input: MakeStockUnavailableInput
    ) -> MakeStockUnavailableResult:
        level, movement = await unavailable.make_stock_unavailable(
            info.context.uow,
            sku=input.sku,
            location_code=input.location_code,
            quantity=input.quantity,
            because=input.because,
            instead_of=input.instead_of,
            reason=input.reason,
        )
        return MakeStockUnavailableSuccess(
            stock_level=StockLevel.from_row(level), movement=StockMovement.from_row(movement)
        )

    @mutation(permission=ADJUST_STOCK, description="Let units that were unavailable be sold again.")
    async def make_stock_available(
        self, info: Info, input: MakeStockAvailableInput
    ) -> MakeStockAvailableResult:
        level, movement = await unavailable.make_stock_available(
            info.context.uow,
            sku=input.sku,
            location_code=input.location_code,
            quantity=input.quantity,
            because=input.because,
            reason=input.reason,
        )
        return MakeStockAvailableSuccess(
            stock_level=StockLevel.from_row(level), movement=StockMovement.from_row(movement)
        )

    @mutation(permission=ADJUST_STOCK, description="Give up units that are gone for good.")
    async def write_off_stock(self, info: Info, input: WriteOffStockInput) -> WriteOffStockResult:
        level, movement = await unavailable.write_off_stock(
            info.context.uow,
            sku=input.sku,
            location_code=input.location_code,
            quantity=input.quantity,
            because=input.because,
            reason=input.reason,
        )
        return WriteOffStockSuccess(
            stock_level=StockLevel.from_row(level), movement=StockMovement.from_row(movement)
        )

    @mutation(
        permission=ADJUST_STOCK,
        description="Set many levels to what lies there; rows that cannot be are named by their place.",
    )
    async def set_stock_levels(self, info: Info, input: SetStockLevelsInput) -> SetStockLevelsResult:
        done = await set_levels.set_stock_levels(
            info.context.uow,
            rows=[row.to_row() for row in input.rows],
            reason=input.reason,
            atomic=bool(input.atomic),
        )
        return SetStockLevelsSuccess(
            stock_levels=[StockLevel.from_row(level) for level in done.levels],
            refused=[RefusedRow.of(row, why) for row, why in done.refused.items()],
        )

    @mutation(permission=ADJUST_STOCK, description="Keep units of a product back from sale.")
    async def set_safety_stock(self, info: Info, input: SetSafetyStockInput) -> SetSafetyStockResult:
        level = await levels.set_safety_stock(
            info.context.uow,
            sku=input.sku,
            location_code=input.location_code,
            safety_stock=input.safety_stock,
            reason=input.reason,
        )
        return SetSafetyStockSuccess(stock_level=StockLevel.from_row(level))

    @mutation(permission=ADJUST_STOCK, description="Say where on the shelf a product lies.")
    async def set_bin(self, info: Info, input: SetBinInput) -> SetBinResult:
        level = await levels.set_bin(
            info.context.uow,
            sku=input.sku,
            location_code=input.location_code,
            bin=input.bin,
        )
        return SetBinSuccess(stock_level=StockLevel.from_row(level))
