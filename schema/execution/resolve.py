"""Resolving a field for a whole level: constants, reads, and resolvers called one by one."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from graphql.execution.values import get_argument_values

from schema.execution.awaiting import Settling
from schema.execution.complete import SLICE
from schema.execution.failures import Failure
from schema.execution.level import Level

if TYPE_CHECKING:
    from schema.execution.plan import PlannedField
    from schema.execution.reading import Read
    from schema.execution.walk import Walk

Later = Coroutine[Any, Any, list[Any]]

Begun = tuple[list[Any], Later | None]
"""The values, or what there is of them and a coroutine that brings the rest."""


async def begin(walk: Walk, field: PlannedField, level: Level) -> Begun:
    """Resolve a field as far as it goes without waiting."""
    if walk.executor.has_middleware:
        return await _call(walk, field, level)
    reading = field.reading
    if reading.constant is not None:
        return [reading.constant] * len(level.results), None
    if reading.column is not None:
        values = await _read(walk, _read_rows, reading.column, level)
        return (values, None) if field.shape.item is None else _settled(walk, field, values)
    if reading.read is not None:
        return _settled(walk, field, await _read(walk, _read_objects, reading.read, level))
    return await _call(walk, field, level)


async def _read(
    walk: Walk, read_slice: Callable[[Read, list[Any]], list[Any]], read: Read, level: Level
) -> list[Any]:
    sources = level.sources
    if len(sources) <= SLICE:
        return read_slice(read, sources)
    values: list[Any] = []
    for start in range(0, len(sources), SLICE):
        values += read_slice(read, sources[start : start + SLICE])
        await walk.breathe()
    return values


def _read_rows(read: Read, sources: list[Any]) -> list[Any]:
    try:
        return [read(source.row) for source in sources]
    except Exception:
        return [_read_one(lambda source: read(source.row), source) for source in sources]


def _read_objects(read: Read, sources: list[Any]) -> list[Any]:
    try:
        return [read(source) for source in sources]
    except Exception:
        return [_read_one(read, source) for source in sources]


def _read_one(read: Read, source: Any) -> Any:
    try:
        return read(source)
    except Exception as error:
        return Failure(error)


async def _call(walk: Walk, field: PlannedField, level: Level) -> Begun:
    executor = walk.executor
    resolver = executor.resolver_of(field)
    arguments = arguments_of(walk, field)
    values: list[Any] = []
    if isinstance(arguments, Failure):
        return _settled(walk, field, [arguments] * len(level.results))
    for place, source in enumerate(level.sources):
        try:
            values.append(resolver(source, walk.info(field, level, place), **arguments))
        except Exception as error:
            values.append(Failure(error))
        await walk.breathe()
    return _settled(walk, field, values)


def _settled(walk: Walk, field: PlannedField, values: list[Any]) -> Begun:
    executor = walk.executor
    settling = Settling(field, executor.is_awaitable, executor.is_async_iterable)
    if settling.plain(values):
        return values, None
    return values, settling.wait(values)


def arguments_of(walk: Walk, field: PlannedField) -> dict[str, Any] | Failure:
    """The field's arguments, the same for all objects of a request."""
    if not field.has_arguments:
        return {}
    arguments = walk.arguments.get(field)
    if arguments is None:
        arguments = walk.arguments[field] = _arguments(walk, field)
    return arguments


def _arguments(walk: Walk, field: PlannedField) -> dict[str, Any] | Failure:
    executor, first = walk.executor, field.details[0]
    if first.fragment_variable_values is None:
        values = field.arguments.values(executor.variable_values)
        if values is not None:
            return values
    try:
        return get_argument_values(
            field.definition,
            first.node,
            executor.variable_values,
            first.fragment_variable_values,
            executor.hide_suggestions,
        )
    except Exception as error:
        return Failure(error)
