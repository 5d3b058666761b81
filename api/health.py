"""For whoever runs the process: is it alive, and can it be sent requests?"""

import asyncio
from collections.abc import Callable

from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.broker import BROKER_ERRORS
from api.services import Services
from domain.tables import REVISION

PATIENCE = 2.0


def health_routes(services: Callable[[], Services]) -> list[Route]:
    """``/health/live`` and ``/health/ready``."""

    async def live(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> Response:
        # Without the broker everything works, if a little later; without the database nothing does.
        revision, broker = await asyncio.gather(_revision(services()), _broker_answers(services()))
        stopping = services().stopping.is_asked()
        database, migrated = revision is not None, (revision or "") >= REVISION
        ok = database and migrated and not stopping
        return JSONResponse(
            {
                "status": "stopping" if stopping else "ok" if ok and broker else "degraded",
                "database": "ok" if database else "unavailable",
                "migrations": "ok" if migrated else "behind" if database else "unknown",
                "broker": "ok" if broker else "unavailable",
            },
            status_code=200 if ok else 503,
        )

    return [Route("/health/live", live), Route("/health/ready", ready)]


async def _revision(services: Services) -> str | None:
    """How far the database is migrated; empty where it never was, None where it does not answer.

    A database that is ahead is fine: migrations go before the processes that need them.
    """
    try:
        async with asyncio.timeout(PATIENCE), services.database.read() as read:
            await read.execute(text("SELECT 1"))
            try:
                found = await read.execute(text("SELECT version_num FROM alembic_version"))
            except ProgrammingError:
                return ""
            return str(found.scalar_one_or_none() or "")
    except Exception:
        return None


async def _broker_answers(services: Services) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await services.broker.ping()
    except BROKER_ERRORS:
        return False
    return True
