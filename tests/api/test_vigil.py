"""What is open ends within seconds of its credentials being taken back, and nothing else does."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import jwt
import pytest

from api.vigil import Vigil
from domain.documents.service import NewDocument, register_documents
from domain.identity.keys import revoke_key, rotate_key
from domain.identity.revocations import revoke_token, revoke_tokens
from domain.identity.service import create_partner, revoke_partner
from domain.identity.tokens import actor_of, issue_token, read_claims
from domain.kernel.actor import ANONYMOUS, Actor
from domain.kernel.config import Settings
from domain.kernel.watch import Watch, watching
from tests.api.conftest import Api
from tests.api.test_event_streams import PARTS, read
from tests.api.test_event_streams import watching as streaming
from tests.api.test_sockets import _closed
from tests.factories.orders import placed
from tests.factories.shop import Shop

ALL = "subscription { allOrderEvents { type } }"
Take = Callable[[Shop, UUID, str], Awaitable[object]]

WAYS: dict[str, Take] = {
    "its key": lambda shop, id, key: shop.do(revoke_key, id, prefix=key[:15]),
    "the partner": lambda shop, id, key: shop.do(revoke_partner, name="Acme"),
    "replaced": lambda shop, id, key: shop.do(rotate_key, id, old_ones_last=timedelta()),
}


async def ends(socket_closes: Awaitable[object]) -> object:
    """What ends it, within the five seconds that are promised."""
    began = time.monotonic()
    ended = await socket_closes
    assert time.monotonic() - began < 5
    return ended


@pytest.mark.parametrize("way", WAYS)
async def test_a_partner_s_socket_ends_with_its_key(api: Api, shop: Shop, way: str) -> None:
    shop.clock.set(datetime.now(UTC))
    partner, key = await shop.do(create_partner, name="Acme")
    _, another = await shop.do(create_partner, name="Bravo")
    async with (
        api.socket({"authorization": f"Bearer {another}"}) as stays,
        api.socket({"authorization": f"Bearer {key}"}) as socket,
    ):
        await WAYS[way](shop, partner.id, key)
        assert await ends(_closed(socket.connection)) == (4403, "Forbidden")
        await stays.send(type="ping")
        assert await stays.receive() == {"type": "pong"}


async def test_a_token_s_socket_ends_when_it_is_taken_back(api: Api, shop: Shop) -> None:
    leaving = issue_token(api.settings, "staff", subject="bo", email="bo@x.example")
    lost = issue_token(api.settings, "staff", subject="cy", email="cy@x.example")
    kept = issue_token(api.settings, "staff", subject="cy", email="cy@x.example")
    async with (
        api.socket({"authorization": f"Bearer {leaving}"}) as first,
        api.socket({"authorization": f"Bearer {lost}"}) as second,
        api.socket({"authorization": f"Bearer {kept}"}) as stays,
        api.socket({}) as nobody,
    ):
        await first.subscribe(ALL)
        shop.clock.set(datetime.now(UTC))
        await shop.do(revoke_tokens, bearer="staff:bo@x.example")
        id = jwt.decode(lost, options={"verify_signature": False})["jti"]
        await shop.do(revoke_token, token_id=id)
        assert await ends(_closed(first.connection)) == (4403, "Forbidden")
        assert await ends(_closed(second.connection)) == (4403, "Forbidden")
        for socket in (stays, nobody):
            await socket.send(type="ping")
            assert await socket.receive() == {"type": "pong"}


@pytest.mark.parametrize("accept", ["text/event-stream", PARTS])
async def test_a_stream_says_that_its_token_was_taken_back(api: Api, shop: Shop, accept: str) -> None:
    await placed(shop, {"MUG": 1})
    token = issue_token(api.settings, "staff", subject="bo", email="bo@x.example")
    async with streaming(api, accept, **api.bearer(token)) as stream:
        chunks = stream.aiter_text()
        assert "order.placed" in await anext(chunks) + await anext(chunks)
        shop.clock.set(datetime.now(UTC))
        await shop.do(revoke_tokens, bearer="staff:bo@x.example")
        rest = ""
        async with asyncio.timeout(5):
            async for chunk in chunks:
                rest += chunk
    assert '{"message":"The credentials were taken back."' in rest
    assert rest.endswith("--\r\n" if accept == PARTS else "event: complete\ndata:\n\n")


async def test_a_partner_s_stream_ends_with_its_key(api: Api, shop: Shop) -> None:
    _, key = await shop.do(create_partner, name="Acme")
    await shop.do(register_documents, [NewDocument("All", ALL, 1)], partner="Acme")
    body = {"documentId": sha256(ALL.encode()).hexdigest()}
    headers = {"accept": "text/event-stream", **api.bearer(key)}
    async with api.http.stream("POST", "/graphql", json=body, headers=headers) as stream:
        await shop.do(revoke_partner, name="Acme")
        text = await ends(read(stream, "never"))
    assert "The credentials were taken back." in str(text)


async def test_a_thousand_sockets_are_looked_at_in_two_statements(
    settings: Settings, shop: Shop
) -> None:
    assert settings.secret is not None
    secret = settings.secret.get_secret_value()
    actors: list[Actor] = [ANONYMOUS]
    for number in range(500):
        token = issue_token(settings, "staff", subject=str(number), email=f"{number}@x.example")
        actors.append(actor_of(read_claims([secret], token)))
        partner, key = actors[-1], f"{number:012x}"
        assert partner.credentials is not None
        held = replace(partner.credentials, bearer=f"partner:{number}", id=key, issued_at=None)
        actors.append(replace(partner, credentials=held))
    vigil = Vigil(shop.database)
    waiting = [asyncio.create_task(vigil.until_refused(actor)) for actor in actors]
    await asyncio.sleep(0)
    with watching(Watch(request_id="look", door="vigil")) as watch:
        await vigil.look()
    assert watch.statements == 2
    await asyncio.sleep(0)
    assert sum(each.done() for each in waiting) == 500  # none of those keys exists
    for each in waiting:
        each.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
