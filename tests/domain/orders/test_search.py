"""What a search string means."""

import pytest

from domain.orders.search import MAX_PARTS, MAX_WORD, normalize, split, tsquery


def test_words_lose_case_and_accents() -> None:
    assert normalize("Conceição STRAßE") == "conceicao strasse"
    assert split("Ana  ana\tDias\n") == ["ana", "dias"]


@pytest.mark.parametrize(
    ("search", "query"),
    [
        ("W-1001", "'w-1001':*"),
        ("ana dias", "'ana':* & 'dias':*"),
        ("o'neil", "'o''neil':*"),
        ("a\\b", "'a\\\\b':*"),
        ("a&b | !c", "'a&b':* & '|':* & '!c':*"),
        ("  ", None),
        ("\0", None),
    ],
)
def test_every_part_is_a_prefix(search: str, query: str | None) -> None:
    assert tsquery(search) == query


def test_a_search_is_bounded() -> None:
    query = tsquery(" ".join(f"word{nth}" for nth in range(100)) + "x" * 10_000)
    assert query is not None
    assert query.count("&") == MAX_PARTS - 1
    assert split("x" * 10_000) == ["x" * MAX_WORD]
