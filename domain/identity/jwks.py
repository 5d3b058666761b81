"""Tokens of an identity provider: signed with its private key, checked with its published ones.

The provider's key set is fetched when a token names a key that is not known, at most twice a minute, and
kept. So the provider may change its keys at any time, and nobody makes us call it at will.
"""

import asyncio
import time
from typing import Any

import httpx
import jwt

from domain.identity.errors import TOKEN_EXPIRED, Unauthenticated
from domain.identity.tokens import REQUIRED, Claims, check_shape
from domain.kernel.config import Settings

ALGORITHMS = ["RS256", "ES256"]
PATIENCE = 5.0
PAUSE = 30.0


class KeySet:
    """The keys of one URL."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._keys: dict[str, Any] = {}
        self._asked = float("-inf")
        self._turn = asyncio.Lock()

    async def key(self, key_id: str) -> Any:
        """The key of that id. Raises `Unauthenticated` where the provider has none."""
        if key_id not in self._keys:
            async with self._turn:
                if key_id not in self._keys and time.monotonic() - self._asked > PAUSE:
                    await self._fetch()
        if key_id not in self._keys:
            raise Unauthenticated
        return self._keys[key_id]

    async def _fetch(self) -> None:
        self._asked = time.monotonic()
        try:
            async with httpx.AsyncClient(timeout=PATIENCE) as client:
                answer = (await client.get(self._url)).raise_for_status()
            published = jwt.PyJWKSet.from_dict(answer.json())
        except (httpx.HTTPError, ValueError, jwt.PyJWKSetError, jwt.PyJWKError):
            return
        self._keys = {key.key_id: key.key for key in published.keys if key.key_id is not None}


_sets: dict[str, KeySet] = {}


def is_of_others(token: str) -> bool:
    """Whether a token says of itself that it was signed with a private key."""
    return _header(token).get("alg") in ALGORITHMS


async def read_claims(settings: Settings, token: str) -> Claims:
    """What a provider's token says. Raises `Unauthenticated`."""
    assert settings.jwks_url is not None
    key_id = _header(token).get("kid")
    if not isinstance(key_id, str):
        raise Unauthenticated
    keys = _sets.setdefault(settings.jwks_url, KeySet(settings.jwks_url))
    try:
        return jwt.decode(
            token,
            await keys.key(key_id),
            algorithms=ALGORITHMS,
            audience=settings.jwks_audience,
            issuer=settings.jwks_issuer,
            options={"require": REQUIRED},
        )
    except jwt.ExpiredSignatureError:
        raise Unauthenticated(TOKEN_EXPIRED) from None
    except (jwt.InvalidTokenError, TypeError):
        raise Unauthenticated from None


def _header(token: str) -> dict[str, Any]:
    check_shape(token)
    try:
        return jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        raise Unauthenticated from None
