"""The documents that a process knows, so that nothing is parsed or validated twice."""

from collections import OrderedDict

from schema.documents.limits import Limits
from schema.documents.prepare import PreparedDocument, prepare, sha256_of
from schema.masking import MaskedSchema

ROOM = 1_000_000
"""Characters of text whose documents are kept; a syntax tree takes up some hundred times its text.
Documents that are asked for seldom make way first."""
OVERHEAD = 200
"What the smallest document takes up, in characters."


class KnownDocuments:
    """Prepared documents by their sha256: the last used, as many as there is room for."""

    def __init__(self, schema: MaskedSchema, limits: Limits, *, room: int = ROOM) -> None:
        self.schema = schema
        self.limits = limits
        self._room = room
        self._weight = 0
        self._kept: OrderedDict[str, PreparedDocument] = OrderedDict()

    def find(self, sha256: str) -> PreparedDocument | None:
        """The document of that hash, if it is known here."""
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
