"""Customer."""

import strawberry

from schema.column import column
from schema.context import Info
from schema.node import Node
from schema.orders.customer_orders import page_of_customer
from schema.orders.types import OrderConnection
from schema.ownership import OF_A_CUSTOMER
from schema.query import PAGING, nested


@strawberry.type(description="Somebody who orders, known by their e-mail address.")
class Customer(Node):
    __rule__ = OF_A_CUSTOMER

    email: str = column("Unique, in lower case.")
    name: str = column("Name for people; may be empty.")

    @nested("Their orders, newest first.", **PAGING)
    async def orders(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> OrderConnection:
        return await page_of_customer(info.context, self.row.id, first=first, after=after)
