"""CycleCount, its lines, and what was entered of each."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

import strawberry

from domain.counting import models
from domain.counting.loads import values_by_count_ids
from domain.counting.pages import criteria_for, page_lines_by_count_ids
from domain.counting.rules import available_actions, sees_expected
from domain.kernel.pagination import PageRequest
from schema.catalog.loaders import product_by_id
from schema.catalog.types import Product
from schema.column import column, computed
from schema.connection import Connection, PageKey, load_for_parent
from schema.context import Info
from schema.counting.loaders import entries_by_line, figures_by_count
from schema.enums import show_enum
from schema.inventory.loaders import location_by_id
from schema.inventory.types import Location
from schema.money import Money
from schema.mutation import PERMISSIONS
from schema.node import Node
from schema.ownership import OF_A_COUNT
from schema.query import PAGING, nested
from schema.relation import RowType, relation

CycleCountStatus = models.CycleCountStatus
show_enum(
    CycleCountStatus,
    "Where a cycle count is in its life.",
    {
        "OPEN": "It is being counted.",
        "REVIEW": "Those who count are done; somebody looks at the differences.",
        "POSTED": "Its differences are in the ledger.",
        "CANCELLED": "Given up; no level changed by it.",
    },
)
_BLIND = "; null in a blind count for those who may not adjust stock."


@strawberry.type(description="What somebody found of a product.")
class CycleCountEntry(Node):
    __rule__ = OF_A_COUNT

    found: int | None = column("Units; null took back what was entered before.")
    counted_by: str = column("Who, as `kind:id`.")
    counted_at: datetime = column("When.")

    @computed("Units on hand by the book at that moment" + _BLIND, columns=["book_on_hand", "blind"])
    def book_on_hand(self, info: Info) -> int | None:
        return _shown(self, info, self.row.book_on_hand)


def _shown(shown: RowType, info: Info, figure: int | None) -> int | None:
    """A figure that says what is expected, for those who may know."""
    return figure if sees_expected(info.context.actor, blind=shown.row.blind) else None


def _difference(row: Any) -> int | None:
    return None if row.found is None else row.found - row.book_on_hand


@strawberry.type(description="A product of a cycle count: all of it at the location, wherever it lies.")
class CycleCountLine(Node):
    __rule__ = OF_A_COUNT

    product: Product = relation("What is counted.", product_by_id, key="product_id")
    sku: str = column("Its SKU.")
    bin: str | None = column(
        "Where on the shelf it was when the count began.",
        read=lambda row: row.bin or None,
        columns=["bin"],
    )
    is_expected: bool = column("It was in the count from the start; else somebody found it.")
    found: int | None = column("Units found, the latest that was entered; null: not counted yet.")
    counted_by: str | None = column("Who entered it, as `kind:id`.")
    counted_at: datetime | None = column("When.")
    entries: list[CycleCountEntry] = relation("All that was entered, oldest first.", entries_by_line)

    @computed("Units on hand when the count began" + _BLIND, columns=["expected", "blind"])
    def expected(self, info: Info) -> int | None:
        return _shown(self, info, self.row.expected)

    @computed(
        "Units on hand by the book at the moment of entry" + _BLIND, columns=["book_on_hand", "blind"]
    )
    def book_on_hand(self, info: Info) -> int | None:
        return _shown(self, info, self.row.book_on_hand)

    @computed(
        "`found` less `bookOnHand`: what posting adds to the level" + _BLIND,
        columns=["found", "book_on_hand", "blind"],
    )
    def difference(self, info: Info) -> int | None:
        return _shown(self, info, _difference(self.row))

    @computed(
        "What the difference is worth at cost, for those who may see it and purchases; null where no "
        "supplier has a cost for it.",
        columns=["found", "book_on_hand", "unit_cost", "currency", "blind"],
    )
    def difference_value(self, info: Info) -> Money | None:
        units = _shown(self, info, _difference(self.row))
        if units is None or self.row.unit_cost is None or not info.context.actor.sees_purchases:
            return None
        return Money.from_minor(units * self.row.unit_cost, self.row.currency)


@strawberry.type(description="A page of a count's lines, by bin and SKU.")
class CycleCountLineConnection(Connection[CycleCountLine]):
    pass


@strawberry.type(description="The sums of a cycle count.")
class CycleCountFigures(RowType):
    __rule__ = OF_A_COUNT

    lines: int = column("Products.")
    counted: int = column("Those of them that something was entered for.")

    @computed("Those with a difference" + _BLIND, columns=["differing", "blind"])
    def differing(self, info: Info) -> int | None:
        return _shown(self, info, self.row.differing)

    @computed("Units found beyond the book" + _BLIND, columns=["over", "blind"])
    def over(self, info: Info) -> int | None:
        return _shown(self, info, self.row.over)

    @computed("Units missing" + _BLIND, columns=["short", "blind"])
    def short(self, info: Info) -> int | None:
        return _shown(self, info, self.row.short)

    @computed(
        "What the differences are worth at cost, one amount a currency, as far as costs are known; for "
        "those who may see them and purchases.",
        columns=["id", "blind"],
    )
    async def values(self, info: Info) -> list[Money]:
        viewer = info.context.actor
        if not viewer.sees_purchases or not sees_expected(viewer, blind=self.row.blind):
            return []
        key = PageKey("count values", None, None)
        rows: Sequence[Any] | None = await load_for_parent(
            info.context, key, self.row.id, values_by_count_ids
        )
        return [Money.from_minor(row.value, row.currency) for row in rows or ()]


@strawberry.type(description="One session of counting at one location.")
class CycleCount(Node):
    __rule__ = OF_A_COUNT

    number: str = column("What people quote, and the ledger's reference; unique.")
    location: Location = relation("Where is counted.", location_by_id, key="location_id")
    status: CycleCountStatus = column("Where it is.")
    blind: bool = column("Who enters is not told what is expected.")
    reason: str = column("Why, in words; the ledger keeps it.")
    figures: CycleCountFigures = relation("Its sums.", figures_by_count)
    version: int = column("Counts changes; good for `expectedVersion`.")
    started_by: str = column("Who started it, as `kind:id`.")
    created_at: datetime = column("When it was started.")
    updated_at: datetime = column("When something last changed.")
    ended_by: str | None = column("Who posted or cancelled it, as `kind:id`.")
    ended_at: datetime | None = column("When it was posted or cancelled.")
    end_reason: str | None = column("Why it was cancelled.")

    @nested(
        "Its lines, by bin and SKU.",
        differing="Only counted lines with a difference, or only those without; none of a blind count "
        "for those who may not adjust stock.",
        counted="Only lines that were counted, or only those that were not.",
        **PAGING,
    )
    async def lines(
        self,
        info: Info,
        differing: bool | None = None,
        counted: bool | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> CycleCountLineConnection:
        request = PageRequest.parse(first=first, after=after)
        criteria = criteria_for(info.context.actor, differing=differing, counted=counted)
        page = await load_for_parent(
            info.context,
            PageKey("count lines", first, (after, criteria)),
            self.row.id,
            partial(page_lines_by_count_ids, request=request, criteria=criteria),
        )
        return CycleCountLineConnection.from_page(page, CycleCountLine)

    @computed(
        'What the caller may do now, as mutation names: ["enterCycleCount", …].',
        columns=["id", "status"],
    )
    async def available_actions(self, info: Info) -> list[str]:
        figures = await figures_by_count.loader(info.context).load(self.row.id)
        actions = available_actions(self.row.status, counted=figures.row.counted if figures else 0)
        return [action for action in actions if PERMISSIONS[action].allows(info.context.actor)]


@strawberry.type(description="A page of cycle counts, newest first.")
class CycleCountConnection(Connection[CycleCount]):
    pass
