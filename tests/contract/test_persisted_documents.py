"""persisted-documents.json is what graphql-codegen makes of the operations as they are now.

Node writes it; these tests need none. They compare meaning, not spelling: both sides are sorted and put
on one line, as graphql-codegen does it in its own order.
"""

from hashlib import sha256

import pytest
from graphql import parse, validate

from tests.contract.reading import (
    CLIENTS,
    complete,
    name_of,
    operations,
    persisted,
    schema,
    sorted_text,
    with_typenames,
)

STALE = (
    "Out of date. Run: npm --prefix frontend-contract ci && npm --prefix frontend-contract run generate"
)


def test_an_id_is_the_sha256_of_its_text() -> None:
    for id, text in persisted().items():
        assert id == f"sha256:{sha256(text.encode()).hexdigest()}"


def test_every_operation_is_there_as_it_is_now() -> None:
    current = {file.name: sorted_text(with_typenames(complete(file))) for file in operations()}
    stored = {name_of(text): sorted_text(parse(text)) for text in persisted().values()}
    assert stored == current, STALE


def test_every_document_is_valid() -> None:
    for text in persisted().values():
        assert validate(schema(), parse(text)) == []


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_has_its_own_documents_and_no_others(client: str) -> None:
    own = persisted(f"persisted-documents/{client}.json")
    assert {name_of(text) for text in own.values()} == {file.name for file in operations(client)}, STALE
    assert own.items() <= persisted().items()
