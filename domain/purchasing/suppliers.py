"""The verbs on suppliers: who they are, and on what terms they sell what."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from domain.catalog.queries import named_products
from domain.customers.service import checked_email
from domain.inventory.models import LocationKind
from domain.inventory.queries import get_location, is_of_kind
from domain.kernel.errors import InvalidInput
from domain.kernel.ids import new_id
from domain.kernel.money import is_currency, to_minor
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import checked_text
from domain.purchasing import queries
from domain.purchasing.dropship import suppliers_by_location
from domain.purchasing.events import SupplierCreated, SupplierLocated
from domain.purchasing.models import Supplier, supplier_products

MAX_DAYS = 730


async def create_supplier(
    uow: UnitOfWork,
    *,
    code: str,
    name: str,
    currency: str,
    email: str | None = None,
    lead_time_days: float = 0,
    lead_time_spread_days: float = 0,
    over_tolerance_percent: int = 0,
    location_code: str | None = None,
) -> Supplier:
    """Get to know somebody to buy from, always in the same currency. What is allocated to the location,
    one of kind SUPPLIER, it sends to customers itself.

    Raises `InvalidInput` for an empty or taken code, an unknown currency, what is no e-mail address,
    days that are not 0 to 730, a tolerance that is not 0 to 100 percent, and a location of another kind
    or of another supplier; `NotFound` for an unknown location.
    """
    code = checked_text(code, path=("input", "code"))
    if not is_currency(currency):
        raise InvalidInput(
            "A currency is its ISO 4217 code of three capitals.", path=("input", "currency")
        )
    if await queries.supplier_exists(uow, code):
        raise InvalidInput(f"There is a supplier {code!r} already.", path=("input", "code"))
    supplier = Supplier(
        code=code, name=name, currency=currency, created_at=uow.now(), updated_at=uow.now()
    )
    _describe(
        supplier,
        name=name,
        email=email,
        lead_time_days=lead_time_days,
        lead_time_spread_days=lead_time_spread_days,
        over_tolerance_percent=over_tolerance_percent,
    )
    uow.emit(SupplierCreated(supplier_id=supplier.id, code=code))
    await _stand_behind(uow, supplier, location_code)
    uow.session.add(supplier)
    await uow.flush()
    return supplier


class SupplierContacts(TypedDict, total=False):
    """What a supplier may be without; None takes it away."""

    email: str | None
    location_code: str | None


async def update_supplier(
    uow: UnitOfWork,
    *,
    supplier_id: UUID,
    name: str | None = None,
    lead_time_days: float | None = None,
    lead_time_spread_days: float | None = None,
    over_tolerance_percent: int | None = None,
    active: bool | None = None,
    **contacts: Unpack[SupplierContacts],
) -> Supplier:
    """Change what is given; None takes the address or the location away, and changes nothing else.
    Nothing is ordered for our own stock from a supplier that is not active.

    Raises `NotFound`, and `InvalidInput` as `create_supplier` does.
    """
    supplier = await queries.lock_supplier(uow, supplier_id)
    _describe(
        supplier,
        name=name,
        email=contacts.get("email", supplier.email),
        lead_time_days=lead_time_days,
        lead_time_spread_days=lead_time_spread_days,
        over_tolerance_percent=over_tolerance_percent,
    )
    if "location_code" in contacts:
        await _stand_behind(uow, supplier, contacts["location_code"])
    if active is not None:
        supplier.active = active
    supplier.updated_at = uow.now()
    await uow.flush()
    return supplier


async def _stand_behind(uow: UnitOfWork, supplier: Supplier, location_code: str | None) -> None:
    if location_code is None:
        supplier.location_id = None
        return
    path = ("input", "locationCode")
    location_id = await get_location(uow, location_code, path=path)
    if not await is_of_kind(uow, location_id, LocationKind.SUPPLIER):
        raise InvalidInput(f"{location_code} is no location of kind SUPPLIER.", path=path)
    holder = (await suppliers_by_location(uow, [location_id])).get(location_id)
    if holder is not None and holder.id != supplier.id:
        raise InvalidInput(f"{location_code} stands for supplier {holder.code}.", path=path)
    if supplier.location_id != location_id:
        supplier.location_id = location_id
        uow.emit(SupplierLocated(supplier_id=supplier.id, location_id=location_id, code=supplier.code))


def _describe(
    supplier: Supplier,
    *,
    name: str | None,
    email: str | None,
    lead_time_days: float | None,
    lead_time_spread_days: float | None,
    over_tolerance_percent: int | None,
) -> None:
    """Write what is given onto the row, once it is known to be possible; the address in any case."""
    if name is not None:
        supplier.name = checked_text(name, path=("input", "name"))
    if email is not None and email != supplier.email:
        email = checked_email(email, path=("input", "email"))
    supplier.email = email
    if lead_time_days is not None:
        supplier.lead_time_days = _checked_days(lead_time_days, "leadTimeDays")
    if lead_time_spread_days is not None:
        supplier.lead_time_spread_days = _checked_days(lead_time_spread_days, "leadTimeSpreadDays")
    if over_tolerance_percent is not None:
        if not 0 <= over_tolerance_percent <= 100:
            raise InvalidInput(
                "A tolerance is 0 to 100 percent.", path=("input", "overTolerancePercent")
            )
        supplier.over_tolerance_percent = over_tolerance_percent


def _checked_days(days: float, *path: str) -> float:
    if not isfinite(days) or not 0 <= days <= MAX_DAYS:
        raise InvalidInput(f"Days are 0 to {MAX_DAYS}.", path=("input", *path))
    return days


@dataclass(frozen=True, slots=True)
class NewTerms:
    """How a supplier sells a product: `cost` of one unit in major units of the supplier's currency."""

    sku: str
    supplier_sku: str
    cost: Decimal
    pack_size: int = 1
    minimum_quantity: int = 1
    lead_time_days: float | None = None
    priority: int = 100
    active: bool = True


async def set_supplier_products(
    uow: UnitOfWork, *, supplier_id: UUID, products: Sequence[NewTerms]
) -> Supplier:
    """Write down on what terms the supplier sells these products; its others stay as they are.

    Raises `NotFound` for an unknown supplier or SKU, `InvalidInput` for a SKU named twice, a bundle,
    an amount that the currency cannot express, and packs, minimums or days that cannot be.
    """
    supplier = await queries.lock_supplier(uow, supplier_id)
    if not products:
        raise InvalidInput("Name at least one product.", path=("input", "products"))
    known = await named_products(uow, [terms.sku for terms in products], path=("input", "products"))
    rows = [
        {
            "id": new_id(),
            "supplier_id": supplier.id,
            "product_id": product_id,
            **_checked_terms(terms, supplier.currency, ("products", str(index))),
            "updated_at": uow.now(),
        }
        for index, (terms, product_id) in enumerate(zip(products, known, strict=True))
    ]
    statement = insert(supplier_products).values(rows)
    changed = {
        column.name: statement.excluded[column.name]
        for column in supplier_products.columns
        if column.name not in ("id", "supplier_id", "product_id")
    }
    await uow.session.execute(
        statement.on_conflict_do_update(index_elements=["supplier_id", "product_id"], set_=changed)
    )
    supplier.updated_at = uow.now()
    await uow.flush()
    return supplier


def _checked_terms(terms: NewTerms, currency: str, path: tuple[str, str]) -> dict[str, Any]:
    days = terms.lead_time_days
    return {
        "supplier_sku": checked_text(terms.supplier_sku, path=("input", *path, "supplierSku")),
        "cost": to_minor(terms.cost, currency, path=("input", *path, "cost")),
        "pack_size": checked_quantity(terms.pack_size, path=("input", *path, "packSize")),
        "minimum_quantity": checked_quantity(
            terms.minimum_quantity, path=("input", *path, "minimumQuantity")
        ),
        "lead_time_days": None if days is None else _checked_days(days, *path, "leadTimeDays"),
        "priority": terms.priority,
        "active": terms.active,
    }
