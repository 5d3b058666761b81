"""Bearer tokens: JSON Web Tokens, signed with the shop's secret.

The algorithm is pinned, so a token cannot choose how it is checked. Issuer, audience and expiry are
required. Staff are known by their e-mail address, customers by the id of their row.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import jwt

from domain.identity.errors import TOKEN_EXPIRED, Unauthenticated
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.config import Settings
from domain.kernel.errors import ConfigurationError

ISSUER = "waybill"
AUDIENCE = "waybill"
ALGORITHM = "HS256"
MAX_LENGTH = 4096
_REQUIRED = ["exp", "iat", "iss", "aud", "sub"]


def signing_secret(settings: Settings) -> str:
    """The secret that signs tokens. Raises `ConfigurationError` where none is set."""
    if settings.secret is None:
        raise ConfigurationError("WAYBILL_SECRET: is required; at least 32 random bytes.")
    return settings.secret.get_secret_value()


def issue_token(
    settings: Settings,
    kind: Literal["staff", "customer"],
    *,
    subject: str,
    email: str,
    name: str,
    customer_id: UUID | None = None,
    lifetime: timedelta | None = None,
) -> str:
    """A token for a person, good for `lifetime` (by default as long as the settings say).

    Raises `ValueError` for a customer without a row: nothing could be theirs.
    """
    if kind == "customer" and customer_id is None:
        raise ValueError("a customer's token names the customer's row")
    now = datetime.now(UTC)
    claims: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": subject,
        "iat": now,
        "exp": now + (lifetime or timedelta(seconds=settings.token_lifetime)),
        "kind": kind,
        "email": email,
        "name": name,
    }
    if customer_id is not None:
        claims["customer_id"] = str(customer_id)
    return jwt.encode(claims, signing_secret(settings), algorithm=ALGORITHM)


def read_token(secret: str, token: str) -> Actor:
    """Who a token speaks for. Raises `Unauthenticated` for every token that is not ours and current."""
    # PyJWT encodes the text before it looks at it, and lone surrogates cannot be encoded.
    if not token.isascii() or len(token) > MAX_LENGTH:
        raise Unauthenticated
    try:
        claims = jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": _REQUIRED},
        )
    except jwt.ExpiredSignatureError:
        raise Unauthenticated(TOKEN_EXPIRED) from None
    except jwt.InvalidTokenError:
        raise Unauthenticated from None
    return _actor(claims)


def _actor(claims: dict[str, Any]) -> Actor:
    name = str(claims.get("name") or "")
    expires_at = _moment(claims["exp"])
    match claims.get("kind"):
        case "staff":
            return Actor(
                kind=ActorKind.STAFF,
                id=str(claims.get("email") or claims["sub"]),
                name=name,
                expires_at=expires_at,
            )
        case "customer":
            try:
                customer_id = UUID(str(claims.get("customer_id")))
            except ValueError:
                raise Unauthenticated from None
            return Actor(
                kind=ActorKind.CUSTOMER,
                id=str(customer_id),
                name=name,
                customer_id=customer_id,
                expires_at=expires_at,
            )
        case _:
            raise Unauthenticated


def _moment(timestamp: int | float) -> datetime:
    """When that is; a year that no calendar has is the last one."""
    try:
        return datetime.fromtimestamp(timestamp, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)
