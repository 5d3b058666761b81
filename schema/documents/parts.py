"""What a document costs: its objects, as a tree that is priced before it runs and counted after.

A row costs 1, however many of its columns are read; a mutation, a subscription or the count of a list
10; what merely holds values (money, addresses, edges, page infos) nothing. A connection has as many rows
as its page, a list without a page five, `nodes(ids:)` as many as there are ids. Fragments are shared
parts, so the tree is as large as the text, whatever it expands to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from orjson import Fragment

from domain.kernel.pieces import in_pieces

LEAST = 1
"What any operation costs."


@dataclass(frozen=True, slots=True)
class Named:
    """A size that a variable says: its value for a page, its length for a list."""

    variable: str
    otherwise: int

    def of(self, variables: Mapping[str, Any]) -> int:
        """The size in this request. Values of the wrong kind are refused later, by their type."""
        value = variables.get(self.variable)
        if isinstance(value, list):
            return len(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return max(value, 0)
        return self.otherwise


Size = int | Named


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A field that answers with objects, or a group of fields where `key` is None."""

    key: str | None
    weight: int
    size: Size
    parts: tuple["Part", ...]
    price: int | None = field(init=False)
    "What it costs at most, where that is the same in each request."

    def __post_init__(self) -> None:
        object.__setattr__(self, "price", _price_always(self))


def _price_always(part: Part) -> int | None:
    prices = [inner.price for inner in part.parts if inner.price is not None]
    if isinstance(part.size, Named) or len(prices) < len(part.parts):
        return None
    return part.size * (part.weight + sum(prices))


def requested(part: Part, variables: Mapping[str, Any]) -> int:
    """What it costs at most, in the reckoning above. Linear: each part is priced once, and one that
    hangs on no variable was when it was made."""
    return max(LEAST, _price(part, variables, {}))


def _price(part: Part, variables: Mapping[str, Any], known: dict[int, int]) -> int:
    if part.price is not None:
        return part.price
    cost = known.get(id(part))
    if cost is None:
        each = part.weight + sum([_price(inner, variables, known) for inner in part.parts])
        size = part.size if isinstance(part.size, int) else part.size.of(variables)
        cost = known[id(part)] = size * each
    return cost


Objects = list[Mapping[str, Any]]


class Count:
    """The objects of an answer, counted: their `cost`, and all of them, from the outermost on."""

    def __init__(self) -> None:
        self.cost = 0
        self.objects: list[Objects] = []

    async def add(self, parts: Sequence[Part], objects: Objects) -> None:
        """Count what lies in these objects, all of one part at a time."""
        for part in parts:
            if part.key is None:
                await self.add(part.parts, objects)
            elif part.weight or part.parts:
                found: Objects = []
                await in_pieces(partial(self._look, part, found), objects)
                self.cost += part.weight * len(found)
                if found:
                    self.objects.append(found)
                    await self.add(part.parts, found)

    def _look(self, part: Part, found: Objects, objects: Sequence[Mapping[str, Any]]) -> None:
        for each in objects:
            value = each.get(part.key)  # type: ignore[arg-type]
            if isinstance(value, dict):
                found.append(value)
            elif isinstance(value, list):
                found += [item for item in value if isinstance(item, dict)]
            elif value is not None and not isinstance(value, Fragment):
                self.cost += part.weight


async def actual(part: Part, data: Mapping[str, Any] | None, written: int = 0) -> Count:
    """What the answer's objects come to; with what rows cost that were `written`, and are no objects."""
    count = Count()
    count.cost = written
    if data is not None:
        await count.add(part.parts, [data])
    count.cost = max(LEAST, count.cost)
    return count
