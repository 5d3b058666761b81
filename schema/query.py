"""`query(…)` and `subscription(…)`: fields that read and watch. A root field has a permission.

Who may read nothing through a field gets the same empty answer as one who asks for what is not there,
by the same statements: the types' rules and the viewer's scope see to that. The permission says whom the
field is for, and a caller with credentials it is not for leaves an audit entry.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing
from functools import wraps
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from domain.kernel.actor import ActorKind
from domain.kernel.errors import InvalidInput, NotFound, PermissionDenied
from schema.arguments import check_arguments
from schema.audit import keep_refusal
from schema.column import COLUMNS
from schema.permissions import Permission


class ReadDoor(FieldExtension):
    """Refuses arguments that no column could hold; describes the arguments. `permission` is None for
    a field of a type that has a rule."""

    def __init__(self, permission: Permission | None, arguments: Mapping[str, str]) -> None:
        self.permission = permission
        self.descriptions = arguments

    def apply(self, field: StrawberryField) -> None:
        for argument in field.arguments:
            argument.description = self.descriptions[argument.python_name]

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **arguments: Any
    ) -> Any:
        check_arguments(arguments)
        actor = info.context.actor
        if (
            self.permission is not None
            and not self.permission.allows(actor)
            and actor.kind is not ActorKind.ANONYMOUS
        ):
            await keep_refusal(
                info.context, action=info.field_name, about=arguments, code=PermissionDenied.code
            )
        return await next_(source, info, **arguments)


def query(
    description: str,
    *,
    permission: Permission,
    name: str | None = None,
    **arguments: str,
) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Declare a root field that reads, and whom it is for. `arguments` describes each argument of the
    resolver."""

    def declare(resolver: Callable[..., Awaitable[Any]]) -> Any:
        return strawberry.field(
            resolver, name=name, description=description, extensions=[ReadDoor(permission, arguments)]
        )

    return declare


def nested(description: str, **arguments: str) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Declare a field below the root that reads by itself, knowing the id of its row: what it shows is
    its type's business."""

    def declare(resolver: Callable[..., Awaitable[Any]]) -> Any:
        return strawberry.field(
            resolver,
            description=description,
            extensions=[ReadDoor(None, arguments)],
            metadata={COLUMNS: frozenset({"id"})},
        )

    return declare


def subscription(
    description: str, *, permission: Permission
) -> Callable[[Callable[..., AsyncGenerator[Any, None]]], Any]:
    """Declare a field that watches, and who may."""

    def declare(resolver: Callable[..., AsyncGenerator[Any, None]]) -> Any:
        @wraps(resolver)
        async def guarded(self: Any, info: Any, **arguments: Any) -> AsyncGenerator[Any, None]:
            try:
                permission.check(info.context.actor)
                async with aclosing(resolver(self, info, **arguments)) as events:
                    async for event in events:
                        yield event
            except (PermissionDenied, NotFound) as refusal:
                await keep_refusal(
                    info.context, action=info.field_name, about=arguments, code=refusal.code
                )
                raise

        guarded.permission = permission  # type: ignore[attr-defined]
        return strawberry.subscription(guarded, description=description)

    return declare


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
