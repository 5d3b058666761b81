"""A page of a list that is sorted by columns which tell its rows apart, as most of our lists are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select

from domain.kernel.pagination import Cursors, Page, PageRequest, window, window_at
from domain.kernel.pagination_keys import read_key
from domain.kernel.reader import AnyRow, Reader


async def page_by(
    read: Reader,
    statement: Select[Any],
    request: PageRequest,
    *,
    list_name: str,
    key: Sequence[str],
    descending: bool = False,
    visible: bool = True,
) -> Page[AnyRow]:
    """The page of `statement` by its columns `key`; empty, and nothing is asked, where not `visible`.

    Raises `InvalidInput` naming the argument for a cursor of another list than `list_name`.
    """
    columns = [statement.selected_columns[name] for name in key]
    bounds = read_key(request, list_name, [column.type for column in columns])
    if not visible:
        return Page.cut(request, [], [])
    down = descending != request.backwards
    statement = window(statement, key=columns, bounded=bounds is not None, down=down)
    rows = (await read.execute(statement, window_at(request, bounds))).all()
    cursors = Cursors(rows, lambda row: [list_name, *(getattr(row, name) for name in key)])
    return Page.cut(request, rows, cursors)
