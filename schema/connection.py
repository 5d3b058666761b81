"""Relay connections over the domain's keyset pages."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar
from uuid import UUID

import strawberry
from aiodataloader import DataLoader

from domain.kernel.batches import AnyRow
from domain.kernel.pagination import Page
from schema.context import Context

T = TypeVar("T")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="More rows follow `endCursor`.")
    has_previous_page: bool = strawberry.field(description="More rows precede `startCursor`.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row here.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row here.")


@strawberry.type(description="A row and its place in the list.")
class Edge(Generic[T]):
    cursor: str = strawberry.field(description="Opaque; good for `after` and `before`.")
    node: T = strawberry.field(description="The row.")


class Edges(Iterable[Any]):
    """The edges of a page, made for those who ask for them."""

    def __init__(self, cursors: Iterable[str], nodes: Iterable[Any]) -> None:
        self._cursors = cursors
        self._nodes = nodes

    def __iter__(self) -> Iterator[Any]:
        for cursor, node in zip(self._cursors, self._nodes, strict=True):
            yield Edge(cursor=cursor, node=node)


@strawberry.type(description="A page of a list. Cursors stay put while rows come and go.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The rows with their cursors.")
    nodes: list[T] = strawberry.field(description="The rows alone.")
    page_info: PageInfo = strawberry.field(description="Where the page lies.")

    @classmethod
    def from_page(cls, page: Page[AnyRow], node: type[Any], **more: Any) -> Self:
        """The connection of a page, each row shown as `node`."""
        nodes = [node.from_row(row) for row in page.rows]
        return cls(
            edges=Edges(page.cursors, nodes),  # type: ignore[arg-type]
            nodes=nodes,
            page_info=PageInfo(
                has_next_page=page.has_next,
                has_previous_page=page.has_previous,
                start_cursor=page.cursors[0] if page.cursors else None,
                end_cursor=page.cursors[-1] if page.cursors else None,
            ),
            **more,
        )


def once(find: Callable[[], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
    """`find`, for several fields that all tell of what it finds: it is run for the first of them."""
    running: list[asyncio.Future[T]] = []

    def found() -> Awaitable[T]:
        if not running:
            running.append(asyncio.ensure_future(find()))
        return running[0]

    return found


@dataclass(frozen=True)
class PageKey:
    """Names a loader of pages: parents that ask for the same page are answered together."""

    list_name: str
    first: int | None
    after: Any


PageLoad = Any
"""``async (read, ids) -> {id: value}``"""


async def load_for_parent(context: Context, key: PageKey, parent: UUID, load: PageLoad) -> Any:
    """What `load` finds for `parent`, read together with all parents that ask for the same."""

    def make() -> DataLoader[UUID, Any]:
        async def batch(ids: list[UUID]) -> list[Any]:
            async with context.read() as read:
                found: Mapping[UUID, Any] = await load(read, ids)
            return [found.get(id) for id in ids]

        return DataLoader(batch)

    return await context.loader(key, make).load(parent)
