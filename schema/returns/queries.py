"""Reading returns."""

import strawberry

from schema.context import Info
from schema.ids import find_id
from schema.permissions import READ_ORDERS
from schema.query import query
from schema.returns.loaders import return_by_id
from schema.returns.types import Return


@strawberry.type
class ReturnQueries:
    @query(
        "One return; null when there is none, or none that the caller may see.",
        permission=READ_ORDERS,
        name="return",
        id="Global id.",
    )
    async def return_(self, info: Info, id: strawberry.ID) -> Return | None:
        known = find_id(id, "Return")
        if known is None:
            return None
        found: Return | None = await return_by_id.loader(info.context).load(known)
        return found
