"""`query(…)`: a root field that reads, with the same checks of its arguments as a mutation's input."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from domain.kernel.errors import InvalidInput
from schema.arguments import check_arguments


class ReadDoor(FieldExtension):
    """Refuses arguments that no column could hold; describes the arguments."""

    def __init__(self, arguments: Mapping[str, str]) -> None:
        self.descriptions = arguments

    def apply(self, field: StrawberryField) -> None:
        for argument in field.arguments:
            argument.description = self.descriptions[argument.python_name]

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **arguments: Any
    ) -> Any:
        check_arguments(arguments)
        return await next_(source, info, **arguments)


def query(
    description: str, *, name: str | None = None, **arguments: str
) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Declare a field that reads. `arguments` describes each argument of the resolver."""

    def declare(resolver: Callable[..., Awaitable[Any]]) -> Any:
        return strawberry.field(
            resolver, name=name, description=description, extensions=[ReadDoor(arguments)]
        )

    return declare


def subscription(description: str) -> Callable[[Callable[..., AsyncGenerator[Any, None]]], Any]:
    """Declare a field that watches."""
    return lambda resolver: strawberry.subscription(resolver, description=description)


PAGING = {
    "first": "At most so many, from the start or `after`: 0 to 250, 50 when not said.",
    "after": "Cursor to go on from.",
}
PAGING_BACK = {
    "last": "At most so many, from the end or `before`: 0 to 250.",
    "before": "Cursor to go back from.",
}


def one_of(**keys: Any) -> None:
    """Raises `InvalidInput` naming the first of `keys` when none of them is given."""
    if all(value is None for value in keys.values()):
        names = [to_camel_case(name) for name in keys]
        raise InvalidInput(f"Say which one, by {' or '.join(names)}.", path=(names[0],))
