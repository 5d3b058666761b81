"""Money and addresses as GraphQL shapes."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

import strawberry

from domain.kernel import address, as_json, money
from schema.column import Cell, Member, column


@strawberry.type(
    description="An amount in a currency's major unit, exact to that currency's minor unit."
)
class Money:
    amount: Decimal = strawberry.field(
        description="With as many decimals as the currency has: 12.50 BRL, 1250 JPY."
    )
    currency: str = strawberry.field(description="ISO 4217 code.")

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> "Money":
        """Minor units as money."""
        return cls(amount=money.to_decimal(minor, currency), currency=currency)


@strawberry.input(description="An amount in a currency's major unit.")
class MoneyInput:
    amount: Decimal = strawberry.field(description="Exact decimal in the major unit.")
    currency: str = strawberry.field(description="ISO 4217 code.")


def money_column(
    description: str, *, read: Callable[[Any], int] | str, columns: Iterable[str] = ()
) -> Any:
    """A field of money: minor units of the row's `currency`, in a column or computed from `columns`."""
    if isinstance(read, str):
        cell = Cell((read, "currency"), money.to_text, is_written=True, as_json=as_json.amount)
        return _money(description, attrgetter(read), cell, {read})
    amount = Cell((), lambda row: money.to_text(read(row), row.currency), is_written=True)
    return _money(description, read, amount, columns)


def balance_column(description: str, *, of: Sequence[str], less: Sequence[str]) -> Any:
    """A field of money: the sum of some columns, less others."""

    def minor(row: Any) -> int:
        added: int = sum([getattr(row, name) for name in of])
        taken: int = sum([getattr(row, name) for name in less])
        return added - taken

    def text(*values: Any) -> str:
        *amounts, currency = values
        return money.to_text(sum(amounts[: len(of)]) - sum(amounts[len(of) :]), currency)

    def written(*columns: str) -> str:
        *amounts, currency = columns
        return as_json.balance(amounts[: len(of)], amounts[len(of) :], currency)

    cell = Cell((*of, *less, "currency"), text, is_written=True, as_json=written)
    return _money(description, minor, cell, (*of, *less))


def _money(description: str, minor: Callable[[Any], int], amount: Cell, columns: Iterable[str]) -> Any:
    return column(
        description,
        read=lambda row: Money.from_minor(minor(row), row.currency),
        columns={*columns, "currency"} if columns else (),
        parts={"amount": amount, "currency": Cell(("currency",))},
    )


@strawberry.type(description="A postal address.")
class Address:
    name: str = strawberry.field(description="Whose door it is.")
    line1: str = strawberry.field(description="Street and number.")
    line2: str | None = strawberry.field(description="Apartment, floor, care of.")
    city: str = strawberry.field(description="City.")
    region: str | None = strawberry.field(description="State or province.")
    postal_code: str = strawberry.field(description="Postal code.")
    country: str = strawberry.field(description="ISO 3166-1 code of two letters.")
    phone: str | None = strawberry.field(description="For the carrier.")
    latitude: float | None = strawberry.field(description="Degrees north, where it was given.")
    longitude: float | None = strawberry.field(description="Degrees east, where it was given.")

    @classmethod
    def from_document(cls, document: dict[str, Any] | None) -> "Address | None":
        """The address as it is stored; None where there is none."""
        if document is None:
            return None
        known = address.Address.from_document(document)
        return cls(
            name=known.name,
            line1=known.line1,
            line2=known.line2,
            city=known.city,
            region=known.region,
            postal_code=known.postal_code,
            country=known.country,
            phone=known.phone,
            latitude=known.latitude,
            longitude=known.longitude,
        )


_TEXTS = ("name", "line1", "line2", "city", "region", "country", "phone")
_DEFAULTS = {"postal_code": ""}


def address_column(description: str, *, read: str) -> Any:
    """A field of an address: the document in a column."""
    texts = dict.fromkeys(_TEXTS) | _DEFAULTS
    return column(
        description,
        read=Cell((read,), Address.from_document),
        members={name: Member(read, name, default) for name, default in texts.items()},
    )


@strawberry.input(description="A postal address.")
class AddressInput:
    name: str = strawberry.field(description="Whose door it is.")
    line1: str = strawberry.field(description="Street and number.")
    line2: str | None = strawberry.field(description="Apartment, floor, care of.", default=None)
    city: str = strawberry.field(description="City.")
    region: str | None = strawberry.field(description="State or province.", default=None)
    postal_code: str = strawberry.field(description="Postal code.")
    country: str = strawberry.field(description="ISO 3166-1 code of two letters.")
    phone: str | None = strawberry.field(description="For the carrier.", default=None)
    latitude: float | None = strawberry.field(
        description="Degrees north, -90 to 90; with it and the longitude, sourcing knows the distance.",
        default=None,
    )
    longitude: float | None = strawberry.field(
        description="Degrees east, -180 to 180; goes with the latitude.", default=None
    )

    def to_domain(self) -> address.Address:
        """The address as verbs take it."""
        return address.Address(
            name=self.name,
            line1=self.line1,
            line2=self.line2,
            city=self.city,
            region=self.region,
            postal_code=self.postal_code,
            country=self.country,
            phone=self.phone,
            latitude=self.latitude,
            longitude=self.longitude,
        )
