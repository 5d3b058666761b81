"""Where a zip prefix lies: the mean of the points that are known of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from domain.imports.olist.rows import PointRow

SOUTH, NORTH = -34.0, 5.5
WEST, EAST = -74.0, -34.0
"Brazil's mainland. Some points of the data set lie in Europe."


@dataclass(frozen=True, slots=True)
class Place:
    """A zip prefix: its mean coordinates in degrees and the city that most of its points name."""

    latitude: float
    longitude: float
    city: str


def places(points: Iterable[PointRow]) -> dict[str, Place]:
    """Every zip prefix with at least one point in Brazil; points outside do not count."""
    grouped: dict[str, list[PointRow]] = defaultdict(list)
    for point in points:
        if in_brazil(point):
            grouped[point.zip_prefix].append(point)
    return {prefix: _place(known) for prefix, known in grouped.items()}


def in_brazil(point: PointRow) -> bool:
    """Whether a point can be what it says it is."""
    return SOUTH <= point.latitude <= NORTH and WEST <= point.longitude <= EAST


def _place(points: list[PointRow]) -> Place:
    # Sorting first makes the city repeatable where two are named equally often.
    cities = Counter(sorted(point.city for point in points if point.city))
    return Place(
        latitude=round(sum(point.latitude for point in points) / len(points), 6),
        longitude=round(sum(point.longitude for point in points) / len(points), 6),
        city=cities.most_common(1)[0][0] if cities else "",
    )
