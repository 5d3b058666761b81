"""Values that are not there yet: awaitables, lists of them, and asynchronous lists.

Most fields have none, and one look at the classes of a level's values says so.
"""

from __future__ import annotations

from asyncio import Future, ensure_future, gather, iscoroutine
from collections.abc import AsyncIterable, Awaitable, Callable, Coroutine, Iterable, Sequence
from types import GeneratorType
from typing import TYPE_CHECKING, Any, cast

from graphql import GraphQLError
from graphql.pyutils import Undefined, is_awaitable, is_iterable
from strawberry.execution import optimized_is_awaitable

from schema.execution.failures import Failure

if TYPE_CHECKING:
    from schema.execution.plan import PlannedField
    from schema.execution.shape import Shape

IsAwaitable = Callable[[Any], bool]

_PRESENT = frozenset({type(None), bool, int, float, str, bytes, dict, Failure})
AT_ONCE = 1_000
"""Awaitables that are waited for side by side: each is a task, and all of them begin in one turn of the
event loop, as in one turn all go on that have waited for the same."""
_BY_CLASS = (is_awaitable, optimized_is_awaitable)


def all_present(values: Iterable[Any], check: IsAwaitable) -> bool:
    """Nothing here is awaitable, asynchronous, or an error, judging by classes alone."""
    if check not in _BY_CLASS:
        return False
    for kind in set(map(type, values)):
        if kind not in _PRESENT and (
            hasattr(kind, "__await__")
            or hasattr(kind, "__aiter__")
            or hasattr(kind, "__getattr__")
            or issubclass(kind, Exception | GeneratorType)
        ):
            return False
    return True


class Settling:
    """Brings the values of one field to where they are plain, for an executor's idea of awaitable."""

    def __init__(self, field: PlannedField, check: IsAwaitable, is_async: IsAwaitable) -> None:
        self._field = field
        self._check = check
        self._is_async = is_async

    def plain(self, values: list[Any]) -> bool:
        """Whether all values are there. Lists of any kind are made lists on the way."""
        plain = all_present(values, self._check) or not any(map(self._check, values))
        shape = self._field.shape
        if shape.item is None:
            return plain
        for place, value in enumerate(values):
            if plain or not self._check(value):
                listed = values[place] = self._listed(value, shape)
                plain = self._plain_list(listed, shape.item) and plain
        return plain

    def _plain_list(self, listed: Any, shape: Shape) -> bool:
        """Whether a list that `_listed` made has all its items, to any depth."""
        if not isinstance(listed, list):
            return not self._is_async(listed)
        if not all_present(listed, self._check) and any(map(self._check, listed)):
            return False
        if shape.item is None:
            return True
        found = True
        for place, item in enumerate(listed):
            inner = listed[place] = self._listed(item, shape)
            found = self._plain_list(inner, shape.item) and found
        return found

    def _listed(self, value: Any, shape: Shape) -> Any:
        """A list of one's own for what a list field returned; null and failures stay."""
        if type(value) is list:
            return value if shape.item and shape.item.item is None else value.copy()
        if value is None or value is Undefined or isinstance(value, Exception) or self._is_async(value):
            return value
        if not is_iterable(value):
            field = self._field
            return Failure(
                GraphQLError(
                    "Expected Iterable, but did not find one for field"
                    f" '{field.parent}.{field.nodes[0].name.value}'."
                )
            )
        try:
            return list(value)
        except Exception as error:
            return Failure(error)

    def wait(self, values: list[Any]) -> Coroutine[Any, Any, list[Any]]:
        """The values, once they are all there. Those that fail are failures."""
        shape = self._field.shape
        if len(values) == 1 and shape.item is None:  # a root field, mostly
            return answers(values)
        return self._all(values, shape, needed=False)

    async def _all(self, values: list[Any], shape: Shape, *, needed: bool) -> list[Any]:
        places = [place for place, value in enumerate(values) if self._check(value)]
        if places:
            values = values.copy()
            found = await answers([values[place] for place in places], needed=needed)
            for place, value in zip(places, found, strict=True):
                values[place] = value
        if shape.item is None:
            return values
        item, listed = shape.item, []
        for first in range(0, len(values), AT_ONCE):
            some = values[first : first + AT_ONCE]
            listed += await gather(*(self._list(value, shape, item) for value in some))
        return listed

    async def _list(self, value: Any, shape: Shape, item: Shape) -> Any:
        listed = self._listed(value, shape)
        if isinstance(listed, list):
            return await self._all(listed, item, needed=item.non_null)
        if listed is None or listed is Undefined or isinstance(listed, Exception):
            return listed
        try:
            return await self._all([each async for each in _items(listed)], item, needed=item.non_null)
        except Exception as error:
            return Failure(error)


async def _items(source: AsyncIterable[Any]) -> AsyncIterable[Any]:
    """The items of an asynchronous list, which is closed when one of them fails."""
    iterator = source.__aiter__()
    try:
        async for each in iterator:
            yield each
    finally:
        close = getattr(iterator, "aclose", None)
        if close is not None:
            await close()


def answers(
    awaitables: Sequence[Awaitable[Any]], *, needed: bool = False
) -> Coroutine[Any, Any, list[Any]]:
    """What each awaitable comes to, side by side: a value or a `Failure`. Where all are `needed`, the
    first that fails is the end of the others. Of very many, some begin when others have ended."""
    if len(awaitables) == 1:
        return _answer(awaitables[0])
    if len(awaitables) <= AT_ONCE:
        return _answers(awaitables, needed=needed)
    return _answers_in_turn(awaitables, needed=needed)


async def _answer(awaitable: Awaitable[Any]) -> list[Any]:
    try:
        return [await awaitable]
    except Exception as error:
        return [Failure(error)]


async def _answers_in_turn(awaitables: Sequence[Awaitable[Any]], *, needed: bool) -> list[Any]:
    found: list[Any] = []
    begun = 0
    try:
        while begun < len(awaitables):
            some = awaitables[begun : begun + AT_ONCE]
            begun += len(some)
            found += await answers(some, needed=needed)
            if needed and any(type(each) is Failure for each in found[-len(some) :]):
                break
    finally:
        for each in awaitables[begun:]:
            if iscoroutine(each):
                each.close()
    return found + [Failure(None)] * (len(awaitables) - begun)


async def _answers(awaitables: Sequence[Awaitable[Any]], *, needed: bool) -> list[Any]:
    tasks = [ensure_future(each) for each in awaitables]
    if needed:
        try:
            return list(await gather(*tasks))
        except Exception:
            for task in tasks:
                task.cancel()
            await gather(*tasks, return_exceptions=True)
            return [_outcome(task) for task in tasks]
    found = await gather(*tasks, return_exceptions=True)
    for place, value in enumerate(found):
        if isinstance(value, BaseException):
            if not isinstance(value, Exception):
                raise value
            found[place] = Failure(value)
    return list(found)


def _outcome(task: Future[Any]) -> Any:
    if task.cancelled():
        return Failure(None)
    error = task.exception()
    return task.result() if error is None else Failure(cast(Exception, error))
