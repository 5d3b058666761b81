"""A header that every request has is read once, and nobody can make us remember much."""

from api.headers import LONGEST, MOST, read_once


def test_the_same_header_is_read_once_and_a_long_one_is_not_kept() -> None:
    read: list[str] = []

    @read_once
    def letters(text: str) -> int:
        read.append(text)
        return len(text)

    assert [letters("a" * LONGEST) for _ in range(3)] == [LONGEST] * 3
    assert len(read) == 1
    assert [letters("a" * (LONGEST + 1)) for _ in range(3)] == [LONGEST + 1] * 3
    assert len(read) == 4


def test_the_header_that_was_sent_least_lately_makes_way() -> None:
    read: list[str] = []

    @read_once
    def itself(text: str) -> str:
        read.append(text)
        return text

    for nth in range(MOST + 1):
        itself(str(nth))
    assert [itself(str(MOST)), itself("0")] == [str(MOST), "0"]
    assert read[MOST + 1 :] == ["0"]
