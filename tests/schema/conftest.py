"""A GraphQL client without HTTP: the schema itself, with a feed that tests ring."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as sqlalchemy_event

from domain.identity.links import OrderLink
from domain.kernel.actor import ANONYMOUS, Actor
from domain.kernel.database import Database
from domain.payments.adapters.registry import configured
from schema.context import Context
from schema.ids import global_id
from schema.live import EventNotice
from schema.schema import schema
from tests.factories.people import STAFF
from tests.factories.shop import MORNING

LIMIT = 5.0


class Bell:
    """One watcher's wake-ups."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[Any] = asyncio.Queue()

    async def wait(self, have: int = 0) -> Sequence[Any]:
        found = [await self.queue.get()]
        while not self.queue.empty():
            found.append(self.queue.get_nowait())
        return [each for each in found if each is not None]


class Feed:
    """A live feed that says what a test tells it to; None is an empty wake-up."""

    def __init__(self) -> None:
        self.bells: list[Bell] = []
        self.watched = asyncio.Event()

    @asynccontextmanager
    async def _watch(self) -> AsyncIterator[Bell]:
        bell = Bell()
        self.bells.append(bell)
        self.watched.set()
        try:
            yield bell
        finally:
            self.bells.remove(bell)

    def watch_order(self, order_id: UUID) -> Any:
        return self._watch()

    def watch_all(self) -> Any:
        return self._watch()

    def watch_stock(self, sku: str) -> Any:
        return self._watch()

    async def ring(self, notice: EventNotice | UUID | None = None) -> None:
        """Wake everybody who watches; waits for a first watcher."""
        async with asyncio.timeout(LIMIT):
            await self.watched.wait()
        for bell in self.bells:
            bell.queue.put_nowait(notice)


class Client:
    """Asks as staff unless told otherwise."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.feed = Feed()
        self.wakes = 0
        self.sends_json = False
        "Whether it asks as somebody over HTTP does, who only wants the answer's JSON."
        self.statements: list[str] = []
        self._stop: Callable[[], None] = lambda: None

    def context(self, actor: Actor) -> Context:
        context = Context(
            database=self.database,
            actor=actor,
            feed=self.feed,
            gateways=configured(),
            gateway_timeout=1.0,
            wake=self._wake,
            issue_link=lambda order_id: OrderLink(f"token of {order_id}", None, MORNING),
            request_id="request-1",
        )
        context.sends_json = self.sends_json
        return context

    def _wake(self) -> None:
        self.wakes += 1

    async def run(self, document: str, actor: Actor = STAFF, **variables: Any) -> Any:
        """The whole result, errors included."""
        return await schema.execute(
            document, variable_values=variables, context_value=self.context(actor)
        )

    async def ask(self, document: str, actor: Actor = STAFF, **variables: Any) -> Any:
        """The data of a document that has no errors."""
        result = await self.run(document, actor, **variables)
        assert result.errors is None, result.errors
        return result.data

    async def do(
        self, verb: str, input: dict[str, Any], select: str = "__typename", actor: Actor = STAFF
    ) -> Any:
        """The result of one mutation; errors are selected always."""
        kind = verb[0].upper() + verb[1:]
        document = f"""
            mutation Do($input: {kind}Input!) {{
              {verb}(input: $input) {{
                __typename ... on Error {{ code message path }} ... on {kind}Success {{ {select} }}
              }}
            }}"""
        return (await self.ask(document, actor, input=input))[verb]

    async def watch(self, document: str, actor: Actor = STAFF, **variables: Any) -> Any:
        """A running subscription."""
        return await schema.subscribe(
            document, variable_values=variables, context_value=self.context(actor)
        )

    def count_statements(self) -> list[str]:
        """From now on, every statement sent."""
        engine, driver = self.database.engine.sync_engine, self.database.driver

        def note(_c: Any, _k: Any, statement: str, *_: Any) -> None:
            self.statements.append(statement)

        def hear(statement: str, _arguments: Sequence[Any]) -> None:
            self.statements.append(statement)

        sqlalchemy_event.listen(engine, "before_cursor_execute", note)
        driver.listeners.append(hear)

        def stop() -> None:
            sqlalchemy_event.remove(engine, "before_cursor_execute", note)
            driver.listeners.remove(hear)

        self._stop = stop
        return self.statements

    def close(self) -> None:
        self._stop()


@pytest.fixture
def client(database: Database) -> Iterator[Client]:
    client = Client(database)
    yield client
    client.close()


async def following(stream: Any) -> Any:
    """The next result of a subscription."""
    async with asyncio.timeout(LIMIT):
        return await anext(stream)


async def silent(stream: Any, seconds: float = 0.2) -> bool:
    """Nothing comes for a while. Ends the subscription."""
    waiting = asyncio.ensure_future(anext(stream))
    done, _ = await asyncio.wait([waiting], timeout=seconds)
    waiting.cancel()
    await asyncio.wait([waiting])
    await stream.aclose()
    return not done


def gid(type_name: str, id: UUID) -> str:
    return str(global_id(type_name, id))


NOBODY = ANONYMOUS
