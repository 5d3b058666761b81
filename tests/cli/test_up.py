"""``waybill up``: from nothing to a shop that answers, and back to nothing running."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from cli.embedded import postgres_runs, stop_postgres, stop_valkey, valkey_runs
from cli.processes import wait_until

TIMEOUT = 60.0


class Shop:
    """A ``waybill up`` that has said that it is up, and what it printed."""

    def __init__(self, process: subprocess.Popen[str], said: str) -> None:
        self.process = process
        self.said = said

    @property
    def url(self) -> str:
        return re.findall(r"^http://\S+/graphql$", self.said, re.MULTILINE)[0]

    @property
    def tokens(self) -> list[str]:
        return re.findall(r"^ey\S+$", self.said, re.MULTILINE)

    @property
    def command(self) -> list[str]:
        return shlex.split(next(line for line in self.said.splitlines() if line[:5] == "curl "))

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        self.process.communicate(timeout=30)
        return self.process.returncode


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    stop_postgres(tmp_path / "postgres")
    stop_valkey(tmp_path / "valkey")


def bare_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("WAYBILL_")}


@contextmanager
def up(data_dir: Path) -> Iterator[Shop]:
    command = [sys.executable, "-m", "cli.main", "up", "--port", "0", "--data-dir", str(data_dir)]
    process = subprocess.Popen(
        command, env=bare_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = ""
    try:
        for line in process.stdout:
            said += line
            if line.startswith("curl "):
                break
        else:
            pytest.fail(f"it did not come up:\n{said}")
        yield Shop(process, said)
    finally:
        process.kill()
        process.communicate()


def children_of(data_dir: Path) -> list[int]:
    """Processes whose environment or command names the data directory, but PostgreSQL's own."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                speaks_of = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if os.fsencode(data_dir) in speaks_of and b"postgres\0" not in speaks_of:
                found.append(int(entry.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_comes_up_says_how_to_speak_to_it_and_leaves_nothing(data_dir: Path, number: int) -> None:
    with up(data_dir) as shop:
        staff, customer = shop.tokens
        query = {"query": "{ __typename }"}
        for token in (staff, customer):
            answer = httpx.post(shop.url, json=query, headers={"Authorization": f"Bearer {token}"})
            assert answer.json()["data"] == {"__typename": "Query"}
        assert shop.command[:3] == ["curl", "-s", shop.url]
        assert shop.end(number) == 0
    assert not postgres_runs(data_dir / "postgres")
    assert not valkey_runs(data_dir / "valkey")
    assert children_of(data_dir) == []


def test_after_a_kill_the_next_start_finds_everything_as_it_was(data_dir: Path) -> None:
    count = "SELECT count(*) || ',' || coalesce(max(id::text), '') FROM customer"
    with up(data_dir) as shop:
        before = psql(data_dir, count)
        shop.process.kill()
        shop.process.wait()
    assert wait_until(lambda: len(children_of(data_dir)) <= 1, timeout=5)  # Valkey may outlive it
    begun = time.monotonic()
    with up(data_dir) as shop:
        assert time.monotonic() - begun < 20
        assert psql(data_dir, count) == before
        beside = subprocess.run(
            [sys.executable, "-m", "cli.main", "token", "customer", "--data-dir", str(data_dir)],
            env=bare_environment(),
            capture_output=True,
            text=True,
        )
        assert beside.returncode == 0, beside.stderr
        assert psql(data_dir, count) == before
        assert shop.end(signal.SIGTERM) == 0
    assert children_of(data_dir) == []


def psql(data_dir: Path, statement: str) -> str:
    """What the embedded database answers, asked beside the running shop."""
    import asyncio

    import asyncpg

    from cli.embedded import start_postgres

    async def ask() -> str:
        connection = await asyncpg.connect(start_postgres(data_dir / "postgres").url)
        try:
            return str(await connection.fetchval(statement))
        finally:
            await connection.close()

    return asyncio.run(ask())
