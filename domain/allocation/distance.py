"""How far apart two places are, over the surface of the earth. Pure."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH = 6371.0088
"Mean radius of the earth in kilometres (IUGG)."


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees north and east."""

    latitude: float
    longitude: float

    @classmethod
    def of(cls, latitude: float | None, longitude: float | None) -> "Point | None":
        """The point, where both of its coordinates are known."""
        return None if latitude is None or longitude is None else cls(latitude, longitude)


def kilometres(one: Point, other: Point) -> float:
    """The great circle between two points (haversine), within half a per cent of the true distance."""
    north, south = radians(one.latitude), radians(other.latitude)
    across = sin((south - north) / 2) ** 2
    around = sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(across + cos(north) * cos(south) * around)))
