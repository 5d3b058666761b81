"""Counting stock."""

from uuid import UUID

import strawberry
from strawberry import ID

from domain.counting import posting, service
from domain.processes.count_stock import enter_cycle_count, start_cycle_count
from schema.context import Info
from schema.counting import inputs
from schema.counting.results import (
    CancelCycleCountResult,
    CancelCycleCountSuccess,
    EnterCycleCountResult,
    EnterCycleCountSuccess,
    PostCycleCountResult,
    PostCycleCountSuccess,
    ReopenCycleCountResult,
    ReopenCycleCountSuccess,
    StartCycleCountResult,
    StartCycleCountSuccess,
    SubmitCycleCountResult,
    SubmitCycleCountSuccess,
)
from schema.counting.types import CycleCount, CycleCountLine
from schema.ids import get_id
from schema.mutation import mutation
from schema.permissions import ADJUST_STOCK, COUNT_STOCK


@strawberry.type
class CountingMutations:
    @mutation(permission=ADJUST_STOCK, description="Start to count a location, or some of it.")
    async def start_cycle_count(
        self, info: Info, input: inputs.StartCycleCountInput
    ) -> StartCycleCountResult:
        count = await start_cycle_count(
            info.context.uow,
            location_code=input.location_code,
            skus=input.skus,
            bins=input.bins,
            blind=bool(input.blind),
            reason=input.reason,
        )
        return StartCycleCountSuccess(cycle_count=CycleCount.from_row(count))

    @mutation(permission=COUNT_STOCK, description="Write down what was found, again where need be.")
    async def enter_cycle_count(
        self, info: Info, input: inputs.EnterCycleCountInput
    ) -> EnterCycleCountResult:
        count, lines = await enter_cycle_count(
            info.context.uow,
            cycle_count_id=_known(input.cycle_count_id),
            entries=[entry.to_found(index) for index, entry in enumerate(input.entries)],
        )
        return EnterCycleCountSuccess(
            cycle_count=CycleCount.from_row(count), lines=[CycleCountLine.from_row(row) for row in lines]
        )

    @mutation(permission=COUNT_STOCK, description="Hand a count in: somebody looks at the differences.")
    async def submit_cycle_count(
        self, info: Info, input: inputs.SubmitCycleCountInput
    ) -> SubmitCycleCountResult:
        count = await service.submit_cycle_count(
            info.context.uow,
            cycle_count_id=_known(input.cycle_count_id),
            expected_version=input.expected_version,
        )
        return SubmitCycleCountSuccess(cycle_count=CycleCount.from_row(count))

    @mutation(permission=ADJUST_STOCK, description="Have some of a count counted again.")
    async def reopen_cycle_count(
        self, info: Info, input: inputs.ReopenCycleCountInput
    ) -> ReopenCycleCountResult:
        count = await service.reopen_cycle_count(
            info.context.uow, cycle_count_id=_known(input.cycle_count_id), reason=input.reason
        )
        return ReopenCycleCountSuccess(cycle_count=CycleCount.from_row(count))

    @mutation(
        permission=ADJUST_STOCK,
        description="Post the differences as one. Refused, naming each SKU, where a level was counted "
        "or adjusted after it was entered, and where more is promised than would be left.",
    )
    async def post_cycle_count(
        self, info: Info, input: inputs.PostCycleCountInput
    ) -> PostCycleCountResult:
        count = await posting.post_cycle_count(
            info.context.uow,
            cycle_count_id=_known(input.cycle_count_id),
            leave_uncounted=bool(input.leave_uncounted),
            expected_version=input.expected_version,
        )
        return PostCycleCountSuccess(cycle_count=CycleCount.from_row(count))

    @mutation(permission=ADJUST_STOCK, description="Give a count up; no level changes by it.")
    async def cancel_cycle_count(
        self, info: Info, input: inputs.CancelCycleCountInput
    ) -> CancelCycleCountResult:
        count = await service.cancel_cycle_count(
            info.context.uow, cycle_count_id=_known(input.cycle_count_id), reason=input.reason
        )
        return CancelCycleCountSuccess(cycle_count=CycleCount.from_row(count))


def _known(id: ID) -> UUID:
    return get_id(id, "CycleCount", "cycleCountId")
