"""Global ids: base64 of ``Type:uuid``. Opaque to clients, who may keep them for ever."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from functools import cache
from uuid import UUID

from strawberry import ID

from domain.kernel import as_json
from domain.kernel.errors import InvalidInput, NotFound


def global_id(type_name: str, id: UUID | str) -> ID:
    """The id of a node."""
    return ID(global_ids_of(type_name)(id))


@cache
def global_ids_of(type_name: str) -> Callable[[UUID | str], str]:
    """What writes the ids of one type's nodes: an answer may have thousands."""
    prefix = f"{type_name}:"

    def write(id: UUID | str) -> str:
        return binascii.b2a_base64((prefix + str(id)).encode(), newline=False).decode()

    return write


def global_ids_as_json(type_name: str) -> Callable[[str], str]:
    """What has PostgreSQL write the same."""
    return as_json.base64_of(f"{type_name}:")


def read_global_id(value: str) -> tuple[str, UUID] | None:
    """Type name and id; None for what is no global id."""
    try:
        type_name, _, id = base64.b64decode(value, validate=True).decode().partition(":")
        return type_name, UUID(id)
    except (ValueError, binascii.Error):
        return None


def find_id(value: str, type_name: str) -> UUID | None:
    """The id inside a global id of that type; None for another type or no global id. For reads."""
    match read_global_id(value):
        case (name, id) if name == type_name:
            return id
    return None


def get_id(value: str, type_name: str, *path: str | int) -> UUID:
    """The id inside a global id of that type. For mutations.

    Raises `NotFound` naming `path` (below ``input``): what is not an id of ours leads to nothing.
    """
    id = find_id(value, type_name)
    if id is None:
        raise NotFound(f"There is no such {_said(type_name)}.", path=("input", *path))
    return id


def _said(type_name: str) -> str:
    """``StockTransferLine`` as people say it: stock transfer line."""
    return _CAPITAL.sub(r" \1", type_name).strip().lower()


_CAPITAL = re.compile("([A-Z])")


def filter_id(value: str, type_name: str, path: Sequence[str]) -> UUID:
    """The id inside a filter. Raises `InvalidInput` naming the argument at `path`."""
    id = find_id(value, type_name)
    if id is None:
        raise InvalidInput(f"This is not the id of a {type_name}.", path=path)
    return id


def filtered_id(value: str | None, type_name: str, name: str) -> UUID | None:
    """The id that a filter names, if any. Raises `InvalidInput` naming the filter's part."""
    return None if value is None else filter_id(value, type_name, ("filter", name))
