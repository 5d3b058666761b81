"""Reading holds."""

import strawberry

from schema.context import Info
from schema.holds.types import StockHold
from schema.ids import find_id
from schema.node import load_row
from schema.permissions import EVERYBODY
from schema.query import query


@strawberry.type
class HoldQueries:
    @query(
        "One hold; null when there is none, or none of the caller's.",
        permission=EVERYBODY,  # a guest's is found by its id alone
        id="Global id.",
    )
    async def stock_hold(self, info: Info, id: strawberry.ID) -> StockHold | None:
        hold_id = find_id(id, "StockHold")
        if hold_id is None:
            return None
        found = await load_row(info.context, "StockHold", hold_id)
        return found if isinstance(found, StockHold) else None
