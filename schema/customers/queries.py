"""Reading customers."""

import strawberry

from domain.customers import pages
from schema.context import Info
from schema.customers.types import Customer
from schema.ids import find_id
from schema.permissions import READ_CUSTOMERS
from schema.query import one_of, query


@strawberry.type
class CustomerQueries:
    @query(
        "One customer; null when there is none, or none that the caller may see.",
        permission=READ_CUSTOMERS,
        id="Global id.",
        email="E-mail address, in any case.",
    )
    async def customer(
        self, info: Info, id: strawberry.ID | None = None, email: str | None = None
    ) -> Customer | None:
        one_of(id=id, email=email)
        customer_id = None if id is None else find_id(id, "Customer")
        if id is not None and customer_id is None:
            return None
        async with info.context.read("Customer", by=info) as read:
            row = await pages.find_visible_customer(
                read, viewer=info.context.actor, id=customer_id, email=email
            )
        return None if row is None else Customer.from_row(row)
