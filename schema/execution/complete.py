"""Completing: from what a field's resolvers gave to what the response says, a whole level in one pass.

Lists are flattened to one run of items that remember their owner and place, so that there is one way
to write leaves and one to collect objects. The objects found become the next levels, one for each
concrete type.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from types import NoneType
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, GraphQLResolveInfo
from graphql.execution.executor import invalid_return_type_error
from graphql.pyutils import Undefined

from schema.execution.awaiting import answers
from schema.execution.certain import exact_class, uncast
from schema.execution.failures import Failure
from schema.execution.level import Keys, Level
from schema.execution.shape import Shape

if TYPE_CHECKING:
    from schema.execution.plan import PlannedField
    from schema.execution.walk import Walk

SLICE = 500
"""Values that are completed before the clock is looked at."""

_NOTHING = frozenset({type(None), type(Undefined), Failure})


class Typing:
    """A value whose type, or whose belonging to its type, is still to be awaited."""

    def __init__(self, awaitable: Awaitable[Any], go_on: Callable[[Any], Any]) -> None:
        self.awaitable = awaitable
        self.go_on = go_on
        self.output: Any = None


class Completion:
    """One field of one level. `children` are the levels below it, by concrete type."""

    def __init__(self, walk: Walk, field: PlannedField, level: Level) -> None:
        self.walk = walk
        self.field = field
        self.level = level
        self.children: dict[GraphQLObjectType, Level] = {}
        self.typings: list[Typing] = []
        self.failed = False
        self._infos: dict[int, GraphQLResolveInfo[Any]] = {}

    async def fill(self, values: list[Any]) -> None:
        """Write the field into every response object of the level."""
        outputs = self.walk.taken_along(self.field, values)
        self.write(await self._outputs(values) if outputs is None else outputs)

    def write(self, outputs: Sequence[Any]) -> None:
        """Write what there is for each response object of the level."""
        name = self.field.name
        for result, output in zip(self.level.results, outputs, strict=True):
            result[name] = output

    async def _outputs(self, values: list[Any]) -> list[Any]:
        shape, owners, keys = self.field.shape, range(len(values)), [()] * len(values)
        if len(values) <= SLICE and shape.item is None:
            return self._complete(shape, values, owners, keys)
        outputs = await self._shaped(shape, values, owners, keys)
        await self.walk.breathe()
        return outputs

    async def await_types(self) -> None:
        """Finish what waits for its type."""
        while self.typings:
            waiting, self.typings = self.typings, []
            found = await answers([typing.awaitable for typing in waiting])
            for typing, answer in zip(waiting, found, strict=True):
                failed = type(answer) is Failure
                typing.output = answer if failed else self._guarded(typing.go_on, answer)
                if failed:
                    self._note()
        name = self.field.name
        for result in self.level.results:
            result[name] = _without_typings(result[name])

    async def _shaped(
        self, shape: Shape, values: Sequence[Any], owners: Sequence[int], keys: Sequence[Keys]
    ) -> list[Any]:
        """The outputs of values of any shape, pausing where there are many."""
        if shape.item is None:
            outputs: list[Any] = []
            for start in range(0, len(values), SLICE):
                stop = start + SLICE
                outputs += self._complete(
                    shape, values[start:stop], owners[start:stop], keys[start:stop]
                )
                await self.walk.breathe()
            return outputs
        items: list[Any] = []
        item_owners: list[int] = []
        item_keys: list[Keys] = []
        for start in range(0, len(values), SLICE):
            stop = start + SLICE
            for value, owner, key in zip(
                values[start:stop], owners[start:stop], keys[start:stop], strict=True
            ):
                if type(value) is list:
                    items += value
                    item_owners += [owner] * len(value)
                    item_keys += (
                        [(*key, place) for place in range(len(value))] if key else zip(range(len(value)))
                    )
            if len(items) > SLICE:
                await self.walk.breathe()
        found = await self._shaped(shape.item, items, item_owners, item_keys)
        outputs, start = [], 0
        for value in values:
            if type(value) is list:
                outputs.append(found[start : start + len(value)])
                start += len(value)
            else:
                outputs.append(self._absent(shape, value))
        return outputs

    def _complete(
        self, shape: Shape, values: Sequence[Any], owners: Sequence[int], keys: Sequence[Keys]
    ) -> list[Any]:
        """The outputs of values that are not lists."""
        if shape.leaf is not None:
            return self._leaves(shape, values)
        if shape.object is None:
            return [
                self._guarded(self._abstract, shape, value, owner, key)
                if _is_present(value)
                else self._absent(shape, value)
                for value, owner, key in zip(values, owners, keys, strict=True)
            ]
        return self._objects(shape, shape.object, values, owners, keys)

    def _leaves(self, shape: Shape, values: Sequence[Any]) -> list[Any]:
        leaf, plain = shape.leaf, shape.plain
        assert leaf is not None
        try:
            outputs = [
                value if value is None or type(value) is plain else leaf(value) for value in values
            ]
        except Exception:
            # Somewhere among them is an error: once more, each by itself.
            return [
                self._guarded(leaf, value) if _is_present(value) else self._absent(shape, value)
                for value in values
            ]
        if shape.non_null and None in outputs:
            outputs = [self._absent(shape, None) if each is None else each for each in outputs]
        return outputs

    def _objects(
        self,
        shape: Shape,
        type_: GraphQLObjectType,
        values: Sequence[Any],
        owners: Sequence[int],
        keys: Sequence[Keys],
    ) -> list[Any]:
        kinds = set(map(type, values))
        exact = exact_class(type_)
        if NoneType in kinds and kinds == {exact, NoneType}:
            places = [place for place, value in enumerate(values) if value is not None]
            present = [values[place] for place in places]
            their_owners = [owners[place] for place in places]
            their_keys = [keys[place] for place in places]
            outputs = [None if value is not None else self._absent(shape, None) for value in values]
            found = self._objects(shape, type_, present, their_owners, their_keys)
            for place, output in zip(places, found, strict=True):
                outputs[place] = output
            return outputs
        if (
            kinds == {exact}
            and not self.walk.executor.has_middleware
            and (type_.is_type_of is None or uncast(values))
        ):
            try:
                return self._child(type_).extend(values, owners, keys, self.walk.is_awaitable)
            except Exception as error:
                return [self._fail(error) for _ in values]
        return [
            self._guarded(self._object, type_, value, owner, key)
            if _is_present(value)
            else self._absent(shape, value)
            for value, owner, key in zip(values, owners, keys, strict=True)
        ]

    def _object(self, type_: GraphQLObjectType, value: Any, owner: int, keys: Keys) -> Any:
        if type_.is_type_of is not None:
            fits: Any = type_.is_type_of(value, self._info(owner))
            if self.walk.is_awaitable(fits):
                return self._later(fits, lambda fits: self._fitting(fits, type_, value, owner, keys))
            return self._fitting(fits, type_, value, owner, keys)
        return self._child(type_).add(value, owner, keys)

    def _fitting(
        self, fits: Any, type_: GraphQLObjectType, value: Any, owner: int, keys: Keys
    ) -> dict[str, Any]:
        if not fits:
            raise invalid_return_type_error(type_, value, self.field.details)
        return self._child(type_).add(value, owner, keys)

    def _abstract(self, shape: Shape, value: Any, owner: int, keys: Keys) -> Any:
        abstract = shape.abstract
        assert abstract is not None
        info = self._info(owner)
        resolve_type = abstract.resolve_type or self.walk.executor.type_resolver
        name: Any = resolve_type(value, info, abstract)
        if self.walk.is_awaitable(name):
            return self._later(name, lambda name: self._typed(name, shape, value, owner, keys))
        return self._typed(name, shape, value, owner, keys)

    def _typed(self, name: Any, shape: Shape, value: Any, owner: int, keys: Keys) -> Any:
        assert shape.abstract is not None
        type_ = self.walk.executor.ensure_valid_runtime_type(
            name, shape.abstract, self.field.details, self._info(owner), value
        )
        return self._object(type_, value, owner, keys)

    def _later(self, awaitable: Any, go_on: Callable[[Any], Any]) -> Typing:
        typing = Typing(awaitable, go_on)
        self.typings.append(typing)
        return typing

    def _child(self, type_: GraphQLObjectType) -> Level:
        level = self.children.get(type_)
        if level is None:
            level = Level(self.field.selection(type_), self.level, self.field)
            self.children[type_] = level
        return level

    def _info(self, owner: int) -> GraphQLResolveInfo[Any]:
        info = self._infos.get(owner)
        if info is None:
            info = self._infos[owner] = self.walk.info(self.field, self.level, owner)
        return info

    def _guarded(self, step: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return step(*arguments)
        except Exception as error:
            return self._fail(error)

    def _fail(self, error: Exception) -> Failure:
        """What stands in the tree for an error."""
        self._note()
        return Failure(error)

    def _note(self) -> None:
        self.failed = self.walk.failed = True

    def _absent(self, shape: Shape, value: Any) -> Any:
        """What stands for a value that is null or failed."""
        if type(value) is Failure:
            self._note()
            return value
        if isinstance(value, Exception):
            return self._fail(value)
        if not shape.non_null:
            return None
        field = self.field
        return self._fail(
            TypeError(
                f"Cannot return null for non-nullable field {field.parent}.{field.nodes[0].name.value}."
            )
        )


def _is_present(value: Any) -> bool:
    return type(value) not in _NOTHING and not isinstance(value, Exception)


def _without_typings(output: Any) -> Any:
    while type(output) is Typing:
        output = output.output
    if type(output) is list:
        return [_without_typings(each) for each in output]
    return output
