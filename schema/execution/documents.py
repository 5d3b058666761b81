"""Documents that were parsed before: the same text is the same document, and so finds its plan."""

from collections import OrderedDict
from collections.abc import Iterator

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

MAX_DOCUMENTS = 500
LONGEST_KEPT = 20_000
"""Characters; so that a thousand long documents do not fill the memory."""

_parsed: OrderedDict[str, DocumentNode] = OrderedDict()


class KnownDocuments(SchemaExtension):
    """Keeps the latest parsed documents. Validation goes on as it would."""

    def on_parse(self) -> Iterator[None]:
        context = self.execution_context
        text = context.query
        if text is None or context.graphql_document is not None:
            yield
            return
        known = _parsed.get(text)
        if known is not None:
            _parsed.move_to_end(text)
            context.graphql_document = known
            yield
            return
        yield
        document: DocumentNode | None = context.graphql_document
        if document is not None and len(text) <= LONGEST_KEPT:
            _parsed[text] = document
            if len(_parsed) > MAX_DOCUMENTS:
                _parsed.popitem(last=False)
