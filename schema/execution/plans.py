"""The plans that are kept: the latest documents', and for ever those of registered documents.

A plan belongs to a parsed document, by identity: it names the document's own nodes, and a document
that was changed after it was parsed has the text of another. `documents` keeps parsed documents by
their text.
"""

from collections import OrderedDict

from graphql import DocumentNode, GraphQLSchema

from schema.execution.plan import Plan

Key = tuple[int, int, str | None, bool]

MAX_PLANS = 1000


class Plans:
    """Plans by schema, document and operation name. A plan keeps its document and its schema alive,
    so that no other document takes its place in memory while it is known."""

    def __init__(self, limit: int = MAX_PLANS) -> None:
        self._limit = limit
        self._latest: OrderedDict[Key, Plan] = OrderedDict()
        self._kept: dict[Key, Plan] = {}
        self._registered: dict[int, DocumentNode] = {}

    def keep(self, document: DocumentNode) -> None:
        """Keep this document's plans for as long as the process lives."""
        self._registered[id(document)] = document

    def find(self, key: Key) -> Plan | None:
        """The plan, if it is known."""
        kept = self._kept.get(key)
        if kept is not None:
            return kept
        known = self._latest.get(key)
        if known is not None:
            self._latest.move_to_end(key)
        return known

    def add(self, key: Key, plan: Plan) -> None:
        """Remember a plan, at the expense of the one that was not asked for longest."""
        if id(plan.document) in self._registered:
            self._kept[key] = plan
            return
        self._latest[key] = plan
        if len(self._latest) > self._limit:
            self._latest.popitem(last=False)


def key_of(
    schema: GraphQLSchema, document: DocumentNode, operation_name: str | None, hide_suggestions: bool
) -> Key:
    """What a plan is known by."""
    return id(schema), id(document), operation_name, hide_suggestions


PLANS = Plans()
"""This process's plans."""
