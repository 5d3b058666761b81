"""Postal addresses, as people write them; kept as one JSON document on what they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from domain.kernel.errors import InvalidInput
from domain.kernel.words import is_storable

_MAX_LENGTH = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`country` is an ISO 3166 code of two letters; where there are no postal codes, it is empty.

    Coordinates are degrees north and east, both or neither, where whoever gave the address knew them.
    """

    name: str
    line1: str
    city: str
    country: str
    line2: str | None = None
    region: str | None = None
    postal_code: str = ""
    phone: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    def checked(self, path: Sequence[str]) -> "Address":
        """Itself. Raises `InvalidInput` naming the part that is empty, too long, no country, or no
        place on earth."""
        check_coordinates(self.latitude, self.longitude, path=path)
        for part, sent in _WORDS.items():
            value, here = getattr(self, part), (*path, sent)
            if part in ("name", "line1", "city") and not value.strip():
                raise InvalidInput("This part of an address must not be empty.", path=here)
            if value is not None and len(value) > _MAX_LENGTH:
                raise InvalidInput(f"At most {_MAX_LENGTH} characters.", path=here)
            if value is not None and not is_storable(value):
                raise InvalidInput(
                    "This holds characters that are no text (NUL, lone surrogates).", path=here
                )
        if not (len(self.country) == 2 and self.country.isascii() and self.country.isalpha()):
            raise InvalidInput("A country is its ISO 3166 code of two letters.", path=(*path, "country"))
        return self

    def to_document(self) -> dict[str, Any]:
        """What the column holds; empty parts are left out."""
        parts = {part: getattr(self, part) for part in _PARTS}
        return {part: value for part, value in parts.items() if value is not None}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> "Address":
        """The address again."""
        return cls(**document)


_DEGREES = {"latitude": 90, "longitude": 180}


def check_coordinates(latitude: float | None, longitude: float | None, *, path: Sequence[str]) -> None:
    """Raises `InvalidInput` for degrees that are nowhere, and for one of the two without the other."""
    given = {"latitude": latitude, "longitude": longitude}
    for name, degrees in given.items():
        if degrees is not None and not -_DEGREES[name] <= degrees <= _DEGREES[name]:
            raise InvalidInput(
                f"A {name} is −{_DEGREES[name]} to {_DEGREES[name]} degrees.", path=(*path, name)
            )
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise InvalidInput("Give both coordinates, or neither.", path=(*path, missing))


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


_PARTS = tuple(part.name for part in fields(Address))
_WORDS = {part: _camel(part) for part in _PARTS if part not in _DEGREES}
"The parts that are text, and what they are called when they are sent."
