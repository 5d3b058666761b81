"""From an Authorization header to an actor: the one door for HTTP and for sockets.

What stays open asks again by `taken_back`, for all that is open at once.
"""

from collections.abc import Collection

from domain.identity import jwks, keys, queries
from domain.identity.errors import Unauthenticated
from domain.identity.known_tokens import bearer_of
from domain.identity.revocations import revocations_of
from domain.identity.tokens import actor_of, secrets_of
from domain.kernel.actor import ANONYMOUS, Actor, Credentials
from domain.kernel.config import Settings
from domain.kernel.database import Database


async def authenticate(database: Database, settings: Settings, authorization: str | None) -> Actor:
    """Who calls. Nobody in particular where no credentials are sent.

    ``Bearer <token>`` for people, ``Bearer wb_…`` for partners. Raises `Unauthenticated` for anything
    else: a caller who believes to be somebody is never quietly treated as nobody.
    """
    if authorization is None or not authorization.strip():
        return ANONYMOUS
    scheme, _, credentials = authorization.strip().partition(" ")
    credentials = credentials.strip()
    if scheme.lower() != "bearer" or not credentials:
        raise Unauthenticated("Send credentials as 'Authorization: Bearer <token or API key>'.")
    if credentials.startswith(keys.KEY_START):
        return await _partner(database, credentials)
    return await _person(database, settings, credentials)


async def _partner(database: Database, key: str) -> Actor:
    async with database.read() as read:
        partner = await keys.find_partner_by_key(read, key)
    if partner is None:
        raise Unauthenticated
    return partner


async def _person(database: Database, settings: Settings, token: str) -> Actor:
    if settings.jwks_url is not None and jwks.is_of_others(token):
        claims = await jwks.read_claims(settings, token)
        actor = actor_of(claims, trusted=False)
    else:
        actor = bearer_of(secrets_of(settings), token)
    assert actor.credentials is not None
    if await revocations_of(database).refuse(actor.credentials):
        raise Unauthenticated
    return actor


async def taken_back(database: Database, held: Collection[Credentials]) -> set[Credentials]:
    """Which of those that were good are so no longer; one statement for all keys of partners."""
    revocations = revocations_of(database)
    refused = {each for each in held if each.issued_at is not None and await revocations.refuse(each)}
    prefixes = {each.id: each for each in held if each.issued_at is None and each.id is not None}
    if prefixes:
        async with database.read() as read:
            good = await queries.list_good_keys(read, prefixes)
        refused.update(key for prefix, key in prefixes.items() if prefix not in good)
    return refused
