"""What the rows are measured on: a PostgreSQL and a Valkey of their own, and API processes.

Everything lies in a scratch directory and is gone in the end. PostgreSQL waits for its disk, as it does
in the field, for us and for the floors alike. Settings are those of an installation, but for two: nobody
is throttled, because one machine here asks for thousands, and the log is a file.
"""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import httpx
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from cli.embedded import start_postgres, start_valkey
from cli.migrate import upgrade
from cli.processes import spawn, stop
from domain.identity.tokens import issue_token
from domain.kernel.config import Settings
from domain.kernel.database import Database

SECRET = "benchmarks sign with this, and nothing else does"
PATIENCE = 60.0
POOL = 20
"Connections of an API process: two dozen writers wait for each other's locks."


@dataclass(frozen=True, slots=True)
class Server:
    """API processes that answer at a port of this machine."""

    port: int
    process: Popen[bytes]

    def cpu(self) -> float:
        """Seconds of CPU that the process has used so far; of one process, not of its workers."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes of memory that the process holds (RSS)."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


class Stage:
    """The services, and shops by name: each a database of its own."""

    def __init__(self, directory: Path, postgres_url: str, valkey_url: str) -> None:
        self.directory = directory
        self._postgres_url = postgres_url
        self._valkey_url = valkey_url
        self.opened: dict[str, Any] = {}
        "What rows have set up for others to use, by name."

    async def shop(self, name: str) -> Settings:
        """Settings of an empty, migrated shop."""
        connection = await asyncpg.connect(self._postgres_url)
        try:
            await connection.execute(f'CREATE DATABASE "{name}"')
        finally:
            await connection.close()
        url = make_url(self._postgres_url).set(database=name).render_as_string(hide_password=False)
        settings = Settings(
            database_url=url,
            redis_url=self._valkey_url,
            data_dir=self.directory,
            secret=SecretStr(SECRET),
            throttle_capacity=0,
            database_pool_size=POOL,
        )
        await asyncio.to_thread(upgrade, settings)
        return settings

    @asynccontextmanager
    async def serving(
        self,
        settings: Settings,
        *,
        processes: int = 1,
        executor: str = "breadth",
        environment: str = "production",
    ) -> AsyncIterator[Server]:
        """API processes for a shop, beside them the floors of `bench.server`. The gateway `test` exists
        in development only."""
        port = _free_port()
        variables = {
            **_environment_of(settings),
            "WAYBILL_ENVIRONMENT": environment,
            "WAYBILL_EXECUTOR": executor,
            "WAYBILL_PORT": str(port),
            "BENCH_PROCESSES": str(processes),
        }
        process = spawn(
            [sys.executable, "-m", "bench.server"],
            environment=variables,
            log=self.directory / "server.log",
            dies_with_parent=9,
        )
        try:
            await _until_ready(port, process)
            yield Server(port, process)
        finally:
            await asyncio.to_thread(stop, process, patience=20.0)

    @contextmanager
    def working(self, settings: Settings) -> Iterator[Popen[bytes]]:
        """A worker with its relay, for as long as the block lasts."""
        process = spawn(
            [sys.executable, "-m", "cli.main", "worker"],
            environment=_environment_of(settings),
            log=self.directory / "worker.log",
            dies_with_parent=9,
        )
        try:
            yield process
        finally:
            stop(process, patience=20.0)


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Start the services in a scratch directory; stop them and remove it in the end."""
    with TemporaryDirectory(prefix="waybill-bench-") as scratch:
        directory = Path(scratch)
        postgres = start_postgres(directory / "postgres")
        try:
            valkey = start_valkey(directory / "valkey")
            try:
                yield Stage(directory, postgres.url, valkey.url)
            finally:
                valkey.stop()
        finally:
            postgres.stop()


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[Database]:
    """A pool on a shop's database."""
    database = Database(settings.database_url or "", pool_size=4)
    try:
        yield database
    finally:
        await database.dispose()


def staff_token(settings: Settings) -> str:
    """A token of somebody who may do everything."""
    return issue_token(settings, "staff", subject="bench", email="bench@example.com")


def _environment_of(settings: Settings) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WAYBILL_")}
    return kept | {
        "WAYBILL_ENVIRONMENT": "production",
        "WAYBILL_DATABASE_URL": str(settings.database_url),
        "WAYBILL_REDIS_URL": str(settings.redis_url),
        "WAYBILL_DATA_DIR": str(settings.data_dir),
        "WAYBILL_SECRET": SECRET,
        "WAYBILL_THROTTLE_CAPACITY": str(settings.throttle_capacity),
        "WAYBILL_DATABASE_POOL_SIZE": str(settings.database_pool_size),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _until_ready(port: int, process: Popen[bytes]) -> None:
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
        asyncio.timeout(PATIENCE),
    ):
        while True:
            if process.poll() is not None:
                raise RuntimeError("the API ended before it was ready; see its log")
            try:
                if (await client.get("/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
