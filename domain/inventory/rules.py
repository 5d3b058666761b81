"""What each kind of movement does to the counters of a level. Pure; read by the ledger and its proof."""

from dataclasses import dataclass

from domain.inventory.models import MovementKind, UnavailableReason


@dataclass(frozen=True, slots=True)
class Effect:
    """Change of each counter per unit moved."""

    on_hand: int = 0
    reserved: int = 0
    allocated: int = 0
    unavailable: int = 0
    incoming: int = 0
    safety_stock: int = 0

    @property
    def free(self) -> int:
        """Change of what is not promised to anybody and fit for sale."""
        return self.on_hand - self.reserved - self.allocated - self.unavailable


EFFECTS: dict[MovementKind, Effect] = {
    MovementKind.RECEIVE: Effect(on_hand=+1),
    MovementKind.ADJUST: Effect(on_hand=+1),
    MovementKind.COUNT: Effect(on_hand=+1),
    MovementKind.RESERVE: Effect(reserved=+1),
    MovementKind.UNRESERVE: Effect(reserved=-1),
    MovementKind.ALLOCATE: Effect(allocated=+1),
    MovementKind.RELEASE: Effect(allocated=-1),
    MovementKind.SHIP: Effect(on_hand=-1, allocated=-1),
    MovementKind.RETURN: Effect(on_hand=+1),
    MovementKind.QUARANTINE: Effect(unavailable=+1),
    MovementKind.WRITE_OFF: Effect(on_hand=-1),
    MovementKind.TRANSFER_OUT: Effect(on_hand=-1),
    MovementKind.TRANSFER_IN: Effect(on_hand=+1),
    MovementKind.EXPECT: Effect(incoming=+1),
    MovementKind.UNEXPECT: Effect(incoming=-1),
    MovementKind.UNQUARANTINE: Effect(unavailable=-1),
    MovementKind.SAFETY_STOCK: Effect(safety_stock=+1),
}
SIGNED = frozenset({MovementKind.ADJUST, MovementKind.COUNT, MovementKind.SAFETY_STOCK})
"Kinds whose quantity may be negative."

FINDINGS = frozenset(
    {MovementKind.COUNT, MovementKind.ADJUST, MovementKind.QUARANTINE, MovementKind.WRITE_OFF}
)
"""Kinds that say what was found on the shelf, or is missing from it. Safety stock is a wish and cannot
contradict them: they may dip into it, though never into what is promised. Everything else leaves it
alone."""

BECAUSE = {
    UnavailableReason.DAMAGED: "damaged",
    UnavailableReason.QUALITY_CONTROL: "quality_control",
    UnavailableReason.HOLD: "on_hold",
}
"The counter of each reason to be unavailable; QUARANTINE and UNQUARANTINE move it with `unavailable`."

COUNTERS = (
    "on_hand",
    "reserved",
    "allocated",
    "unavailable",
    *BECAUSE.values(),
    "incoming",
    "safety_stock",
)
