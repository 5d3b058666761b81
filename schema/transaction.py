"""The write door: one mutation field is one transaction.

The resolver runs inside it and may be run again as a whole after a deadlock. What it returns is kept
as references to nodes; the answer is then read afresh from what was committed. A repeated idempotency
key takes the same last step with the first request's references, so both answers look alike. Where the
nodes are rows that were just inserted, whole, they are what would be read, and need not be.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from domain.kernel import idempotency
from domain.kernel.actor import ActorKind
from domain.kernel.errors import DomainError, InvalidInput, NotFound
from domain.kernel.uow import UnitOfWork, run_again, transaction
from schema.arguments import canonical, check_arguments
from schema.audit import keep
from schema.context import Context
from schema.node import Node, load_node, load_nodes
from schema.permissions import Permission

Answer = dict[str, Any]
"""``{"order": global id, "refunds": [global ids]}``: the success type's fields as references."""


_UNGUESSABLE = 16
"Characters of a key from somebody without a name: keys of all of them lie in one drawer."


async def write(
    context: Context,
    *,
    verb: str,
    permission: Permission,
    input: Any,
    resolve: Callable[[], Awaitable[Any]],
    looks_first: bool = False,
) -> tuple[Answer, Any]:
    """Check the input, run `resolve` in a transaction of its own with the audit's entry, commit, wake
    the relay. A verb that `looks_first` has its transaction begin when it needs one. The success comes
    with its references, and is None where the key had an answer.

    Raises what the verb raises, after the roll-back; a refused request leaves no key behind.
    """
    check_arguments({"input": input})
    key: str | None = input.idempotency_key
    if context.actor.kind is ActorKind.ANONYMOUS and key is not None and len(key) < _UNGUESSABLE:
        raise InvalidInput(
            f"Without credentials a key has {_UNGUESSABLE} characters or more: nobody else may have it.",
            path=("input", "idempotencyKey"),
        )
    digest = idempotency.fingerprint(verb, canonical(input)) if key is not None else ""

    async def act(uow: UnitOfWork) -> tuple[Answer, Any]:
        context.uow = uow
        success = await resolve()
        answer = references(success)
        keep(context, action=verb, permission=permission, answer=answer)
        if key is not None:
            idempotency.remember(uow, key=key, answer=answer)
        return answer, success

    async def attempt() -> tuple[Answer, Any]:
        async with transaction(context.database, actor=context.actor) as uow:
            if key is not None:
                known = await idempotency.claim(uow, key=key, fingerprint=digest)
                if known is not None:
                    return known, None
            return await act(uow)

    async def hastily() -> tuple[Answer, Any]:
        """The key is taken for new; so a verb may look before it is taken at all."""
        assert key is not None
        async with transaction(context.database, actor=context.actor, begin=False) as uow:
            idempotency.take(uow, key=key, fingerprint=digest)
            if not looks_first:
                await uow.begin()
            try:
                return await act(uow)
            except DomainError:
                # What is in the way may be what was done under this key: then that is the answer.
                await uow.begin()
                raise

    try:
        done = await run_again(attempt, hastily=hastily if key is not None else None)
    finally:
        context.uow = None
        context.forget_loaded()
    context.wake()
    return done


class Remark:
    """A part of an answer that is no node: what was said of a part of the request. It is remembered word
    for word, and may be nothing but strings and numbers. Subclasses are strawberry types."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        _remarks[cls.__name__] = cls


_remarks: dict[str, type[Remark]] = {}


def references(success: Any) -> Answer:
    """A success by field: its nodes as global ids, its remarks as they are."""
    return {
        name: [_reference(part) for part in value] if isinstance(value, list) else _reference(value)
        for name, value in vars(success).items()
    }


def _reference(part: Node | Remark | None) -> Any:
    if isinstance(part, Remark):
        return {"remark": type(part).__name__, "said": vars(part)}
    return None if part is None else part.id_of()


async def read_answer(context: Context, success: type[Any], answer: Answer) -> Any:
    """The success type with its nodes as they are now, within what the caller may see."""
    fields: dict[str, Any] = {}
    for name, reference in answer.items():
        if isinstance(reference, list):
            nodes = await load_nodes(context, [each for each in reference if isinstance(each, str)])
            remarks = [each for each in reference if isinstance(each, dict)]
            fields[name] = [
                *(node for node in nodes if node),
                *(_remarks[each["remark"]](**each["said"]) for each in remarks),
            ]
        else:
            fields[name] = None if reference is None else await _get(context, reference, name)
    return success(**fields)


async def _get(context: Context, reference: str, name: str) -> Node:
    node = await load_node(context, reference)
    if node is None:
        raise NotFound(f"The {to_camel_case(name.rstrip('_'))} is gone.")
    return node
