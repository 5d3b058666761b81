"""Who calls: tokens, keys, and what is refused."""

import warnings
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from domain.documents.rules import hashes
from domain.documents.service import NewDocument, register_documents
from domain.identity.service import create_partner, revoke_partner
from domain.identity.tokens import issue_token
from domain.kernel.config import Settings
from tests.api.conftest import Api
from tests.factories.orders import placed
from tests.factories.shop import Shop

ORDERS = "{ orders(first: 5) { totalCount } }"
SECRET = "a secret for tests, long enough for HS256"


def _claims(**changed: object) -> dict[str, object]:
    now = datetime.now(UTC)
    claims: dict[str, object] = {
        "iss": "waybill",
        "aud": "waybill",
        "sub": "ana",
        "kind": "staff",
        "iat": now,
        "exp": now + timedelta(hours=1),
    }
    return {name: value for name, value in (claims | changed).items() if value is not None}


def _signed(secret: str = SECRET, algorithm: str = "HS256", **changed: object) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that our secret is short for HS512 is beside the point
        return jwt.encode(_claims(**changed), secret, algorithm=algorithm)


async def test_the_staff_and_partners_see_orders_and_nobody_sees_none(api: Api, shop: Shop) -> None:
    await placed(shop, {"MUG": 1})
    _, key = await shop.do(create_partner, name="Marketplace")
    await shop.do(register_documents, [NewDocument("Orders", ORDERS, 1)], partner="Marketplace")

    assert await api.ask(ORDERS) == {"orders": {"totalCount": 1}}
    registered = await api.http.post(
        "/graphql", json={"documentId": hashes(ORDERS)["sha256"]}, headers=api.bearer(key)
    )
    assert registered.json()["data"] == {"orders": {"totalCount": 1}}
    anonymous = (await api.http.post("/graphql", json={"query": ORDERS})).json()
    assert anonymous.get("errors") or anonymous["data"] == {"orders": {"totalCount": 0}}


async def test_a_customer_sees_their_own_orders_only(api: Api, shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    await placed(shop, {"MUG": 1}, email="other@example.com")
    order = await shop.order(order_id)
    token = api.customer_token(order["customer_id"])
    assert await api.ask(ORDERS, token=token) == {"orders": {"totalCount": 1}}


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer",
        "Bearer nonsense",
        "Bearer a.b.c",
        "Basic YTpi",
        "wb_000000000000_" + "0" * 48,
        "Bearer wb_000000000000_" + "0" * 48,
        "Bearer wb_",
        "Bearer " + _signed(secret="another secret, also long enough for HS256"),
        "Bearer " + _signed(exp=datetime.now(UTC) - timedelta(seconds=1)),
        "Bearer " + _signed(exp=None),
        "Bearer " + _signed(aud="another"),
        "Bearer " + _signed(aud=None),
        "Bearer " + _signed(iss="another"),
        "Bearer " + _signed(kind="god"),
        "Bearer " + _signed(kind="customer"),
        "Bearer " + _signed(kind="customer", customer_id="x"),
        "Bearer " + _signed(algorithm="HS512"),
        "Bearer " + jwt.encode(_claims(), "", algorithm="none"),
        "Bearer " + "x" * 5000,
    ],
)
async def test_wrong_credentials_are_refused_not_ignored(api: Api, authorization: str) -> None:
    answer = await api.http.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Authorization": authorization}
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "data" not in answer.json()


async def test_an_expired_token_of_ours_says_so(api: Api, settings: Settings) -> None:
    token = issue_token(
        settings,
        "staff",
        subject="ana",
        email="ana@x.example",
        name="Ana",
        lifetime=timedelta(seconds=-1),
    )
    answer = await api.http.post("/graphql", json={"query": "{ __typename }"}, headers=api.bearer(token))
    assert answer.json()["errors"][0]["message"] == "The token has expired."


async def test_a_revoked_key_is_refused_and_only_its_hash_was_ever_kept(api: Api, shop: Shop) -> None:
    _, key = await shop.do(create_partner, name="Marketplace")
    [row] = await shop.rows("SELECT * FROM partner")
    assert key.startswith(f"wb_{row['key_prefix']}_")
    assert key.rpartition("_")[2] not in str(dict(row))

    wrong = key[:-1] + ("0" if key[-1] != "0" else "1")
    for token, status in ((key, 403), (wrong, 401)):  # known, if not for texts of its own
        answer = await api.http.post(
            "/graphql", json={"query": "{ __typename }"}, headers=api.bearer(token)
        )
        assert answer.status_code == status

    await shop.do(revoke_partner, name="Marketplace")
    answer = await api.http.post("/graphql", json={"query": "{ __typename }"}, headers=api.bearer(key))
    assert answer.status_code == 401
