"""What each kind of movement does to the counters of a level. Pure; read by the ledger and its proof."""

from dataclasses import dataclass

from domain.inventory.models import MovementKind


@dataclass(frozen=True, slots=True)
class Effect:
    """Change of each counter per unit moved."""

    on_hand: int = 0
    reserved: int = 0
    allocated: int = 0
    unavailable: int = 0
    incoming: int = 0


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
}
SIGNED = frozenset({MovementKind.ADJUST, MovementKind.COUNT})
"Kinds whose quantity may be negative."

COUNTERS = ("on_hand", "reserved", "allocated", "unavailable", "incoming")
