"""Bearer tokens: JSON Web Tokens, signed with the shop's secret.

The algorithm is pinned, so a token cannot choose how it is checked. Issuer, audience and expiry are
required. Staff are known by their e-mail address, customers by the id of their row, guests by the one
order that their link is about. A secret is changed by putting the old one under WAYBILL_PREVIOUS_SECRETS
until its tokens have ended.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

import jwt

from domain.identity.errors import TOKEN_EXPIRED, Unauthenticated
from domain.kernel.actor import Actor, ActorKind, Credentials
from domain.kernel.capabilities import Capability, known, with_what_follows
from domain.kernel.config import Settings
from domain.kernel.errors import ConfigurationError

ISSUER = "waybill"
AUDIENCE = "waybill"
ALGORITHM = "HS256"
MAX_LENGTH = 4096
REQUIRED = ["exp", "iat", "iss", "aud", "sub"]

Claims = dict[str, Any]


def signing_secret(settings: Settings) -> str:
    """The secret that signs tokens. Raises `ConfigurationError` where none is set."""
    if settings.secret is None:
        raise ConfigurationError("WAYBILL_SECRET: is required; at least 32 random bytes.")
    return settings.secret.get_secret_value()


def secrets_of(settings: Settings) -> list[str]:
    """The secrets whose tokens are good: the one that signs, then those that did."""
    return [signing_secret(settings), *(each.get_secret_value() for each in settings.previous_secrets)]


def issue_token(
    settings: Settings,
    kind: Literal["staff", "customer", "guest"],
    *,
    subject: str,
    email: str = "",
    name: str = "",
    customer_id: UUID | None = None,
    order_id: UUID | None = None,
    permissions: Iterable[Capability] | None = None,
    lifetime: timedelta | None = None,
) -> str:
    """A token for a person, good for `lifetime` (by default as long as the settings say). Staff may do
    everything unless `permissions` says what.

    Raises `ValueError` for a customer without a row and a guest without an order: nothing could be
    theirs.
    """
    if kind == "customer" and customer_id is None:
        raise ValueError("a customer's token names the customer's row")
    if kind == "guest" and order_id is None:
        raise ValueError("a guest's token names the order")
    now = datetime.now(UTC)
    claims: Claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject,
        "jti": uuid4().hex,
        # To the microsecond: a token issued right after a revocation is good.
        "iat": now.timestamp(),
        "exp": now + (lifetime or timedelta(seconds=settings.token_lifetime)),
        "kind": kind,
    }
    for claim, value in (
        ("email", email or None),
        ("name", name or None),
        ("customer_id", customer_id and str(customer_id)),
        ("order_id", order_id and str(order_id)),
        ("permissions", None if permissions is None else sorted(permissions)),
    ):
        if value is not None:
            claims[claim] = value
    return jwt.encode(claims, signing_secret(settings), algorithm=ALGORITHM)


def read_token(secret: str | Sequence[str], token: str) -> Actor:
    """Who a token speaks for. Raises `Unauthenticated` for every token that is not ours and current."""
    return actor_of(read_claims([secret] if isinstance(secret, str) else secret, token))


def read_claims(secrets: Sequence[str], token: str) -> Claims:
    """What a token of ours says. Raises `Unauthenticated`."""
    check_shape(token)
    for secret in secrets:
        try:
            return jwt.decode(
                token,
                secret,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={"require": REQUIRED},
            )
        except jwt.InvalidSignatureError:
            continue
        except jwt.ExpiredSignatureError:
            raise Unauthenticated(TOKEN_EXPIRED) from None
        except jwt.InvalidTokenError:
            raise Unauthenticated from None
    raise Unauthenticated


def check_shape(token: str) -> None:
    """Raises `Unauthenticated` for what is no token at all."""
    # PyJWT encodes the text before it looks at it, and lone surrogates cannot be encoded.
    if not token.isascii() or len(token) > MAX_LENGTH:
        raise Unauthenticated


def actor_of(claims: Claims, *, trusted: bool = True) -> Actor:
    """Who the claims are about. Those of others (not `trusted`) that list no permissions give none."""
    actor = _bearer(claims, trusted=trusted)
    id = claims.get("jti")
    credentials = Credentials(
        bearer=actor.label,
        id=None if id is None else str(id),
        issued_at=float(claims["iat"]),
        expires_at=_moment(claims["exp"]),
    )
    return replace(actor, credentials=credentials)


def _bearer(claims: Claims, *, trusted: bool) -> Actor:
    name = str(claims.get("name") or "")
    match claims.get("kind"):
        case "staff":
            return Actor(
                kind=ActorKind.STAFF,
                id=str(claims.get("email") or claims["sub"]),
                name=name,
                permissions=_permissions(claims, trusted=trusted),
            )
        case "customer":
            customer_id = _id(claims, "customer_id")
            return Actor(
                kind=ActorKind.CUSTOMER,
                id=str(customer_id),
                name=name,
                customer_id=customer_id,
            )
        case "guest":
            order_id = _id(claims, "order_id")
            return Actor(kind=ActorKind.GUEST, id=str(order_id), order_id=order_id)
        case _:
            raise Unauthenticated


def _id(claims: Claims, name: str) -> UUID:
    try:
        return UUID(str(claims.get(name)))
    except ValueError:
        raise Unauthenticated from None


def _permissions(claims: Claims, *, trusted: bool) -> frozenset[Capability] | None:
    """What `permissions` (a list) or `scope` (one string) names; None, which is all, without both."""
    named = claims.get("permissions", claims.get("scope"))
    if named is None:
        return None if trusted else frozenset()
    if isinstance(named, str):
        named = named.split()
    if not isinstance(named, list):
        raise Unauthenticated
    return with_what_follows(known(str(each) for each in named))


def _moment(timestamp: int | float) -> datetime:
    """When that is; a year that no calendar has is the last one."""
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
