"""The file: ``sku,location,on_hand[,safety_stock][,bin]``, one level a line, in any order of columns.

Of a level that is named twice the last line stands; what it leaves open is as the one before it says.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from domain.kernel.errors import InvalidInput
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.words import MAX_NAME, is_storable

REQUIRED = ("sku", "location", "on_hand")
OPTIONAL = ("safety_stock", "bin")


@dataclass(frozen=True, slots=True)
class Line:
    """A level as the file says it; codes are still names."""

    number: int
    sku: str
    location: str
    on_hand: int
    safety_stock: int | None
    bin: str | None


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that was not taken, and why; the others are."""

    number: int
    sku: str
    location: str
    why: str


class StockFile:
    """A file that is being read. `position` of `size` bytes shows how far."""

    def __init__(self, path: Path) -> None:
        self.size = path.stat().st_size
        self._bytes = path.open("rb")

    @property
    def position(self) -> int:
        return self._bytes.tell()

    def close(self) -> None:
        self._bytes.close()

    def lines(self) -> Iterator[Line | RefusedLine]:
        """Every line of the file. Raises `InvalidInput` where it is no such file."""
        rows = csv.reader(self._text())
        try:
            places = _places(next(rows, []))
            for row in rows:
                if row:
                    yield _read(rows.line_num, row, places)
        except csv.Error as error:
            raise InvalidInput(f"Line {rows.line_num} of the file is no CSV: {error}.") from None

    def _text(self) -> Iterator[str]:
        """Lines as text. What is no UTF-8 becomes a sign that no SKU has, and is refused by its line."""
        for line in _from_the_start(self._bytes):
            yield line.decode("utf-8-sig", "replace").replace("\x00", "\ufffd")


def _from_the_start(file: IO[bytes]) -> Iterator[bytes]:
    # Not `for line in file`: iterating reads ahead, and `tell` would not say how far it is.
    while line := file.readline():
        yield line


def _places(header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    if missing := [name for name in REQUIRED if name not in names]:
        raise InvalidInput(f"The file's first line names no column {missing[0]!r}.")
    if odd := [name for name in names if name not in (*REQUIRED, *OPTIONAL)]:
        raise InvalidInput(f"There is no column {odd[0]!r}; there are: {', '.join(_ALL)}.")
    if len(set(names)) < len(names):
        raise InvalidInput("The file's first line names a column twice.")
    return {name: names.index(name) for name in names}


_ALL = (*REQUIRED, *OPTIONAL)


def _read(number: int, row: list[str], places: dict[str, int]) -> Line | RefusedLine:
    if len(row) != len(places):
        return RefusedLine(number, "", "", f"It has {len(row)} columns; the first line {len(places)}.")
    said = {name: row[place].strip() for name, place in places.items()}
    sku, location = said["sku"], said["location"]
    try:
        on_hand = _units(said["on_hand"], "on_hand")
        kept = said.get("safety_stock")
        safety_stock = _units(kept, "safety_stock") if kept else None
        shelf = said.get("bin") or None
        if shelf is not None and (len(shelf) > MAX_NAME or not is_storable(shelf)):
            raise ValueError(f"bin is no text of at most {MAX_NAME} characters.")
    except ValueError as error:
        return RefusedLine(number, sku, location, str(error))
    return Line(number, sku, location, on_hand, safety_stock, shelf)


def _units(said: str, name: str) -> int:
    if not (said.isascii() and said.isdigit()) or len(said) > 10 or int(said) > MAX_QUANTITY:
        raise ValueError(f"{name} is no whole number from 0 to {MAX_QUANTITY}: {said[:40]!r}.")
    return int(said)
