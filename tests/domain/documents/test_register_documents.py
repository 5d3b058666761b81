"""Who may run which document."""

import hashlib

import pytest

from domain.documents.queries import find_text, list_documents
from domain.documents.rules import hashes, read_id
from domain.documents.service import (
    NewDocument,
    Outcome,
    register_documents,
    unregister_documents,
)
from domain.identity.service import create_partner
from domain.kernel.errors import NotFound
from tests.factories.shop import Shop

ORDERS = NewDocument("Orders", "query Orders { orders { totalCount } }", 1)
PLACE = NewDocument("Place", "mutation Place { x }", 10)


def sha256(document: NewDocument) -> str:
    return hashlib.sha256(document.text.encode()).hexdigest()


async def clients(shop: Shop) -> dict[str, tuple[str, ...]]:
    async with shop.database.read() as read:
        return {each.name: each.clients for each in await list_documents(read)}


async def test_a_document_is_registered_for_whom_it_is_meant(shop: Shop) -> None:
    acme, _ = await shop.do(create_partner, name="Acme")
    other, _ = await shop.do(create_partner, name="Other")
    assert await shop.do(register_documents, [ORDERS, PLACE], partner="Acme") == [Outcome.NEW] * 2
    assert await shop.do(register_documents, [ORDERS], partner="Acme") == [Outcome.KNOWN]
    assert await shop.do(register_documents, [ORDERS]) == [Outcome.SHARED]
    assert await clients(shop) == {"Orders": ("own clients", "Acme"), "Place": ("Acme",)}

    async with shop.database.read() as read:
        for kind, digest in hashes(PLACE.text).items():
            found = [
                await find_text(read, kind=kind, digest=digest, partner_id=id)
                for id in (acme.id, other.id, None)
            ]
            assert found == [PLACE.text, None, None]


async def test_what_nobody_may_run_any_more_is_gone(shop: Shop) -> None:
    await shop.do(create_partner, name="Acme")
    await shop.do(register_documents, [ORDERS, PLACE], partner="Acme")
    await shop.do(register_documents, [ORDERS])
    assert await shop.do(unregister_documents, [sha256(ORDERS), sha256(PLACE)], partner="Acme") == 2
    assert await clients(shop) == {"Orders": ("own clients",)}
    assert await shop.do(unregister_documents, [sha256(ORDERS)]) == 1
    assert await shop.do(unregister_documents, [sha256(ORDERS)]) == 0
    assert await clients(shop) == {}


async def test_a_partner_that_does_not_exist_registers_nothing(shop: Shop) -> None:
    with pytest.raises(NotFound):
        await shop.do(register_documents, [ORDERS], partner="Nobody")
    assert await clients(shop) == {}


async def test_registering_again_writes_the_new_price_down(shop: Shop) -> None:
    await shop.do(register_documents, [ORDERS])
    await shop.do(register_documents, [NewDocument("Orders", ORDERS.text, 50)])
    async with shop.database.read() as read:
        [document] = await list_documents(read)
    assert (document.cost, document.shared) == (50, True)


@pytest.mark.parametrize(
    ("id", "kind"),
    [
        ("sha256:" + "a" * 64, "sha256"),
        ("A" * 64, "sha256"),
        ("b" * 40, "sha1"),
        ("md5:" + "c" * 32, "md5"),
        ("sha256:" + "a" * 40, None),
        ("sha512:" + "a" * 64, None),
        ("g" * 64, None),
        ("", None),
        ("sha256:", None),
        ("١" * 64, None),
    ],
)
def test_an_id_names_a_hash(id: str, kind: str | None) -> None:
    found = read_id(id)
    assert (found and found[0]) == kind
