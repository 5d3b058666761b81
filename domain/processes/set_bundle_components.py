"""setBundleComponents and clearBundleComponents: what a product is made of.

Orders and carts keep what they were placed with; the next one is made of what is written here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Row, bindparam, select

from domain.catalog import bundles
from domain.catalog.bundles import Component
from domain.catalog.events import BundleComponentsCleared, BundleComponentsSet
from domain.inventory.models import stock_levels
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.orders.models import order_lines

MAX_COMPONENTS = 50

_PRODUCT: BindParameter[UUID] = bindparam("product")
_STOCKED = select(
    select(stock_levels.c.id).where(stock_levels.c.product_id == _PRODUCT).exists().label("levels"),
    select(order_lines.c.id)
    .where(order_lines.c.product_id == _PRODUCT, order_lines.c.backordered_quantity > 0)
    .exists()
    .label("waiting"),
)


@dataclass(frozen=True, slots=True)
class NewComponent:
    """So many units of a SKU in one unit of the bundle."""

    sku: str
    quantity: int


async def set_bundle_components(
    uow: UnitOfWork, *, sku: str, components: Sequence[NewComponent]
) -> Row[Any]:
    """Let a product be made of 1 to 50 components from now on. Returns the product.

    Raises `NotFound` for an unknown SKU, and `InvalidInput` for a component that is named twice, a
    bundle itself or the product, and for a product that has ever had stock, is waited for, or is in
    another bundle.
    """
    if not 1 <= len(components) <= MAX_COMPONENTS:
        raise InvalidInput(
            f"A bundle has 1 to {MAX_COMPONENTS} components.", path=("input", "components")
        )
    known = await bundles.lock_products(uow, [sku, *(each.sku for each in components)])
    product = _named(known, sku)
    parts = _checked(known, sku, components)
    if not product.is_bundle:
        await _check_unstocked(uow, product)
    uow.emit(BundleComponentsSet(product_id=product.id, sku=sku))
    return await bundles.write_components(uow, product.id, parts)


async def clear_bundle_components(uow: UnitOfWork, *, sku: str) -> Row[Any]:
    """Let a bundle be an ordinary product again; one that is none stays as it is. Returns the product.

    Raises `NotFound`.
    """
    product = _named(await bundles.lock_products(uow, [sku]), sku)
    if product.is_bundle:
        uow.emit(BundleComponentsCleared(product_id=product.id, sku=sku))
    return await bundles.write_components(uow, product.id, [])


def _named(known: dict[str, Row[Any]], sku: str) -> Row[Any]:
    if sku not in known:
        raise NotFound(f"There is no product {sku!r}.", path=("input", "sku"))
    return known[sku]


def _checked(
    known: dict[str, Row[Any]], bundle: str, components: Sequence[NewComponent]
) -> list[Component]:
    parts: dict[UUID, Component] = {}
    for index, each in enumerate(components):
        path = ("input", "components", str(index))
        found = known.get(each.sku)
        if found is None:
            raise NotFound(f"There is no product {each.sku!r}.", path=(*path, "sku"))
        if found.is_bundle or each.sku == bundle:
            raise InvalidInput("A bundle cannot be in a bundle.", path=(*path, "sku"))
        if found.id in parts:
            raise InvalidInput("The component is named already.", path=(*path, "sku"))
        quantity = checked_quantity(each.quantity, path=(*path, "quantity"))
        parts[found.id] = Component(found.id, quantity)
    return list(parts.values())


async def _check_unstocked(uow: UnitOfWork, product: Row[Any]) -> None:
    """Read after the lock: whoever opens a level meanwhile waits for it, and then knows better."""
    path = ("input", "sku")
    holder = await bundles.find_bundle_with(uow, product.id)
    if holder is not None:
        raise InvalidInput(f"{product.sku} is in the bundle {holder}.", path=path)
    there = (await uow.session.execute(_STOCKED, {"product": product.id})).one()
    if there.levels:
        raise InvalidInput(
            f"{product.sku} has, or has had, stock of its own; a bundle needs a SKU without.", path=path
        )
    if there.waiting:
        raise InvalidInput(f"Orders wait for {product.sku}; fill or cancel them first.", path=path)
