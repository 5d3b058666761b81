"""From an Authorization header to an actor: the one door for HTTP and for sockets."""

from domain.identity import service
from domain.identity.errors import Unauthenticated
from domain.identity.tokens import read_token, signing_secret
from domain.kernel.actor import ANONYMOUS, Actor, ActorKind
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
    if not credentials.startswith(service.KEY_START):
        return read_token(signing_secret(settings), credentials)
    async with database.read() as read:
        partner = await service.find_partner_by_key(read, credentials)
    if partner is None:
        raise Unauthenticated
    return Actor(kind=ActorKind.PARTNER, id=str(partner.id), name=partner.name)
