"""Workers for tests: the real loops, in this process, with a mailbox instead of a mail server."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

import pytest

from domain.kernel.config import Settings
from domain.kernel.database import Database
from domain.payments.adapters.registry import build_gateways
from jobs.context import JobContext
from jobs.worker import work
from tests.factories.shop import Shop
from tests.fakes.mailbox import Mailbox

Working = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def context(settings: Settings, database: Database, mailbox: Mailbox) -> JobContext:
    """What jobs work with, on this test's services."""
    return JobContext(
        settings=settings, database=database, gateways=build_gateways(settings), mailer=mailbox
    )


@pytest.fixture
def today(shop: Shop) -> Shop:
    """The shop, its clock at the real time: workers know no other."""
    shop.clock.set(datetime.now(UTC))
    return shop


@pytest.fixture
def working(context: JobContext, settings: Settings) -> Working:
    """``async with working():`` a worker works."""

    @contextlib.asynccontextmanager
    async def run() -> AsyncIterator[None]:
        assert settings.redis_url is not None
        worker = asyncio.create_task(work(context, settings.redis_url))
        try:
            yield
        finally:
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker

    return run


async def until(holds: Callable[[], Awaitable[object]], *, seconds: float = 10) -> None:
    """Wait until something holds; fails when it does not in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await holds():
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.05)
