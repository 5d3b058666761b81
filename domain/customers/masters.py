"""Customers by the thousand, for imports."""

from collections.abc import Mapping

from sqlalchemy.dialects.postgresql import insert

from domain.customers.models import customers
from domain.customers.service import checked_email
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork


async def create_missing_customers(uow: UnitOfWork, *, names: Mapping[str, str]) -> None:
    """Add the customers whose e-mail address is not there yet; `names` is by address.

    One that is there stays as it is. Raises `InvalidInput` for an address that is none.
    """
    rows = [
        {
            "id": new_id(),
            "email": checked_email(email, path=("customers", str(index), "email")),
            "name": name.strip(),
            "created_at": uow.now(),
        }
        for index, (email, name) in enumerate(names.items())
    ]
    if rows:
        await uow.session.execute(
            insert(customers).on_conflict_do_nothing(index_elements=["email"]), rows
        )
