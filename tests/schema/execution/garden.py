"""A strawberry schema with everything that executes: its fields give values, nulls and errors.

What a field does is decided by a `Weather`, which maps the field's place in the data to an outcome, so
that both executors meet the same.
"""

import asyncio
import enum
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission
from strawberry.schema.config import StrawberryConfig

from schema.execution.executor import BreadthFirstExecutor


@dataclass
class Weather:
    """Decides what happens where: a percentage of errors, of nulls, and of exceptions returned."""

    seed: int = 0
    errors: int = 0
    nulls: int = 0
    asynchronous: bool = False
    suspends: bool = False

    def roll(self, *where: Any) -> int:
        """A number from 0 to 99 for a place, always the same."""
        text = f"{self.seed} {where}".encode()
        return int.from_bytes(hashlib.blake2b(text, digest_size=4).digest(), "big") % 100

    def value(self, usual: Any, *where: Any) -> Any:
        """The usual value, or None, or an error."""
        roll = self.roll(*where)
        if roll < self.errors:
            if roll % 3 == 0:
                return ValueError(f"returned at {where}")
            raise ValueError(f"raised at {where}")
        return None if roll < self.errors + self.nulls else usual


def weather(info: strawberry.Info) -> Weather:
    found: Weather = info.context
    return found


async def pause(info: strawberry.Info) -> None:
    if weather(info).suspends:
        await asyncio.sleep(0)


@strawberry.enum
class Colour(enum.Enum):
    RED = "r"
    GREEN = "g"


def _odd(value: Any) -> Any:
    if value == 13:
        raise ValueError("13 cannot be written")
    return None if value == 17 else f"<{value}>"


class Mark(int):
    """A number with a scalar of its own."""


class Handed(FieldExtension):
    """Writes its name behind what comes out."""

    def resolve(self, next_: Any, source: Any, info: Any, **kwargs: Any) -> Any:
        value = next_(source, info, **kwargs)
        return f"{value}, handed" if isinstance(value, str) else value


class OnlyEven(BasePermission):
    message = "odd ones are not shown"

    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        return bool(source.id % 2 == 0)


class Wilted(Exception):
    """Turned into a member of a union by an exception handler."""


@strawberry.type
class Wilting:
    message: str


class WiltedHandler(strawberry.ExceptionHandler[Wilted, Wilting]):
    def handle(self, exception: Wilted, *, field: Any, info: Any) -> Wilting | None:
        return None if "never" in str(exception) else Wilting(message=str(exception))


@strawberry.input
class Wish:
    count: int = 2
    colours: list[Colour] | None = None
    inner: "Wish | None" = None


@strawberry.interface
class Plant:
    id: int
    plain: str | None
    needed: str

    @strawberry.field
    def soft(self, info: strawberry.Info) -> str | None:
        return weather(info).value(f"soft {self.id}", "soft", self.id)  # type: ignore[no-any-return]

    @strawberry.field
    def firm(self, info: strawberry.Info) -> str:
        return weather(info).value(f"firm {self.id}", "firm", self.id)  # type: ignore[no-any-return]


@strawberry.type
class Leaf:
    id: int
    mark: Mark | None = None

    @strawberry.field
    def width(self, info: strawberry.Info) -> int:
        return weather(info).value(self.id * 2, "width", self.id)  # type: ignore[no-any-return]

    @strawberry.field
    async def later(self, info: strawberry.Info) -> int | None:
        await pause(info)
        return weather(info).value(self.id, "later", self.id)  # type: ignore[no-any-return]

    @strawberry.field
    def tree(self, info: strawberry.Info) -> "Tree":
        return weather(info).value(tree(self.id + 1), "tree", self.id)  # type: ignore[no-any-return]


@strawberry.type
class Tree(Plant):
    leaves_plain: list[Leaf | None] | None

    @strawberry.field
    def leaves(self, info: strawberry.Info, first: int = 2) -> list[Leaf]:
        found = [leaf(self.id * 3 + n) for n in range(max(0, min(first, 3)))]
        return _with_gaps(weather(info), found, "leaves", self.id, first)

    @strawberry.field
    def maybe_leaves(self, info: strawberry.Info) -> list[Leaf | None] | None:
        return _with_gaps(weather(info), [leaf(self.id), leaf(13)], "maybe_leaves", self.id)

    @strawberry.field
    async def awaited_leaves(self, info: strawberry.Info) -> list[Leaf]:
        await pause(info)
        return _with_gaps(weather(info), [leaf(self.id), leaf(4)], "awaited", self.id)

    @strawberry.field
    def grid(self, info: strawberry.Info) -> list[list[int | None]] | None:
        rows = [[self.id, 2], [], [3]]
        return _with_gaps(weather(info), rows, "grid", self.id)

    @strawberry.field(extensions=[Handed()])
    def handed(self) -> str:
        return f"tree {self.id}"

    @strawberry.field(permission_classes=[OnlyEven])
    def hidden(self) -> str | None:
        return "even"

    @strawberry.field
    async def neighbour(self, info: strawberry.Info) -> "Found | None":
        await pause(info)
        return weather(info).value(flower(self.id + 1), "neighbour", self.id)  # type: ignore[no-any-return]

    @strawberry.field
    def wilting(self, info: strawberry.Info) -> "Perhaps":
        roll = weather(info).roll("wilting", self.id)
        if roll < 30:
            raise Wilted("never" if roll < 10 else "wilted")
        return leaf(self.id)


@strawberry.type
class Flower(Plant):
    colour: Colour | None = Colour.RED

    @strawberry.field
    def colours(self, info: strawberry.Info, wish: Wish | None = None) -> list[Colour]:
        wanted = wish.colours if wish and wish.colours is not None else [Colour.RED, Colour.GREEN]
        return _with_gaps(weather(info), list(wanted), "colours", self.id)

    @strawberry.field
    async def beside(self, info: strawberry.Info) -> Plant:
        await pause(info)
        return weather(info).value(tree(self.id + 2), "beside", self.id)  # type: ignore[no-any-return]

    @strawberry.field
    def echo(self, wish: Wish, again: int | None = 7) -> str:
        return f"{wish} {again}"


Found = Annotated[Tree | Flower, strawberry.union("Found")]
Perhaps = Annotated[Leaf | Wilting, strawberry.union("Perhaps")]


def _with_gaps(weather: Weather, found: list[Any], *where: Any) -> Any:
    roll = weather.roll("gaps", *where)
    if roll < weather.errors and len(found) > 1:
        found[1] = ValueError(f"item at {where}")
    elif roll < weather.errors + weather.nulls and found:
        found[0] = None
    return weather.value(tuple(found) if roll % 2 else found, *where)


def leaf(id: int) -> Leaf:
    return Leaf(id=id, mark=Mark(id))


def tree(id: int) -> Tree:
    leaves = None if id % 5 == 0 else [leaf(id), None, leaf(17)]
    needed: Any = None if id % 11 == 0 else f"tree {id}"
    return Tree(id=id, plain=None if id % 3 else "plain", needed=needed, leaves_plain=leaves)


def flower(id: int) -> Flower:
    return Flower(id=id, plain="f", needed=f"flower {id}", colour=None if id % 2 else Colour.GREEN)


@strawberry.type
class Query:
    @strawberry.field
    def tree(self, info: strawberry.Info, id: int = 1) -> Tree | None:
        return weather(info).value(tree(id), "root tree", id)  # type: ignore[no-any-return]

    @strawberry.field
    def must(self, info: strawberry.Info, id: int = 2) -> Tree:
        return weather(info).value(tree(id), "must", id)  # type: ignore[no-any-return]

    @strawberry.field
    async def plants(self, info: strawberry.Info) -> list[Plant]:
        await pause(info)
        return _with_gaps(weather(info), [tree(2), flower(3), tree(4)], "plants")

    @strawberry.field
    def found(self, info: strawberry.Info) -> list[Found | None] | None:
        return _with_gaps(weather(info), [flower(5), tree(6), flower(8)], "found")

    @strawberry.field
    def number(self, n: int | None = None) -> int | None:
        return n


@strawberry.type
class Mutation:
    @strawberry.mutation
    async def grow(self, info: strawberry.Info, id: int = 1) -> Tree | None:
        await pause(info)
        return weather(info).value(tree(id), "grow", id)  # type: ignore[no-any-return]

    @strawberry.mutation
    def must_grow(self, info: strawberry.Info, id: int = 1) -> Tree:
        return weather(info).value(tree(id), "must grow", id)  # type: ignore[no-any-return]


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def seasons(self, info: strawberry.Info) -> AsyncGenerator[Tree, None]:
        for id in range(1, 6):
            yield tree(id * 11 if id == 3 else id)


garden = strawberry.Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Tree, Flower],
    exception_handlers=[WiltedHandler()],
    execution_context_class=BreadthFirstExecutor,
    config=StrawberryConfig(
        scalar_map={
            Mark: strawberry.scalar(name="Mark", serialize=_odd, parse_value=lambda value: value)
        }
    ),
)
