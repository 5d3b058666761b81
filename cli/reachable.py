"""Whether the database and the broker can be spoken to, before anything depends on it."""

import asyncio

import asyncpg
import redis.asyncio
from asyncpg.exceptions import InterfaceError, PostgresError
from redis.exceptions import RedisError

from domain.kernel.config import Settings
from domain.kernel.errors import ConfigurationError

OLDEST_POSTGRES = 15
TIMEOUT = 10.0


def require_services(settings: Settings) -> None:
    """Raise `ConfigurationError`, which names the setting, where one cannot be reached."""
    require_database(settings)
    asyncio.run(broker_version(settings))


def require_database(settings: Settings) -> None:
    """The same for the database alone."""
    asyncio.run(database_version(settings))


async def database_version(settings: Settings) -> str:
    """The version of PostgreSQL. Raises `ConfigurationError`."""
    url = (settings.database_url or "").replace("+asyncpg", "", 1)
    try:
        connection = await asyncpg.connect(url, timeout=TIMEOUT)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, PostgresError, InterfaceError) as error:
        reason = str(error) or type(error).__name__
        raise ConfigurationError(
            f"WAYBILL_DATABASE_URL: the database cannot be reached: {reason}."
        ) from None
    try:
        major = connection.get_server_version().major
        version = str(await connection.fetchval("SHOW server_version"))
    finally:
        await connection.close()
    if major < OLDEST_POSTGRES:
        raise ConfigurationError(
            f"WAYBILL_DATABASE_URL: PostgreSQL {major} is too old; Waybill needs "
            f"{OLDEST_POSTGRES} or newer."
        )
    return version


async def broker_version(settings: Settings) -> str:
    """The name and version of the broker. Raises `ConfigurationError`."""
    try:
        client = redis.asyncio.from_url(  # type: ignore[no-untyped-call]
            settings.redis_url or "", socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
        )
    except ValueError as error:
        raise ConfigurationError(f"WAYBILL_REDIS_URL: {error}.") from None
    try:
        facts = await client.info("server")
    except (OSError, RedisError) as error:
        raise ConfigurationError(f"WAYBILL_REDIS_URL: the broker cannot be reached: {error}.") from None
    finally:
        await client.aclose()
    if "valkey_version" in facts:
        return f"Valkey {facts['valkey_version']}"
    return f"Redis {facts['redis_version']}"
