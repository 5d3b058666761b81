"""One statement of several: a single row, in which each has a column with an array of its rows.

A statement that is read by keys (`batches.IDS`) may stand in line behind another, for the keys that the
other finds in one of its columns: what is asked of rows is then read together with them.
"""

from functools import lru_cache
from typing import NamedTuple

from domain.kernel.compiled import PLACE, ROWS, Compiled

MOST_JOINED = 1000
"""Rows that a statement may find together with others. The driver reads one row at a stretch, however
much is in it; of many rows it reads those that have arrived."""

MOST_WRITTEN = 10_000
"Rows that it may find where they are written: each is one text, and nothing is read in it."


class Behind(NamedTuple):
    """The statement stands behind the one at `place`: its `ids` are what that one finds in `column`."""

    place: int
    column: str


class Part(NamedTuple):
    """A statement among those that are sent as one. Where its rows are `written`, each comes as what
    that expression makes of it."""

    statement: Compiled
    behind: Behind | None = None
    written: str | None = None


@lru_cache(1000)
def join(parts: tuple[Part, ...]) -> str:
    """The text of all of them, with their parameters in line, but for the `ids` of those that stand
    behind another. An array has its rows in the order in which they are found; there is none where they
    are more than `MOST_JOINED`, or `MOST_WRITTEN`."""
    first = {part.behind.place for part in parts if part.behind}
    named, columns, taken = [], [], 0
    for place, (statement, behind, written) in enumerate(parts):
        text, taken = _placed(statement, behind, taken)
        if place in first:
            named.append(f"{_name(place)} AS MATERIALIZED ({text})")
            text = f"SELECT * FROM {_name(place)}"  # noqa: S608 - compiled ones
        array = f"ARRAY(SELECT {written or ROWS} FROM ({text}) AS {ROWS})"  # noqa: S608 - compiled ones
        most = MOST_WRITTEN if written else MOST_JOINED
        few = f"CASE WHEN cardinality({ROWS}) <= {most} THEN {ROWS} END"
        # OFFSET keeps PostgreSQL from finding the array once for each time it is named.
        columns.append(f"(SELECT {few} FROM (SELECT {array} AS {ROWS} OFFSET 0) AS {ROWS})")  # noqa: S608
    return (f"WITH {', '.join(named)} " if named else "") + "SELECT " + ", ".join(columns)


def _name(place: int) -> str:
    return f"{ROWS}_{place}"


def _placed(statement: Compiled, behind: Behind | None, taken: int) -> tuple[str, int]:
    """The statement's text with its places moved on, and how many places are taken then."""
    places = list(range(taken + 1, taken + 1 + len(statement.keys)))
    written = [f"${place}" for place in places]
    if behind is not None:
        of_keys = statement.keys.index("ids")
        keys = f'(ARRAY(SELECT DISTINCT "{behind.column}" FROM {_name(behind.place)}))'  # noqa: S608
        written = [f"${place}" for place in places[:-1]]
        written.insert(of_keys, keys)
    text = PLACE.sub(lambda found: written[int(found[1]) - 1] if found[1] else found[0], statement.text)
    return text, taken + len(places) - (behind is not None)
