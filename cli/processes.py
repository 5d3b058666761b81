"""Processes of our own: how they start, how they end, and that none is left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_libc = ctypes.CDLL(None, use_errno=True)


class StopAsked(KeyboardInterrupt):
    """Ctrl-C, SIGTERM or a closed terminal; a `KeyboardInterrupt`, which asyncio lets through."""


@contextlib.contextmanager
def until_stopped() -> Iterator[None]:
    """Run the block until it ends or a signal asks it to stop; being asked is a normal end.

    The first signal unwinds the block through its ``finally`` clauses; further ones are ignored, so
    that an impatient second Ctrl-C does not leave services running.
    """

    def ask(signal_number: int, frame: FrameType | None) -> None:
        for number in STOPPING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise StopAsked

    before = {number: signal.signal(number, ask) for number in STOPPING_SIGNALS}
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def die_with_parent(signal_number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process a signal when its parent ends, even by ``kill -9``.

    Linux only; elsewhere it does nothing.
    """
    if hasattr(_libc, "prctl"):
        _libc.prctl(PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)


def tied_to_us(signal_number: int) -> Callable[[], None]:
    """A ``preexec_fn`` that has the child get the signal when we end in any way."""
    parent = os.getpid()

    def before_exec() -> None:
        die_with_parent(signal_number)
        if os.getppid() != parent:  # it ended before the kernel knew of our wish
            os._exit(1)

    return before_exec


def spawn(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    directory: Path | None = None,
    log: Path | None = None,
    dies_with_parent: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that Ctrl-C in the terminal reaches only us.

    `log` takes its output; without it the output is ours. `dies_with_parent` is the signal that it
    gets when we end in any way.
    """
    with contextlib.ExitStack() as stack:
        output = stack.enter_context(log.open("ab")) if log else None
        return subprocess.Popen(  # noqa: S603 - commands are ours, not a user's
            [str(part) for part in command],
            env=dict(environment) if environment is not None else None,
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
            preexec_fn=tied_to_us(dies_with_parent) if dies_with_parent else None,
        )


def stop(process: subprocess.Popen[bytes], *, patience: float) -> None:
    """Ask a child to stop and wait for it; after `patience` seconds it is killed."""
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def let_go(process: subprocess.Popen[bytes]) -> None:
    """Stop counting it as our child: it may outlive us, and is found by its own files."""
    process.returncode = 0


def has_ended(pid: int) -> bool:
    """Whether the process is gone; one of our own that ended is taken off the kernel's list."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    return not is_alive(pid)


def is_alive(pid: int) -> bool:
    """Whether the process runs. One that ended and waits for its parent to notice does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return Path("/proc/self").exists() is False  # it ended meanwhile, or there is no /proc
    return state not in ("Z", "X")


def wait_until(condition: Callable[[], bool], *, timeout: float, pause: float = 0.01) -> bool:
    """Look until `condition` holds; whether it did within `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
