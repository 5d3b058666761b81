"""What numbers, states and viewers decide about a cycle count. Pure."""

from collections.abc import Iterator

from domain.counting.models import CycleCountStatus
from domain.kernel.actor import Actor
from domain.kernel.capabilities import Capability


def sees_expected(viewer: Actor, *, blind: bool) -> bool:
    """Whether the viewer may know what is expected: of a blind count, only who may adjust stock."""
    return not blind or viewer.may(Capability.INVENTORY_ADJUST)


def available_actions(status: CycleCountStatus, *, counted: int) -> Iterator[str]:
    """The verbs that the count's state does not refuse, in the order of its life."""
    if status is CycleCountStatus.OPEN:
        yield "enterCycleCount"
        yield "submitCycleCount"
    if status is CycleCountStatus.REVIEW:
        yield "reopenCycleCount"
    if status in (CycleCountStatus.OPEN, CycleCountStatus.REVIEW):
        if counted:
            yield "postCycleCount"
        yield "cancelCycleCount"
