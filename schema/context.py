"""The context of one GraphQL operation: who acts, where to read, what was already loaded."""

from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

import strawberry

from domain.holds.rules import HoldLimits
from domain.identity.links import OrderLink
from domain.kernel.actor import Actor
from domain.kernel.database import Database
from domain.kernel.nested import Taking
from domain.kernel.pieces import PIECE, let_go
from domain.kernel.reader import Reader, narrowed
from domain.kernel.uow import UnitOfWork
from domain.payments.adapters.registry import GatewayRegistry
from schema.live import Bookmark, LiveFeed
from schema.loading import LevelLoader

if TYPE_CHECKING:
    from schema.documents.prepare import PreparedDocument
    from schema.sharing import Shown

L = TypeVar("L")


def _nobody() -> None:
    """Nobody waits to be woken."""


def _nothing(name: str) -> None:
    """Nothing is taken along."""


def _no_links(order_id: UUID) -> OrderLink:
    raise RuntimeError("whoever made this context has no secret to sign links with")


class Context:
    """Made by a door once per connection or request, forked once per operation (`fork`).

    `gateways` and `gateway_timeout` (seconds) serve the payment mutations, which wait for an answering
    gateway after their commit. `hold_limits` says how much may be held for carts. `wake` is called after
    every commit that may have events for the relay; it must not block and may do nothing. `issue_link`
    signs a guest's link to an order. `request_id` is what a client is shown when something went wrong.
    `origin` is the address that the audit says it came from.
    """

    def __init__(
        self,
        *,
        database: Database,
        actor: Actor,
        feed: LiveFeed,
        gateways: GatewayRegistry,
        gateway_timeout: float = 10.0,
        hold_limits: HoldLimits | None = None,
        wake: Callable[[], None] = _nobody,
        issue_link: Callable[[UUID], OrderLink] = _no_links,
        request_id: str | None = None,
        origin: str | None = None,
    ) -> None:
        self.database = database
        self.actor = actor
        self.feed = feed
        self.gateways = gateways
        self.gateway_timeout = gateway_timeout
        self.hold_limits = hold_limits or HoldLimits()
        self.wake = wake
        self.issue_link = issue_link
        self.request_id = request_id or uuid4().hex
        self.origin = origin
        self.document: PreparedDocument | None = None
        "What runs, where the door has prepared it; else the text that is given with it is parsed."
        self.bookmark = Bookmark()
        self.shown: Shown | None = None
        "The event of a subscription that is being sent, where others may be sent the same."
        self._uow: UnitOfWork | None = None
        self._reader = database.reader()
        self.columns: Mapping[str, frozenset[str]] = {}
        "What the operation needs of each type's rows, where whoever runs it knows; else all."
        self.take_along: Callable[[str], Taking | None] = _nothing
        "What the row of a root field takes along, by the field's name in the response."
        self.sends_json = False
        "Whether the operation's data is only going to be sent, so that some of it may be JSON already."
        self.written = 0
        "What the rows cost that are JSON already."
        self._loaders: dict[Hashable, Any] = {}

    def fork(self, *, request_id: str | None = None) -> "Context":
        """A context of its own for another operation of the same caller."""
        return Context(
            database=self.database,
            actor=self.actor,
            feed=self.feed,
            gateways=self.gateways,
            gateway_timeout=self.gateway_timeout,
            hold_limits=self.hold_limits,
            wake=self.wake,
            issue_link=self.issue_link,
            request_id=request_id,
            origin=self.origin,
        )

    def read(
        self, shown: str | None = None, *, by: "Info | None" = None
    ) -> AbstractAsyncContextManager[Reader]:
        """What to read by. What sibling fields ask for at once is one statement. Rows that are only
        `shown` as a type are read as far as the operation asks for that type. The one row that is shown
        `by` a root field takes along what is asked of it, where that can be written."""
        taking = self.take_along(str(by.path.key)) if by is not None else None
        return narrowed(self._reader, self.columns.get(shown) if shown else None, taking)

    def loader(self, key: Hashable, make: Callable[[], L]) -> L:
        """The operation's loader known by `key`, made when it is first asked for."""
        loader = self._loaders.get(key)
        if loader is None:
            loader = self._loaders[key] = make()
        found: L = loader
        return found

    def forget_loaded(self) -> None:
        """Drop what was loaded: after a commit, and before each event of a subscription."""
        if self._reader.found > PIECE:
            for loader in self._loaders.values():
                if isinstance(loader, LevelLoader):
                    let_go(*loader.lists())
        self._reader.found = 0
        self._loaders = {}

    def show(self, shown: "Shown") -> None:
        """From here on it is this event that is sent, with nothing loaded for an earlier one."""
        self.shown = shown
        self.forget_loaded()

    @property
    def uow(self) -> UnitOfWork:
        """The transaction of the mutation field that is running; set by the write door."""
        if self._uow is None:
            raise RuntimeError("only a mutation has a unit of work")
        return self._uow

    @uow.setter
    def uow(self, uow: UnitOfWork | None) -> None:
        self._uow = uow


Info = strawberry.Info[Context, None]
"""What resolvers are told about the field that is asked for."""
