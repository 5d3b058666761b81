"""Who is turned away at the door leaves an entry in the audit, and a flood of them one."""

from typing import Any

from domain.identity.service import create_partner
from tests.api.conftest import Api
from tests.api.test_bounds import changed
from tests.api.test_persisted import SECOND, digest, post, register
from tests.factories.shop import Shop


async def entries(shop: Shop) -> list[dict[str, Any]]:
    found = await shop.rows("SELECT actor, action, origin, allowed, code FROM audit_entry ORDER BY at")
    return [dict(entry) for entry in found]


def turned_away(actor: str, code: str) -> dict[str, Any]:
    named = {"actor": actor, "action": "execute", "origin": "127.0.0.1"}
    return {**named, "allowed": False, "code": code}


async def test_a_partner_that_sends_texts_or_the_ids_of_others(api: Api, shop: Shop) -> None:
    partner, key = await shop.do(create_partner, name="Acme")
    await register(shop, SECOND)
    for _ in range(5):
        assert (await post(api, {"query": "{ __typename }"}, key)).status_code == 403
        assert "PersistedQueryNotFound" in (await post(api, {"id": digest("{ a }")}, key)).text
    async with api.socket({"authorization": f"Bearer {key}"}) as socket:
        await socket.subscribe("{ __typename }")
        assert (await socket.receive())["type"] == "error"
    who = f"partner:{partner.id}"
    assert await entries(shop) == [
        turned_away(who, "PERSISTED_QUERY_ID_REQUIRED"),
        turned_away(who, "PERSISTED_QUERY_NOT_FOUND"),
    ]


async def test_whoever_asks_for_too_much(api: Api, shop: Shop) -> None:
    async with changed(api, throttle_capacity=100, throttle_rate=5) as tight:
        for number in range(20):
            await post(tight, {"query": f"{{ nothing{number:040} }}"})
    assert await entries(shop) == [turned_away("staff:ana@x.example", "THROTTLED")]


async def test_the_schema_asked_for_where_it_is_not_told(api: Api, shop: Shop) -> None:
    async with changed(api, introspection="nobody") as mute:
        await post(mute, {"query": "{ __schema { types { name } } }"})
    assert await entries(shop) == [turned_away("staff:ana@x.example", "INTROSPECTION_DISABLED")]


async def test_a_mistake_is_nobody_s_doing(api: Api, shop: Shop) -> None:
    for body in ({"query": "{ nothing }"}, {"query": "{"}, {}, {"id": digest("{ a }")}):
        await post(api, body)
    assert await entries(shop) == []
