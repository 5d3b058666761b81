"""Somebody who acts at random in a shop, and what an area of the house lets them do."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from domain.kernel.database import Database
from tests.factories.bundles import bundle
from tests.factories.cleaning import wipe
from tests.factories.shop import PRICES, Shop, open_shop
from tests.fakes.gateway import FakeGateway

Row = Mapping[str, Any]


class Life:
    """Acts at random, repeatably: all chance comes from `chance`."""

    def __init__(self, shop: Shop, chance: random.Random) -> None:
        self.shop = shop
        self.chance = chance
        self.gateway = FakeGateway()

    @classmethod
    async def begin(cls, database: Database, chance: random.Random) -> "Life":
        """In an empty database: the shop of the other tests, with a bundle."""
        await wipe(database)
        shop = await open_shop(database)
        await bundle(shop, "SET", "39.00", {"MUG": 2, "TEE": 1})
        return cls(shop, chance)

    async def one(self, query: str, *args: Any) -> Row | None:
        """Any of the rows, which come in a stable order."""
        rows = await self.shop.rows(query, *args)
        return self.chance.choice(rows) if rows else None

    async def order(self) -> Row | None:
        """Any order."""
        return await self.one("SELECT * FROM orders ORDER BY serial")

    async def goods(self) -> list[str]:
        """SKUs to order: what has stock, and what is made of it as often."""
        bundles = await self.shop.rows("SELECT sku FROM product WHERE is_bundle ORDER BY sku")
        return [*PRICES, *(row["sku"] for row in bundles for _ in range(len(PRICES) // len(bundles)))]

    def some(self, rows: list[Row], most: str) -> list[tuple[Row, int]]:
        """Some of the rows, with a quantity that is mostly possible."""
        chosen = [row for row in rows if self.chance.random() < 0.7] or rows[:1]
        return [(row, self.chance.randint(1, max(1, row[most]))) for row in chosen]

    def money(self, minor: int) -> Decimal:
        """An amount of at least one cent."""
        return Decimal(max(1, minor)) / 100


Verb = Callable[[Life], Awaitable[None]]


@dataclass(frozen=True)
class Area:
    """The verbs of one area by name, each as many times as it makes for lives that get somewhere."""

    verbs: tuple[tuple[str, Verb], ...]

    @classmethod
    def of(cls, weights: Mapping[Verb, int]) -> "Area":
        return cls(
            tuple((verb.__name__, verb) for verb, weight in weights.items() for _ in range(weight))
        )
