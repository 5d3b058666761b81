"""Keys and tokens change hands without anybody being locked out, and stop when they are to."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pydantic import SecretStr

from domain.identity import jwks
from domain.identity.keys import revoke_key, rotate_key
from domain.identity.revocations import revoke_token, revoke_tokens
from domain.identity.service import create_partner
from domain.identity.tokens import issue_token
from domain.kernel.capabilities import Capability
from domain.kernel.config import Settings
from domain.processes.admit_partner import admit_partner
from tests.api.conftest import Api, serving
from tests.factories.orders import placed
from tests.factories.shop import Shop
from tests.schema.conftest import gid

COUNT = "{ orders { totalCount } }"


@pytest.fixture
async def open_api(settings: Settings) -> AsyncIterator[Api]:
    """Where partners may send any document, so that a test may ask what it likes."""
    async with serving(settings.model_copy(update={"partners_registered_only": False})) as api:
        yield api


async def status(api: Api, token: str) -> int:
    answer = await api.http.post("/graphql", json={"query": "{ __typename }"}, headers=api.bearer(token))
    return answer.status_code


async def until(api: Api, token: str, expected: int) -> None:
    """A process' copy of the revocations is at most a second old."""
    async with asyncio.timeout(5):
        while await status(api, token) != expected:  # noqa: ASYNC110 - across processes
            await asyncio.sleep(0.1)


async def test_a_partner_changes_its_key_in_peace(open_api: Api, shop: Shop) -> None:
    shop.clock.set(datetime.now(UTC))
    partner, first = await shop.do(create_partner, name="Marketplace")
    second = await shop.do(rotate_key, partner.id, old_ones_last=timedelta(hours=1))
    assert [await status(open_api, key) for key in (first, second)] == [200, 200]

    third = await shop.do(rotate_key, partner.id, old_ones_last=timedelta())
    assert [await status(open_api, key) for key in (first, second, third)] == [401, 401, 200]

    await shop.do(revoke_key, partner.id, prefix=third[:15])
    assert await status(open_api, third) == 401


async def test_a_partner_sees_the_orders_of_its_channels_only(open_api: Api, shop: Shop) -> None:
    from domain.catalog.service import create_channel

    await placed(shop, {"MUG": 1})
    await shop.do(create_channel, code="other", name="Other", currency="EUR")
    for channels, count in (((), 1), (("web",), 1), (("other",), 0), (("other", "web"), 1)):
        _, key = await shop.do(admit_partner, name=f"Of {channels}", channels=channels)
        assert await open_api.ask(COUNT, token=key) == {"orders": {"totalCount": count}}


async def test_tokens_of_somebody_who_left_are_taken_back(
    api: Api, shop: Shop, settings: Settings
) -> None:
    def token() -> str:
        return issue_token(settings, "staff", subject="bo", email="bo@x.example")

    shop.clock.set(datetime.now(UTC))
    before = token()
    one = jwt.decode(token(), options={"verify_signature": False})
    assert await status(api, before) == 200
    shop.clock.set(datetime.now(UTC))
    await shop.do(revoke_tokens, bearer="staff:bo@x.example")
    await until(api, before, 401)
    after = token()
    assert await status(api, after) == 200
    assert await status(api, api.staff) == 200

    one = jwt.decode(after, options={"verify_signature": False})
    await shop.do(revoke_token, token_id=one["jti"])
    await until(api, after, 401)
    assert await status(api, token()) == 200


async def test_the_secret_changes_while_tokens_live_on(settings: Settings, shop: Shop) -> None:
    old = issue_token(settings, "staff", subject="ana", email="ana@x.example")
    assert settings.secret is not None
    changed = settings.model_copy(
        update={
            "secret": SecretStr("another secret, which is long enough as well"),
            "previous_secrets": (settings.secret,),
        }
    )
    async with serving(changed) as api:
        assert [await status(api, token) for token in (old, api.staff)] == [200, 200]
    over = changed.model_copy(update={"previous_secrets": ()})
    async with serving(over) as api:
        assert [await status(api, token) for token in (old, api.staff)] == [401, 200]


async def test_a_token_says_what_its_bearer_may_do(api: Api, shop: Shop, settings: Settings) -> None:
    await placed(shop, {"MUG": 1})
    for permissions, count in ((None, 1), ([Capability.ORDERS_EDIT], 1), ([], 0)):
        token = issue_token(
            settings, "staff", subject="bo", email="bo@x.example", permissions=permissions
        )
        assert await api.ask(COUNT, token=token) == {"orders": {"totalCount": count}}


async def test_a_guest_follows_their_order_live(api: Api, shop: Shop, settings: Settings) -> None:
    order_id = await placed(shop, {"MUG": 1})
    await placed(shop, {"MUG": 1}, email="other@example.com")
    token = issue_token(settings, "guest", subject=str(order_id), order_id=order_id)
    found = await api.ask("{ orders { totalCount nodes { id number } } }", token=token)
    (order,) = found["orders"]["nodes"]
    assert order["number"] == (await shop.order(order_id))["number"]
    async with api.socket({"authorization": f"Bearer {token}"}) as socket:
        await socket.subscribe(
            "subscription S($id: ID!) { orderEvents(orderId: $id) { type } }", id=order["id"]
        )


async def test_a_guest_s_link_comes_from_whoever_sees_the_order(settings: Settings, shop: Shop) -> None:
    shop.clock.set(datetime.now(UTC))
    mine, other = await placed(shop, {"MUG": 1}), await placed(shop, {"MUG": 1})
    document = """mutation($id: ID!) { issueOrderLink(input: {orderId: $id}) {
        ... on IssueOrderLinkSuccess { order { id } link { token url } }
        ... on Error { code path } } }"""
    at = "https://shop.example/order#{token}"
    changed = {"order_link": at, "partners_registered_only": False}
    async with serving(settings.model_copy(update=changed)) as api:
        answer = await api.ask(document, id=gid("Order", mine))
        issued = answer["issueOrderLink"]
        token = issued["link"]["token"]
        assert issued["order"] == {"id": gid("Order", mine)}
        assert issued["link"]["url"] == at.replace("{token}", token)
        assert await api.ask(COUNT, token=token) == {"orders": {"totalCount": 1}}
        for id, found in ((mine, {"id": gid("Order", mine)}), (other, None)):
            answer = await api.ask(
                "query($id: ID!) { order(id: $id) { id } }", token=token, id=gid("Order", id)
            )
            assert answer == {"order": found}

        _, key = await shop.do(create_partner, name="Elsewhere", channel_ids=[])
        for refused in (token, key):
            answer = await api.ask(document, token=refused, id=gid("Order", other))
            assert answer["issueOrderLink"]["code"] in ("PERMISSION_DENIED", "NOT_FOUND")

        shop.clock.set(datetime.now(UTC))
        await shop.do(revoke_tokens, bearer=f"guest:{mine}")
        await until(api, token, 401)
    (entry,) = await shop.rows("SELECT actor, subject FROM audit_entry WHERE allowed")
    assert dict(entry) == {"actor": "staff:ana@x.example", "subject": gid("Order", mine)}
    kept = await shop.rows("SELECT 1 FROM audit_entry WHERE audit_entry::text LIKE $1", f"%{token}%")
    assert kept == []


async def test_wrong_credentials_leave_an_entry_with_where_they_came_from(api: Api, shop: Shop) -> None:
    assert await status(api, "wb_000000000000_" + "1" * 48) == 401
    entries = await shop.rows("SELECT actor, action, origin, allowed, code FROM audit_entry")
    assert [dict(entry) for entry in entries] == [
        {
            "actor": "anonymous:anonymous",
            "action": "authenticate",
            "origin": "127.0.0.1",
            "allowed": False,
            "code": "UNAUTHENTICATED",
        }
    ]


@asynccontextmanager
async def publishing(keys: dict[str, Any]) -> AsyncIterator[tuple[str, list[str]]]:
    """An identity provider that publishes these public keys; its URL, and who asked."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readline()).decode())
        published = [
            {**json.loads(_algorithm(key).to_jwk(key)), "kid": kid, "use": "sig"}
            for kid, key in keys.items()
        ]
        body = json.dumps({"keys": published}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/keys", asked


def _algorithm(key: Any) -> Any:
    if isinstance(key, rsa.RSAPublicKey):
        return jwt.algorithms.RSAAlgorithm
    return jwt.algorithms.ECAlgorithm


async def test_an_identity_providers_tokens_are_checked_with_its_published_keys(
    settings: Settings, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await placed(shop, {"MUG": 1})
    monkeypatch.setattr(jwks, "_sets", {})
    first = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    second = ec.generate_private_key(ec.SECP256R1())
    keys: dict[str, Any] = {"one": first.public_key()}
    now = datetime.now(UTC)

    def signed(key: Any, kid: str, **changed: Any) -> str:
        claims = {
            "iss": "https://id.example", "aud": "waybill", "sub": "ana", "kind": "staff",
            "iat": now, "exp": now + timedelta(hours=1), "scope": "openid orders.read",
        }  # fmt: skip
        algorithm = "RS256" if key is first else "ES256"
        return jwt.encode(claims | changed, key, algorithm=algorithm, headers={"kid": kid})

    async with publishing(keys) as (url, asked):
        provided = settings.model_copy(update={"jwks_url": url, "jwks_issuer": "https://id.example"})
        async with serving(provided) as api:
            one = {"orders": {"totalCount": 1}}
            none = {"orders": {"totalCount": 0}}
            assert await api.ask(COUNT, token=signed(first, "one")) == one
            assert await api.ask(COUNT, token=signed(first, "one", scope="openid")) == none
            assert await api.ask(COUNT, token=api.staff) == one
            for token in (
                signed(second, "one"),
                signed(first, "one", iss="https://other.example"),
                signed(first, "one", aud="another"),
                signed(first, "one", kind="god"),
                signed(first, "one", exp=now - timedelta(seconds=1)),
                signed(second, "two"),
            ):
                assert await status(api, token) == 401
            assert len(asked) == 1, "who sends unknown keys does not make us ask at will"
            keys["two"] = second.public_key()
            monkeypatch.setattr(jwks, "PAUSE", 0.0)
            assert await status(api, signed(second, "two")) == 200
