"""What to send each operation of the contract, by what it is about; one file an area of the world."""

from typing import Any

from tests.contract.variables import buying, counting, moving, reading, selling, sourcing, stock
from tests.contract.world import World

_WRITES = (selling, sourcing, stock, counting, buying, moving)


def variables(world: World, operation: str) -> dict[str, Any]:
    """The variables of `operation`. Raises `KeyError` for one that nobody has thought of."""
    reads = reading.reads(world)
    if operation in reads:
        return reads[operation]
    writes = {name: input for area in _WRITES for name, input in area.writes(world).items()}
    return {"input": writes[operation]}
