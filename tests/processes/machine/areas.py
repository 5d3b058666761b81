"""Every area that takes part in random lives."""

from tests.processes.machine import (
    bundling,
    buying,
    carts,
    counting,
    holding,
    moving,
    paying,
    placing,
    resourcing,
    returning,
    shipping,
    stock,
    waiting,
)
from tests.processes.machine.life import Area

AREAS: dict[str, Area] = {
    "placing": placing.AREA,
    "bundling": bundling.AREA,
    "paying": paying.AREA,
    "carts": carts.AREA,
    "holding": holding.AREA,
    "shipping": shipping.AREA,
    "resourcing": resourcing.AREA,
    "returning": returning.AREA,
    "stock": stock.AREA,
    "buying": buying.AREA,
    "moving": moving.AREA,
    "counting": counting.AREA,
    "waiting": waiting.AREA,
}

VERBS = tuple(verb for area in AREAS.values() for verb in area.verbs)
"What a life may do next, as often as it makes for lives that get somewhere."

LONG = 15 * len(VERBS)
"Steps after which most verbs have been done often."

LONGEST = 4 * LONG
"Steps after which every verb has been done at some time, however rarely the world lets it."
