"""What words an order is found by, and what a search string means.

An order is found by its number, its external reference, the e-mail address, the words of the
customer's name, the SKUs and the tracking numbers. The words are ours, not a dictionary's: no stemming
and no stop words, lower case, without accents. A search is split on white space; every part must be the
beginning of some word.

Writing:   order.words = words_of([number, reference, email, name], skus)
Later:     await add_words(uow, order_id=…, words=[tracking_number])
"""

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ARRAY, BindParameter, ColumnElement, FromClause, Text, bindparam, cast, func
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from domain.kernel.uow import UnitOfWork
from domain.orders.models import orders

MAX_WORD = 200
"Characters of a word that are kept; a lexeme holds 2 kB at most."
MAX_PARTS = 12
"Parts of a search that are looked at."


def normalize(text: str) -> str:
    """Lower case, compatibility forms folded, accents gone: ``Conceição`` → ``conceicao``."""
    text = text.replace("\0", " ")
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def split(text: str) -> list[str]:
    """The words of a text, normalized, each once, in order."""
    words = (word[:MAX_WORD] for word in normalize(text).split())
    return list(dict.fromkeys(words))


def words_of(texts: Iterable[str | None], names: Iterable[str] = ()) -> str:
    """The value of `orders.words` for a new order, as the text of a tsvector."""
    words = split(" ".join([text for text in texts if text] + list(names)))
    return " ".join(_quote(word) for word in words)


async def add_words(uow: UnitOfWork, *, order_id: UUID, words: Iterable[str]) -> None:
    """Let the order be found by more words, such as a tracking number it just got."""
    more = split(" ".join(words))
    if more:
        await uow.session.execute(
            _ADD, {"order": order_id, "more": more}, execution_options=_NO_SYNCHRONIZE
        )


def tsquery(search: str) -> str | None:
    """A search string as the text of a tsquery; None when it asks for nothing."""
    parts = split(search)[:MAX_PARTS]
    return " & ".join(f"{_quote(part)}:*" for part in parts) or None


def matches(query: BindParameter[str], rows: FromClause = orders) -> ColumnElement[bool]:
    """The condition that a search (see `tsquery`) puts on orders; on all of them it is served by the
    index `orders_by_words`."""
    return rows.c.words.bool_op("@@")(cast(query, TSQUERY()))


def _quote(word: str) -> str:
    """A lexeme between quotes; inside them only the quote and the backslash have a meaning."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


_NO_SYNCHRONIZE = {"synchronize_session": False}
_ADD = (
    orders.update()
    .where(orders.c.id == bindparam("order"))
    .values(
        words=func.coalesce(orders.c.words, cast("", TSVECTOR())).op("||")(
            func.array_to_tsvector(bindparam("more", type_=ARRAY(Text())), type_=TSVECTOR())
        )
    )
)
