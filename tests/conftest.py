"""What every test may ask for: a clean database, a broker, a shop, people, and a GraphQL client."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr

from cli.embedded import ValkeyHandle, start_valkey
from domain.kernel.config import Settings
from domain.kernel.database import Database

pytest.register_assert_rewrite("tests.factories")

from tests.factories.cleaning import wipe  # noqa: E402
from tests.factories.graphql import GraphQLClient, graphql_client  # noqa: E402
from tests.factories.shop import Shop, open_shop  # noqa: E402
from tests.services import TEMPLATE, Server  # noqa: E402

SERVER = pytest.StashKey[Server]()

hypothesis_settings.register_profile(
    "default", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("default")


def pytest_configure(config: pytest.Config) -> None:
    """Tests do not depend on the shell they are started from, but for where the services are."""
    for name in list(os.environ):
        if name.startswith("WAYBILL_") and not name.endswith(("_URL", "_EXAMPLES")):
            del os.environ[name]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """xdist's controller starts the server, once, before its workers."""
    if SERVER not in node.config.stash:
        node.config.stash[SERVER] = Server.ready(_scratch(node.config) / "postgres")
    node.workerinput["server"] = node.config.stash[SERVER].handed_over()


def _scratch(config: pytest.Config) -> Path:
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    return factory.mktemp("services")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Server:
    """The PostgreSQL server of this run, its template migrated."""
    given = getattr(request.config, "workerinput", {}).get("server")
    return Server(**given) if given else Server.ready(_scratch(request.config) / "postgres")


@pytest.fixture(scope="session")
def database_url(server: Server, worker_id: str) -> Iterator[str]:
    """This worker's own database."""
    name = f"waybill_test_{worker_id}"
    yield server.create(name, template=TEMPLATE)
    server.drop(name)


@pytest.fixture(scope="session")
async def _pool(database_url: str) -> AsyncIterator[Database]:
    pool = Database(database_url, statement_timeout=20)
    yield pool
    await pool.dispose()


@pytest.fixture
async def database(_pool: Database) -> Database:
    """An empty database. What a test commits is really committed, and gone before the next one."""
    await wipe(_pool)
    return _pool


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ValkeyHandle]:
    """This worker's own broker; a test that stops it starts it again."""
    handle = start_valkey(tmp_path_factory.mktemp("valkey"), durable=False)
    yield handle
    handle.stop()


@pytest.fixture
def settings(database: Database, database_url: str, valkey: ValkeyHandle, tmp_path: Path) -> Settings:
    """An installation on this worker's services."""
    return Settings(
        database_url=database_url,
        redis_url=valkey.url,
        data_dir=tmp_path,
        secret=SecretStr("a secret for tests, long enough for HS256"),
    )


@pytest.fixture
async def shop(database: Database) -> Shop:
    """A channel in euros, three locations and a few products with stock; see `open_shop`."""
    return await open_shop(database)


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[GraphQLClient]:
    """A GraphQL client of the real application, signed in as staff."""
    async with graphql_client(settings) as client:
        yield client
