"""Embedded PostgreSQL and Valkey: what a command uses where no URLs are set.

All commands with the same data directory share one pair of services. The first starts them, the
last one out stops them. Who is in is a shared lock on a file: the kernel drops it when a process
ends in any way, so a count cannot go wrong. Services that outlived a ``kill -9`` are simply found
running by the next command, which then stops them when it is the last.

For tests, `start_postgres` and `start_valkey` with ``durable=False`` start services for throwing
away::

    postgres = start_postgres(directory / "postgres", durable=False)  # postgres.url, .stop()
    valkey = start_valkey(directory / "valkey", durable=False)  # valkey.url, .kill(), .restart()
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from cli.postgres import PostgresHandle, postgres_runs, start_postgres, stop_postgres
from cli.sockets import EmbeddedServiceError
from cli.valkey import ValkeyHandle, start_valkey, stop_valkey, valkey_runs
from domain.kernel.config import Settings

__all__ = [
    "EmbeddedServiceError",
    "PostgresHandle",
    "ValkeyHandle",
    "embedded_services",
    "ensure_embedded_broker",
    "postgres_runs",
    "start_postgres",
    "start_valkey",
    "stop_postgres",
    "stop_valkey",
    "taking_turns",
    "valkey_runs",
]


@contextlib.contextmanager
def embedded_services(settings: Settings) -> Iterator[Settings]:
    """Settings whose URLs lead to running services; a URL that is set is left as it is.

    What is missing is started under the data directory, or shared with the command that started it.
    Raises `EmbeddedServiceError`.
    """
    if settings.database_url and settings.redis_url:
        yield settings
        return
    directory = data_directory(settings)
    with taking_turns(directory):
        lease = os.open(directory / "services.users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lease, fcntl.LOCK_SH)
        try:
            urls = _start(settings, directory)
        except BaseException:
            _leave(directory, lease)
            raise
    try:
        yield settings.model_copy(update=urls)
    finally:
        with taking_turns(directory):
            _leave(directory, lease)


def ensure_embedded_broker(settings: Settings) -> None:
    """Start the embedded Valkey again where it died; `settings` are the ones a user gave."""
    if settings.redis_url is None:
        directory = data_directory(settings)
        if not valkey_runs(directory / "valkey"):
            with taking_turns(directory):
                start_valkey(directory / "valkey")


def data_directory(settings: Settings) -> Path:
    """The data directory, made where it is missing. Raises `EmbeddedServiceError`."""
    directory = settings.data_dir.expanduser().resolve()
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as error:
        raise EmbeddedServiceError(
            f"WAYBILL_DATA_DIR: {directory} cannot be used ({error.strerror})."
        ) from None
    return directory


def _start(settings: Settings, directory: Path) -> dict[str, str]:
    urls = {}
    if settings.database_url is None:
        urls["database_url"] = start_postgres(directory / "postgres").url
    if settings.redis_url is None:
        urls["redis_url"] = start_valkey(directory / "valkey").url
    return urls


def _leave(directory: Path, lease: int) -> None:
    """Stop the services unless somebody else is in. Needs the turn."""
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        stop_valkey(directory / "valkey")
        stop_postgres(directory / "postgres")
    finally:
        os.close(lease)


@contextlib.contextmanager
def taking_turns(directory: Path) -> Iterator[None]:
    """One command at a time starts, stops or migrates the services of a data directory."""
    try:
        descriptor = os.open(directory / "services.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        raise EmbeddedServiceError(f"WAYBILL_DATA_DIR: {directory} is another user's shop.") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
