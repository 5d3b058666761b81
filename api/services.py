"""What an API process holds for as long as it lives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from redis.asyncio import Redis

from api.admission import Admission
from api.broker import BROKER_ERRORS, Bell, connect_broker
from api.collector import Collector
from api.fuse import Fuse
from api.kept import KeptDocuments
from api.live import LiveHub
from api.persisted import Documents
from api.running import Running
from api.stopping import Stopping
from api.throttle import Throttle
from api.vigil import Vigil
from domain.holds.rules import HoldLimits
from domain.identity.links import OrderLink, issue_order_link
from domain.kernel.actor import ANONYMOUS, Actor
from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.payments.adapters.registry import GatewayRegistry, build_gateways
from schema.context import Context
from schema.documents.known import KnownDocuments
from schema.documents.limits import Limits
from schema.schema import schema


@dataclass(frozen=True, slots=True)
class Services:
    """Connections and the things that live on them."""

    settings: Settings
    database: Database
    broker: Redis
    hub: LiveHub
    gateways: GatewayRegistry
    hold_limits: HoldLimits
    issue_link: Callable[[UUID], OrderLink]
    ring: Callable[[], None]
    stopping: Stopping
    admission: Admission
    running: Running
    vigil: Vigil

    def context(
        self,
        actor: Actor = ANONYMOUS,
        *,
        request_id: str | None = None,
        origin: str | None = None,
    ) -> Context:
        """A context for what this caller asks."""
        return Context(
            database=self.database,
            actor=actor,
            feed=self.hub,
            gateways=self.gateways,
            gateway_timeout=self.settings.gateway_timeout,
            hold_limits=self.hold_limits,
            wake=self.ring,
            issue_link=self.issue_link,
            request_id=request_id,
            origin=origin,
        )


@contextlib.asynccontextmanager
async def open_services(settings: Settings, stopping: Stopping) -> AsyncIterator[Services]:
    """Connect, run what runs beside the requests, and close everything in the end.

    Neither the database nor the broker has to answer yet: `/health/ready` says when they do.
    """
    assert settings.database_url is not None
    assert settings.redis_url is not None
    database = Database(
        settings.database_url,
        pool_size=settings.database_pool_size,
        statement_timeout=settings.statement_timeout,
    )
    broker = connect_broker(settings.redis_url)
    bell = Bell(broker)
    hub = LiveHub(database, broker)
    vigil = Vigil(database)
    collector = Collector(hub.count)
    beside = [asyncio.create_task(each.run()) for each in (hub, bell, vigil, collector)]
    try:
        yield Services(
            settings=settings,
            database=database,
            broker=broker,
            hub=hub,
            gateways=build_gateways(settings),
            hold_limits=_hold_limits(settings),
            issue_link=partial(issue_order_link, settings),
            ring=bell.ring,
            stopping=stopping,
            admission=_admission(settings, database, broker),
            running=Running(settings),
            vigil=vigil,
        )
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        with contextlib.suppress(*BROKER_ERRORS):
            await broker.aclose(close_connection_pool=True)
        await database.dispose()


def _hold_limits(settings: Settings) -> HoldLimits:
    return HoldLimits(
        minutes=settings.hold_minutes,
        most_minutes=settings.hold_most_minutes,
        most_holds=settings.hold_most,
        most_units=settings.hold_most_units,
    )


def _admission(settings: Settings, database: Database, broker: Redis) -> Admission:
    fuse = Fuse()
    known = KnownDocuments(schema, Limits.of(settings))
    kept = KeptDocuments(broker, fuse, most=settings.apq_documents)
    throttle = Throttle(broker, fuse, capacity=settings.throttle_capacity, rate=settings.throttle_rate)
    documents = Documents(settings, database, known=known, kept=kept, throttle=throttle)
    return Admission(settings, documents, throttle)
