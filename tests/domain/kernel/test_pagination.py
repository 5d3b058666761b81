"""Keyset pages: what a client may ask for, and where a page begins and ends."""

from typing import Any

import pytest

from domain.kernel.errors import InvalidInput
from domain.kernel.pagination import Cursors, Page, PageRequest, decode_cursor, encode_cursor


def test_a_cursor_survives_its_way_out_and_back() -> None:
    assert decode_cursor(encode_cursor(["2026-03-02", 7]), path="after") == ("2026-03-02", 7)


@pytest.mark.parametrize("cursor", ["", "nonsense", "💥", "e30", "W10", "a" * 5000, "\x00"])
def test_what_never_was_a_cursor_is_refused_by_name(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        PageRequest.parse(after=cursor)
    assert refusal.value.path == ("after",)


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"first": -1}, "first"),
        ({"first": 251}, "first"),
        ({"last": 251}, "last"),
        ({"first": 1, "last": 1}, "last"),
        ({"first": 1, "before": encode_cursor([1])}, "before"),
        ({"last": 1, "after": encode_cursor([1])}, "before"),
        ({"after": encode_cursor([1]), "before": encode_cursor([2])}, "before"),
    ],
)
def test_a_page_that_cannot_be_is_refused_by_name(asked: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        PageRequest.parse(**asked)
    assert refusal.value.path == (named,)


def test_a_page_forwards_knows_whether_another_follows() -> None:
    request = PageRequest.parse(first=2, after=encode_cursor([1]))
    page = Page.cut(request, ["b", "c", "d"], ["2", "3", "4"])
    assert (page.rows, page.cursors) == (["b", "c"], ["2", "3"])
    assert (page.has_next, page.has_previous) == (True, True)


def test_a_page_backwards_comes_in_sort_order() -> None:
    page = Page.cut(PageRequest.parse(last=2), ["z", "y", "x"], ["26", "25", "24"])
    assert (page.rows, page.cursors) == (["y", "z"], ["25", "26"])
    assert (page.has_next, page.has_previous) == (False, True)


def test_a_cursor_is_made_when_somebody_looks_at_it() -> None:
    made: list[int] = []

    def key_of(row: int) -> list[int]:
        made.append(row)
        return [row]

    page = Page.cut(PageRequest.parse(last=2), [3, 2, 1], Cursors([3, 2, 1], key_of))
    assert (list(page.rows), made) == ([2, 3], [])
    assert page.cursors[-1] == encode_cursor([3])
    assert made == [3]
    assert list(page.cursors) == [encode_cursor([2]), encode_cursor([3])]
    assert not Cursors([], key_of)
