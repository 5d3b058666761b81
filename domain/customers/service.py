"""The customers' verb: find or create one by e-mail address."""

import re
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from domain.customers.models import customers
from domain.kernel.errors import InvalidInput
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import is_storable

_BY_EMAIL = select(customers.c.id).where(customers.c.email == bindparam("email"))


_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_PLAIN = re.compile(rf"{_ATOM}(?:\.{_ATOM})*", re.ASCII)
"What nearly everybody has before the @: there is nothing more to find out about it."
_LONGEST = 254
"Bytes of an address."


def checked_email(email: str, *, path: Sequence[str]) -> str:
    """The address in lower case. Raises `InvalidInput` naming `path` when it is none."""
    if not is_storable(email):
        raise InvalidInput("This is not an e-mail address.", path=path)
    address = email.strip()
    name, _, domain = address.rpartition("@")
    try:
        if address.isascii() and _PLAIN.fullmatch(name):
            checked = f"{name}@{_checked_domain(domain)}"
            if max(len(address), len(checked.encode())) <= _LONGEST:
                return checked.lower()
        return _checked(address).lower()
    except EmailNotValidError:
        raise InvalidInput("This is not an e-mail address.", path=path) from None


@lru_cache(maxsize=1000)
def _checked_domain(domain: str) -> str:
    """The domain of an address. Customers have few of them, and each takes a while to look at. Raises
    `EmailNotValidError`."""
    return _checked(f"x@{domain}").removeprefix("x@")


def _checked(address: str) -> str:
    return validate_email(address, check_deliverability=False, test_environment=True).normalized


async def find_or_create_customer(
    uow: UnitOfWork,
    *,
    email: str,
    name: str = "",
    path: Sequence[str] = ("input", "email"),
) -> UUID:
    """The id of the customer with this address; a new one gets `name`.

    Raises `InvalidInput` for an address that is none.
    """
    address = checked_email(email, path=path)
    known: UUID | None = await uow.session.scalar(_BY_EMAIL, {"email": address})
    if known is None:
        statement = insert(customers).values(
            id=new_id(), email=address, name=name.strip(), created_at=uow.now()
        )
        known = await uow.session.scalar(
            statement.on_conflict_do_nothing(index_elements=["email"]).returning(customers.c.id)
        )
    if known is None:  # two first orders of one customer raced; the other one made the row
        known = await uow.session.scalar(_BY_EMAIL, {"email": address})
    assert known is not None
    return known
