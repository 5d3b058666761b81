"""A shop with an order in every stage: what the operations of the contract ask about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tests.factories.shop import Shop
from tests.schema.conftest import gid


@dataclass(frozen=True)
class World:
    """The orders, each in the stage that it is named after, and what belongs to them."""

    shop: Shop
    orders: Mapping[str, UUID]
    rows: Mapping[str, Any]

    def order(self, stage: str) -> str:
        return gid("Order", self.orders[stage])

    def id(self, kind: str, name: str) -> str:
        """The global id of a row, by the name that `rows` knows its id by."""
        return gid(kind, self.rows[name])

    def product(self, sku: str) -> str:
        return gid("Product", self.shop.products[sku].id)

    def location(self, code: str) -> str:
        return gid("Location", self.shop.locations[code].id)
