"""Deciding what counts as low."""

import strawberry

from domain.alerts import service
from schema.alerts.inputs import SetStockThresholdsInput
from schema.alerts.results import SetStockThresholdsResult, SetStockThresholdsSuccess
from schema.alerts.types import StockThreshold
from schema.context import Info
from schema.mutation import mutation
from schema.permissions import ADJUST_STOCK


@strawberry.type
class AlertMutations:
    @mutation(
        permission=ADJUST_STOCK,
        description="Decide what counts as low or as overstock, and when it is bought again.",
    )
    async def set_stock_thresholds(
        self, info: Info, input: SetStockThresholdsInput
    ) -> SetStockThresholdsResult:
        decided = await service.set_stock_thresholds(
            info.context.uow, thresholds=[each.to_threshold() for each in input.thresholds]
        )
        return SetStockThresholdsSuccess(thresholds=[StockThreshold.from_row(row) for row in decided])
