"""The plans that are kept: the latest documents', and for ever those of registered documents.

A plan belongs to a parsed document, by identity: it names the document's own nodes, and a document
that was changed after it was parsed has the text of another. `documents` keeps parsed documents by
their text.
"""

from collections import OrderedDict

from graphql import DocumentNode, GraphQLSchema

from schema.execution.plan import Plan

Key = tuple[int, int, str | None, bool]

ROOM = 2_000_000
"""What plans may take up, in characters of documents, whose syntax trees take up some 75 bytes for each:
six hundred plans as large as an order in full, or sixty of the largest that are let in."""
A_PLAN, A_FIELD = 200, 15
"What a plan takes up besides, and what each of its fields does."


class Plans:
    """Plans by schema, document and operation name. A plan keeps its document and its schema alive,
    so that no other document takes its place in memory while it is known. Of documents that are not
    registered there are as many as there is room for."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
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
        """Remember a plan, at the expense of those that were not asked for longest."""
        if id(plan.document) in self._registered:
            self._kept[key] = plan
            return
        weight = _weight(plan) + sum(map(_weight, self._latest.values()))  # they grow while they run
        while self._latest and weight > self._room:
            _, forgotten = self._latest.popitem(last=False)
            weight -= _weight(forgotten)
        self._latest[key] = plan


def _weight(plan: Plan) -> int:
    text = plan.document.loc.end if plan.document.loc else 0
    return A_PLAN + text + A_FIELD * plan.fields


def key_of(
    schema: GraphQLSchema, document: DocumentNode, operation_name: str | None, hide_suggestions: bool
) -> Key:
    """What a plan is known by."""
    return id(schema), id(document), operation_name, hide_suggestions


PLANS = Plans()
"""This process's plans."""
