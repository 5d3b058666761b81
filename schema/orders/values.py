"""What is read for many orders at a time and is no row of theirs: events from a place on, and what is
computed of how things stand."""

from typing import Annotated, Any

import strawberry

from domain.backorders.loads import promises_by_line_ids
from domain.kernel.actor import Actor
from domain.kernel.errors import InvalidInput
from domain.kernel.pagination import MAX_PAGE
from domain.orders.actions import Situation, available_actions
from domain.orders.loads import events_by_order_ids
from domain.processes.situations import situations_by_order_ids
from schema.mutation import PERMISSIONS
from schema.relation import Batch, many, value


def events_by_order(
    first: Annotated[
        int | None, strawberry.argument(description="At most so many; 250 when not said.")
    ] = None,
    after: Annotated[
        int | None, strawberry.argument(description="Sequence number to go on from.")
    ] = None,
) -> Batch:
    """The events of orders beyond a sequence number. Raises `InvalidInput`."""
    limit = MAX_PAGE if first is None else first
    if not 0 <= limit <= MAX_PAGE:
        raise InvalidInput(f"`first` must be 0 to {MAX_PAGE}.", path=("first",))
    return many("OrderEvent", events_by_order_ids.given(after=after or 0, limit=limit))


def _actions(situation: Situation | None, viewer: Actor) -> list[str]:
    possible = available_actions(situation) if situation else ()
    return [action for action in possible if PERMISSIONS[action].allows(viewer)]


def _promised_at(promise: Any, viewer: Actor) -> Any:
    return promise.promised_at if promise else None


actions_by_order = value(situations_by_order_ids, _actions)
promised_at_by_line = value(promises_by_line_ids, _promised_at)
