"""Reading anything by its global id."""

import strawberry

from schema.context import Info
from schema.node import Node, load_node, load_nodes
from schema.permissions import EVERYBODY
from schema.query import query


@strawberry.type
class NodeQueries:
    @query(
        "Anything with that id; null when there is nothing, or nothing that the caller may see.",
        permission=EVERYBODY,
        id="Global id.",
    )
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        return await load_node(info.context, id)

    @query(
        "As many answers as ids, in their order; null where `node` is.",
        permission=EVERYBODY,
        ids="Global ids.",
    )
    async def nodes(self, info: Info, ids: list[strawberry.ID]) -> list[Node | None]:
        return await load_nodes(info.context, ids)
