"""Embedded PostgreSQL and Valkey: shared by commands, gone with the last, found after a crash."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from cli.embedded import (
    EmbeddedServiceError,
    embedded_services,
    postgres_runs,
    start_postgres,
    start_valkey,
    stop_postgres,
    stop_valkey,
    valkey_runs,
)
from cli.processes import wait_until
from domain.kernel.config import Settings


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data directory whose services are stopped in the end, whatever the test left."""
    yield tmp_path
    stop_postgres(tmp_path / "postgres")
    stop_valkey(tmp_path / "valkey")


def settings_for(data_dir: Path, **given: str) -> Settings:
    return Settings(data_dir=data_dir, **given)  # type: ignore[arg-type]


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])


async def ask(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def test_both_start_answer_and_stop(data_dir: Path) -> None:
    with embedded_services(settings_for(data_dir)) as settings:
        assert settings.database_url is not None
        assert settings.redis_url is not None
        assert str(await ask(settings.database_url, "SHOW server_version")).startswith("18.")
        assert await ask(settings.database_url, "SELECT current_database()") == "waybill"
        assert redis.Redis.from_url(settings.redis_url).ping() is True
    assert not postgres_runs(data_dir / "postgres")
    assert not valkey_runs(data_dir / "valkey")


async def test_a_statement_that_fails_leaves_nothing_personal_in_the_log(data_dir: Path) -> None:
    with embedded_services(settings_for(data_dir)) as settings:
        assert settings.database_url is not None
        await ask(settings.database_url, "CREATE TABLE told AS SELECT 'lena@marker.example' AS mail")
        await ask(settings.database_url, "CREATE UNIQUE INDEX told_once ON told (mail)")
        with pytest.raises(asyncpg.UniqueViolationError):
            await ask(settings.database_url, "INSERT INTO told VALUES ('lena@marker.example')")
    log = (data_dir / "postgres" / "postgres.log").read_text()
    assert "told_once" in log
    assert "marker" not in log


async def test_what_was_written_is_there_at_the_next_start(data_dir: Path) -> None:
    with embedded_services(settings_for(data_dir)) as settings:
        assert settings.database_url is not None
        await ask(settings.database_url, "CREATE TABLE kept AS SELECT 47 AS on_hand")
    with embedded_services(settings_for(data_dir)) as settings:
        assert settings.database_url is not None
        assert await ask(settings.database_url, "SELECT on_hand FROM kept") == 47


def test_the_last_one_out_stops_the_services(data_dir: Path) -> None:
    with embedded_services(settings_for(data_dir)) as first:
        with embedded_services(settings_for(data_dir)) as second:
            assert second.database_url == first.database_url
            assert second.redis_url == first.redis_url
            shared = postmaster(data_dir)
        assert postgres_runs(data_dir / "postgres")
        assert valkey_runs(data_dir / "valkey")
        assert postmaster(data_dir) == shared
    assert not postgres_runs(data_dir / "postgres")
    assert not valkey_runs(data_dir / "valkey")


def test_services_that_outlived_a_kill_are_found_used_and_stopped(data_dir: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from domain.kernel.config import Settings\n"
        "from cli.embedded import embedded_services\n"
        "with embedded_services(Settings(data_dir=Path(sys.argv[1]))):\n"
        "    print('up', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script, str(data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as victim:
        assert victim.stdout is not None
        assert victim.stdout.readline() == b"up\n"
        victim.kill()
    orphan = postmaster(data_dir)
    assert postgres_runs(data_dir / "postgres")
    with embedded_services(settings_for(data_dir)):
        assert postmaster(data_dir) == orphan
    assert not postgres_runs(data_dir / "postgres")
    assert not valkey_runs(data_dir / "valkey")


async def test_a_database_that_was_killed_recovers(data_dir: Path) -> None:
    server = start_postgres(data_dir / "postgres")
    await ask(server.url, "CREATE TABLE kept AS SELECT 47 AS on_hand")
    os.kill(postmaster(data_dir), signal.SIGKILL)
    assert wait_until(lambda: not postgres_runs(data_dir / "postgres"), timeout=10)
    again = start_postgres(data_dir / "postgres")
    assert again.url == server.url
    assert await ask(again.url, "SELECT on_hand FROM kept") == 47


def test_a_process_with_the_number_of_a_dead_server_is_left_alone(data_dir: Path) -> None:
    server = start_postgres(data_dir / "postgres", durable=False)
    recorded = (data_dir / "postgres" / "data" / "postmaster.pid").read_text()
    server.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        lines = [str(stranger.pid), *recorded.splitlines()[1:]]
        (data_dir / "postgres" / "data" / "postmaster.pid").write_text("\n".join(lines) + "\n")
        try:
            again = start_postgres(data_dir / "postgres", durable=False)
            assert postgres_runs(again.directory)
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_setup_that_was_stopped_half_way_is_done_again(data_dir: Path) -> None:
    half = data_dir / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    server = start_postgres(data_dir / "postgres", durable=False)
    assert postgres_runs(server.directory)
    assert not half.exists()


def test_a_deep_data_directory_has_its_sockets_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 20) / ("er" * 30)
    with embedded_services(settings_for(deep)) as settings:
        assert settings.database_url is not None
        assert settings.redis_url is not None
        sockets = Path(settings.database_url.partition("host=")[2])
        assert sockets.parent == Path("/tmp")
        assert sockets.stat().st_mode & 0o077 == 0
        assert asyncio.run(ask(settings.database_url, "SELECT 1")) == 1
        assert redis.Redis.from_url(settings.redis_url).ping() is True
    assert not sockets.exists()


def test_only_the_owner_may_speak_to_the_database(data_dir: Path) -> None:
    server = start_postgres(data_dir / "postgres", durable=False)
    socket = Path(server.url.partition("host=")[2]) / ".s.PGSQL.5432"
    assert socket.stat().st_mode & 0o077 == 0


def test_throw_away_services_end_with_the_process_that_started_them(data_dir: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from cli.embedded import *\n"
        "start_postgres(Path(sys.argv[1]) / 'postgres', durable=False)\n"
        "start_valkey(Path(sys.argv[1]) / 'valkey', durable=False)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(data_dir)])
    assert ended.returncode == -signal.SIGKILL
    assert wait_until(lambda: not postgres_runs(data_dir / "postgres"), timeout=10)
    assert wait_until(lambda: not valkey_runs(data_dir / "valkey"), timeout=10)


def test_a_killed_broker_comes_back_empty_at_the_same_url(data_dir: Path) -> None:
    broker = start_valkey(data_dir / "valkey", durable=False)
    redis.Redis.from_url(broker.url).set("key", "value")
    broker.kill()
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(broker.url).ping()
    broker.restart()
    assert redis.Redis.from_url(broker.url).get("key") is None


def test_services_that_are_set_are_left_alone(tmp_path: Path) -> None:
    given = settings_for(
        tmp_path / "none", database_url="postgresql://db/waybill", redis_url="redis://broker/0"
    )
    with embedded_services(given) as settings:
        assert settings == given
    assert not (tmp_path / "none").exists()


def test_only_what_is_not_set_is_embedded(data_dir: Path) -> None:
    given = settings_for(data_dir, database_url="postgresql://db/waybill")
    with embedded_services(given) as settings:
        assert settings.database_url == "postgresql://db/waybill"
        assert valkey_runs(data_dir / "valkey")
        assert not (data_dir / "postgres").exists()


def test_a_data_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(EmbeddedServiceError, match=r"WAYBILL_DATA_DIR: .*/file/shop cannot be used"),
        embedded_services(settings_for(tmp_path / "file" / "shop")),
    ):
        pass
