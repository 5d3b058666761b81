"""From an Authorization header to an actor: the one door for HTTP and for sockets."""

from domain.identity import jwks, keys
from domain.identity.errors import Unauthenticated
from domain.identity.revocations import revocations_of
from domain.identity.tokens import actor_of, read_claims, secrets_of
from domain.kernel.actor import ANONYMOUS, Actor
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
        claims = read_claims(secrets_of(settings), token)
        actor = actor_of(claims)
    if await revocations_of(database).refuse(actor.label, claims):
        raise Unauthenticated
    return actor
