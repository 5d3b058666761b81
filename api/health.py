"""For whoever runs the process: is it alive, and can it be sent requests?"""

import asyncio
from collections.abc import Callable

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.broker import BROKER_ERRORS
from api.services import Services

PATIENCE = 2.0


def health_routes(services: Callable[[], Services]) -> list[Route]:
    """``/health/live`` and ``/health/ready``."""

    async def live(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> Response:
        # Without the broker everything works, if a little later; without the database nothing does.
        database, broker = await asyncio.gather(
            _database_answers(services()), _broker_answers(services())
        )
        stopping = services().stopping.is_asked()
        ok = database and not stopping
        return JSONResponse(
            {
                "status": "stopping" if stopping else "ok" if ok and broker else "degraded",
                "database": "ok" if database else "unavailable",
                "broker": "ok" if broker else "unavailable",
            },
            status_code=200 if ok else 503,
        )

    return [Route("/health/live", live), Route("/health/ready", ready)]


async def _database_answers(services: Services) -> bool:
    try:
        async with asyncio.timeout(PATIENCE), services.database.read() as read:
            await read.execute(text("SELECT 1"))
    except Exception:
        return False
    return True


async def _broker_answers(services: Services) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await services.broker.ping()
    except BROKER_ERRORS:
        return False
    return True
