"""A page of a list that is sorted by one unique column, which most lists of the house are."""

from typing import Any

from sqlalchemy import Select

from domain.kernel.pagination import Page, PageRequest, encode_cursor, window, window_at
from domain.kernel.pagination_keys import read_key
from domain.kernel.reader import AnyRow, Reader


async def page_by(
    read: Reader,
    statement: Select[Any],
    request: PageRequest,
    *,
    list_name: str,
    key: str,
    descending: bool = False,
    visible: bool = True,
) -> Page[AnyRow]:
    """The page of `statement` by its column `key`; empty, and nothing is asked, where not `visible`.

    Raises `InvalidInput` naming the argument for a cursor of another list than `list_name`.
    """
    column = statement.selected_columns[key]
    bounds = read_key(request, list_name, [column.type])
    if not visible:
        return Page.cut(request, [], [])
    down = descending != request.backwards
    statement = window(statement, key=(column,), bounded=bounds is not None, down=down)
    rows = (await read.execute(statement, window_at(request, bounds))).all()
    return Page.cut(request, rows, [encode_cursor([list_name, getattr(row, key)]) for row in rows])
