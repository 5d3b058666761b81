"""How much one document may ask for, and the refusal of one that asks for more."""

from collections.abc import Sequence
from dataclasses import dataclass

from graphql import GraphQLError

from domain.kernel.config import Settings
from domain.kernel.pagination import MAX_PAGE

MAX_COMPARISONS = 3_000
"""Pairs of fields under one name in one selection. Validation compares each pair, some 20 µs apiece:
400 times the same field in 2,000 tokens took it a second."""
MOST_MISTAKES = 20
"""Mistakes of a document that are told. Each may write the value out that it is in: a hundred, in an
input of 500 unknown names, took a fifth of a second and 800 KB."""

_SENTENCES = {
    "tokens": "A document has at most {:,} tokens",
    "depth": "A document is at most {:,} levels deep",
    "aliases": "A document has at most {:,} aliases, fragments written out",
    "fields": "A document has at most {:,} fields, fragments written out",
    "directives": "A document has at most {:,} directives, fragments written out",
    "operations": "A document has at most {:,} operations",
    "repetitions": "Fields are repeated in one selection at most so often that {:,} pairs have one name",
    "cost": "An operation costs at most {:,}",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything is counted as it will run: a fragment as often as it is spread."""

    tokens: int = 2_000
    depth: int = 12
    aliases: int = 15
    fields: int = 1_000
    directives: int = 50
    operations: int = 10
    page: int = MAX_PAGE
    cost: int = 25_000

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """What the settings say."""
        return cls(
            tokens=settings.max_tokens,
            depth=settings.max_depth,
            aliases=settings.max_aliases,
            fields=settings.max_fields,
            directives=settings.max_directives,
            operations=settings.max_operations,
            page=min(settings.max_page, MAX_PAGE),
            cost=settings.max_cost,
        )


class DocumentRefused(Exception):
    """The document does not run; `errors` say why, each with a code."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = list(errors)


def too_much(what: str, found: int | None, maximum: int) -> GraphQLError:
    """More `what` than `maximum`, which a client may read from the extensions."""
    code = f"MAX_{what.upper()}_EXCEEDED"
    sentence = _SENTENCES[what].format(maximum)
    extensions: dict[str, object] = {"code": code, "maximum": maximum}
    if found is None:
        return GraphQLError(f"{sentence}.", extensions=extensions)
    shown = min(found, 10**9)  # written out, fragments of fragments come to astronomical figures
    return GraphQLError(f"{sentence}; this one: {shown:,}.", extensions={**extensions, "found": shown})
