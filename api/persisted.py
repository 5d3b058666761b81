"""Which document a request means, and whether its caller may run it. Every transport asks here.

An id beats any text beside it. Where only registered documents may run, an id that is not registered for
the caller and one that does not exist look alike.
"""

import time
from uuid import UUID

from api.asked import Asked
from api.kept import KeptDocuments
from api.refusals import RequestRefused
from api.throttle import Throttle
from domain.documents.queries import find_text
from domain.documents.rules import read_id
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.kernel.watch import current
from schema.documents.known import KnownDocuments
from schema.documents.prepare import PreparedDocument, sha256_of

GRANTED_FOR = 5.0
"Seconds for which a process believes that a document is still registered."
MOST_GRANTS = 10_000
READING, CHARACTERS, MOST_READING = 10, 2, 1_000
"""What it costs to read a text for the first time, after how many characters one more, and where that
ends: reading stops at the limit on tokens."""


class Documents:
    """Where documents come from: the registry, what clients had kept, or the request itself."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        *,
        known: KnownDocuments,
        kept: KeptDocuments,
        throttle: Throttle,
    ) -> None:
        self._settings = settings
        self._database = database
        self._known = known
        self._kept = kept
        self._throttle = throttle
        self._grants: dict[tuple[str, UUID | None], tuple[str, float]] = {}

    async def find(self, asked: Asked, actor: Actor, caller: str) -> PreparedDocument:
        """The document that was asked for. Raises `RequestRefused` and `DocumentRefused`."""
        registered_only = self._registered_only(actor)
        if asked.document_id is not None:
            return await self._by_id(asked.document_id, actor, registered_only)
        if asked.kept_hash is not None or not asked.knows_protocol:
            return await self._by_hash(asked, actor, caller, registered_only)
        if asked.query is None:
            raise RequestRefused(400, "There is no 'query' and no 'documentId' in the request.")
        if registered_only:
            raise RequestRefused(
                403,
                "Only registered documents may run here: send a 'documentId'.",
                code="PERSISTED_QUERY_ID_REQUIRED",
            )
        return await self._read(asked.query, caller)

    async def _read(self, text: str, caller: str) -> PreparedDocument:
        """The document of a text that its caller sent. To read a new one is work, also where it comes
        to nothing, and is paid for before it is done."""
        found = self._known.find(sha256_of(text))
        if found is not None:
            return found
        cost = min(READING + len(text) // CHARACTERS, MOST_READING)
        await self._throttle.charge(caller, cost)
        return self._known.prepare(text)

    def _registered_only(self, actor: Actor) -> bool:
        of_partners = actor.kind is ActorKind.PARTNER and self._settings.partners_registered_only
        return self._settings.registered_only or of_partners

    async def _by_id(self, id: str, actor: Actor, registered_only: bool) -> PreparedDocument:
        found = await self._registered(id, actor)
        if found is None and not registered_only:
            found = await self._kept_of(id)
        if found is None:
            raise _not_found()
        return found

    async def _by_hash(
        self, asked: Asked, actor: Actor, caller: str, registered_only: bool
    ) -> PreparedDocument:
        digest = asked.kept_hash or ""
        keeps = self._settings.apq and asked.knows_protocol and not registered_only
        found = self._kept_here(digest) if keeps else None
        found = found or await self._registered(digest, actor)
        if found is not None:
            return found
        if not keeps:
            raise RequestRefused(
                200,
                "PersistedQueryNotSupported",
                code="PERSISTED_QUERY_NOT_SUPPORTED",
                headers={"Cache-Control": "no-store"},
            )
        found = await self._kept_of(digest)
        if found is not None:
            return found
        if asked.query is None:
            raise _not_found()
        if sha256_of(asked.query) != digest:
            raise RequestRefused(
                400,
                "The sha256Hash is not the hash of the query.",
                code="PERSISTED_QUERY_HASH_MISMATCH",
            )
        document = await self._read(asked.query, caller)
        await self._kept.keep(caller, document)
        return document

    async def _registered(self, id: str, actor: Actor) -> PreparedDocument | None:
        """The registered document of that id, within what the caller may run."""
        found = await self._granted(id, actor)
        if found is not None and (watch := current()):
            watch.registered = True
        return found

    async def _granted(self, id: str, actor: Actor) -> PreparedDocument | None:
        read = read_id(id)
        if read is None:
            return None
        partner_id = UUID(actor.id) if actor.kind is ActorKind.PARTNER else None
        kind, digest = read
        granted = self._grants.get((digest, partner_id))
        if granted is not None and granted[1] > time.monotonic():
            known = self._known.find(granted[0])
            if known is not None:
                return known
        async with self._database.read() as reader:
            text = await find_text(reader, kind=kind, digest=digest, partner_id=partner_id)
        if text is None:
            self._grants.pop((digest, partner_id), None)
            return None
        document = self._known.prepare_registered(text)
        if len(self._grants) >= MOST_GRANTS:
            self._grants.clear()
        self._grants[digest, partner_id] = (document.sha256, time.monotonic() + GRANTED_FOR)
        return document

    async def _kept_of(self, id: str) -> PreparedDocument | None:
        """The document of that id, if somebody had it kept."""
        read = read_id(id)
        if read is None or read[0] != "sha256":
            return None
        found = self._kept_here(read[1])
        if found is not None:
            return found
        text = await self._kept.find(read[1])
        return None if text is None else self._known.prepare(text)

    def _kept_here(self, digest: str) -> PreparedDocument | None:
        return self._known.find(digest) if self._kept.is_known_here(digest) else None


def _not_found() -> RequestRefused:
    """Clients compare the message and the code; both are Apollo's."""
    return RequestRefused(
        200,
        "PersistedQueryNotFound",
        code="PERSISTED_QUERY_NOT_FOUND",
        headers={"Cache-Control": "no-store"},
    )
