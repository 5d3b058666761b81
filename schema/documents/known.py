"""The documents that a process knows, so that nothing is parsed or validated twice."""

from collections import OrderedDict

from schema.documents.limits import Limits
from schema.documents.prepare import PreparedDocument, prepare, sha256_of
from schema.execution.plans import PLANS
from schema.masking import MaskedSchema

ROOM = 1_000_000
"""Characters of text whose documents are kept; a syntax tree takes up some hundred times its text.
Documents that are asked for seldom make way first."""
OVERHEAD = 200
"What the smallest document takes up, in characters."


MOST_REGISTERED = 10_000
"Registered documents that stay; more than that are treated like any others."


class KnownDocuments:
    """Prepared documents by their sha256: those that are registered, and of the others the last used,
    as many as there is room for."""

    def __init__(self, schema: MaskedSchema, limits: Limits, *, room: int = ROOM) -> None:
        self.schema = schema
        self.limits = limits
        self._room = room
        self._weight = 0
        self._kept: OrderedDict[str, PreparedDocument] = OrderedDict()
        self._registered: dict[str, PreparedDocument] = {}

    def find(self, sha256: str) -> PreparedDocument | None:
        """The document of that hash, if it is known here."""
        found = self._registered.get(sha256)
        if found is not None:
            return found
        found = self._kept.get(sha256)
        if found is not None:
            self._kept.move_to_end(sha256)
        return found

    def prepare(self, text: str) -> PreparedDocument:
        """The document of a text, from memory if possible. Raises `DocumentRefused`; what is refused
        is not kept."""
        sha256 = sha256_of(text)
        found = self.find(sha256)
        if found is None:
            found = prepare(self.schema, text, self.limits)
            self._keep(found)
        return found

    def prepare_registered(self, text: str) -> PreparedDocument:
        """The document of a registered text. It stays, and so do its plans: what anybody sends as free
        text does not push out what the shop's own clients live on."""
        document = self.prepare(text)
        if document.sha256 not in self._registered and len(self._registered) < MOST_REGISTERED:
            self._registered[document.sha256] = document
            PLANS.keep(document.document)
        return document

    def _keep(self, document: PreparedDocument) -> None:
        self._kept[document.sha256] = document
        self._weight += _weight(document)
        while self._weight > self._room and len(self._kept) > 1:
            _, forgotten = self._kept.popitem(last=False)
            self._weight -= _weight(forgotten)

    def __len__(self) -> int:
        return len(self._kept)


def _weight(document: PreparedDocument) -> int:
    return len(document.text) + OVERHEAD
