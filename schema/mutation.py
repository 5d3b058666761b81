"""`mutation(permission=…)`: strawberry's mutation with the write door and a permission."""

from collections.abc import Awaitable, Callable
from typing import Any, get_args

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField
from strawberry.utils.str_converters import to_camel_case

from domain.kernel.actor import Actor
from domain.kernel.errors import NotFound, PermissionDenied
from schema.audit import keep_refusal
from schema.context import Context
from schema.permissions import Permission
from schema.transaction import Answer, read_answer, write

AfterCommit = Callable[[Context, Answer], Awaitable[None]]
Shows = Callable[[Actor, Any], bool]
"Whether somebody may see the nodes of a success."

PERMISSIONS: dict[str, Permission] = {}
"""Mutation name → who may call it. Filled as mutations are declared."""


class WriteDoor(FieldExtension):
    """One mutation field: a permission, one transaction, one result; refusals are kept."""

    def __init__(
        self,
        *,
        permission: Permission,
        success: type[Any],
        after: AfterCommit | None,
        looks_first: bool,
        as_written: Shows | None,
    ) -> None:
        self.permission = permission
        self.success = success
        self.after = after
        self.looks_first = looks_first
        self.as_written = as_written

    def apply(self, field: StrawberryField) -> None:
        for argument in field.arguments:
            argument.description = argument.description or "What is to be done."

    async def resolve_async(
        self, next_: Callable[..., Awaitable[Any]], source: Any, info: Any, **arguments: Any
    ) -> Any:
        context: Context = info.context

        async def resolve() -> Any:
            return await next_(source, info, **arguments)

        try:
            self.permission.check(context.actor)
            answer, success = await write(
                context,
                verb=info.field_name,
                permission=self.permission,
                input=arguments["input"],
                resolve=resolve,
                looks_first=self.looks_first,
            )
        except (PermissionDenied, NotFound) as refusal:
            # Both, because they are to look alike, and because whoever tries ids finds nothing.
            await keep_refusal(context, action=info.field_name, about=arguments, code=refusal.code)
            raise
        if self.after is not None:
            await self.after(context, answer)
        if success is not None and self.as_written and self.as_written(context.actor, success):
            return success
        return await read_answer(context, self.success, answer)


def mutation(
    *,
    permission: Permission,
    description: str,
    after: AfterCommit | None = None,
    looks_first: bool = False,
    as_written: Shows | None = None,
) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """Declare a mutation. Its resolver is one call of a verb with `info.context.uow`, and names its
    result union as its return type, the success first. `after` runs once the transaction is over. A verb
    that `looks_first` reads by `uow.peek`, and begins its transaction itself where it needs one. Nodes
    that are new rows, whole, are shown as they were written, to those who may see them: `as_written`."""

    def declare(resolver: Callable[..., Awaitable[Any]]) -> Any:
        PERMISSIONS[to_camel_case(resolver.__name__)] = permission
        success = get_args(get_args(resolver.__annotations__["return"])[0])[0]
        door = WriteDoor(
            permission=permission,
            success=success,
            after=after,
            looks_first=looks_first,
            as_written=as_written,
        )
        return strawberry.mutation(resolver, description=description, extensions=[door])

    return declare
