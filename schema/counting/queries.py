"""Reading cycle counts."""

import strawberry

from domain.counting import pages
from domain.kernel.pagination import PageRequest
from schema.context import Info
from schema.counting.inputs import CycleCountFilter
from schema.counting.types import CycleCount, CycleCountConnection
from schema.ids import find_id
from schema.permissions import COUNT_STOCK
from schema.query import PAGING, PAGING_BACK, one_of, query


@strawberry.type
class CountingQueries:
    @query(
        "One cycle count; null when there is none, or for those who may not count stock.",
        permission=COUNT_STOCK,
        id="Global id.",
        number="Its number.",
    )
    async def cycle_count(
        self, info: Info, id: strawberry.ID | None = None, number: str | None = None
    ) -> CycleCount | None:
        one_of(id=id, number=number)
        known = None if id is None else find_id(id, "CycleCount")
        if id is not None and known is None:
            return None
        async with info.context.read() as read:
            row = await pages.find_cycle_count(read, viewer=info.context.actor, id=known, number=number)
        return None if row is None else CycleCount.from_row(row)

    @query(
        "Cycle counts, newest first; none for those who may not count stock.",
        permission=COUNT_STOCK,
        filter="Which counts.",
        **PAGING,
        **PAGING_BACK,
    )
    async def cycle_counts(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
        filter: CycleCountFilter | None = None,
    ) -> CycleCountConnection:
        request = PageRequest.parse(first=first, after=after, last=last, before=before)
        criteria = filter.to_criteria() if filter else pages.CycleCountCriteria()
        async with info.context.read() as read:
            page = await pages.page_cycle_counts(
                read, viewer=info.context.actor, request=request, criteria=criteria
            )
        return CycleCountConnection.from_page(page, CycleCount)
