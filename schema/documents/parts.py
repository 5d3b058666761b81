"""What a document costs: its objects, as a tree that is priced before it runs and counted after.

A row costs 1, however many of its columns are read; a mutation, a subscription or the count of a list
10; what merely holds values (money, addresses, edges, page infos) nothing. A connection has as many rows
as its page, a list without a page five, `nodes(ids:)` as many as there are ids. Fragments are shared
parts, so the tree is as large as the text, whatever it expands to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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


def requested(part: Part, variables: Mapping[str, Any]) -> int:
    """What it costs at most, in the reckoning above. Linear: each part is priced once."""
    known: dict[int, int] = {}

    def price(part: Part) -> int:
        cost = known.get(id(part))
        if cost is None:
            each = part.weight + sum(price(inner) for inner in part.parts)
            size = part.size if isinstance(part.size, int) else part.size.of(variables)
            cost = known[id(part)] = size * each
        return cost

    return max(LEAST, price(part))


def actual(part: Part, data: Mapping[str, Any] | None) -> int:
    """What the answer's objects come to."""
    return max(LEAST, 0 if data is None else _counted(part.parts, [data]))


def _counted(parts: Sequence[Part], objects: Sequence[Mapping[str, Any]]) -> int:
    """What lies in these objects, all of one part at a time."""
    cost = 0
    for part in parts:
        key, weight = part.key, part.weight
        if key is None:
            cost += _counted(part.parts, objects)
        elif weight or part.parts:
            found: list[Mapping[str, Any]] = []
            for each in objects:
                value = each.get(key)
                if isinstance(value, dict):
                    found.append(value)
                elif isinstance(value, list):
                    found += [item for item in value if isinstance(item, dict)]
                elif value is not None:
                    cost += weight
            cost += weight * len(found)
            if found and part.parts:
                cost += _counted(part.parts, found)
    return cost
