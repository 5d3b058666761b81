"""Holding stock for carts."""

import strawberry

from domain.processes.hold_stock import (
    HoldItem,
    extend_stock_hold,
    hold_stock,
    release_stock_hold,
)
from schema.context import Info
from schema.holds.inputs import ExtendStockHoldInput, HoldStockInput, ReleaseStockHoldInput
from schema.holds.results import (
    ExtendStockHoldResult,
    ExtendStockHoldSuccess,
    HoldStockResult,
    HoldStockSuccess,
    ReleaseStockHoldResult,
    ReleaseStockHoldSuccess,
)
from schema.holds.types import StockHold
from schema.ids import get_id
from schema.mutation import mutation
from schema.permissions import HOLD_STOCK


@strawberry.type
class HoldMutations:
    @mutation(
        permission=HOLD_STOCK,
        description="Keep stock for a cart for some minutes, before there is an order. Guests may too.",
    )
    async def hold_stock(self, info: Info, input: HoldStockInput) -> HoldStockResult:
        hold = await hold_stock(
            info.context.uow,
            channel=input.channel,
            items=[HoldItem(sku=item.sku, quantity=item.quantity) for item in input.items],
            minutes=input.minutes,
            limits=info.context.hold_limits,
            origin=info.context.origin,
        )
        return HoldStockSuccess(hold=StockHold.from_row(hold))

    @mutation(permission=HOLD_STOCK, description="Give a cart more time; refused once it is over.")
    async def extend_stock_hold(self, info: Info, input: ExtendStockHoldInput) -> ExtendStockHoldResult:
        hold = await extend_stock_hold(
            info.context.uow,
            hold_id=get_id(input.hold_id, "StockHold", "holdId"),
            minutes=input.minutes,
            limits=info.context.hold_limits,
        )
        return ExtendStockHoldSuccess(hold=StockHold.from_row(hold))

    @mutation(permission=HOLD_STOCK, description="Give up a cart: what it keeps is free at once.")
    async def release_stock_hold(
        self, info: Info, input: ReleaseStockHoldInput
    ) -> ReleaseStockHoldResult:
        hold = await release_stock_hold(
            info.context.uow, hold_id=get_id(input.hold_id, "StockHold", "holdId")
        )
        return ReleaseStockHoldSuccess(hold=StockHold.from_row(hold))
