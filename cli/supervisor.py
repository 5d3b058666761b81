"""The two child processes of ``waybill up``: the API, whose end is the end, and the worker."""

import sys
import time
from collections.abc import Mapping
from signal import SIGKILL
from subprocess import Popen

from rich.console import Console

from cli.processes import spawn, stop

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY = 60.0
"Seconds after which a worker counts as well again, and its next death as the first."
PATIENCE = 28.0
"Seconds that both get to finish: longer than the API gives its requests."


class Supervisor:
    """Starts the children, brings the worker back when it dies, and stops both."""

    def __init__(self, environment: Mapping[str, str], console: Console) -> None:
        self._environment = environment
        self._console = console
        self._pause = FIRST_PAUSE
        self._next_start = 0.0
        self._started = 0.0
        self._worker: Popen[bytes] | None = None
        self.api = self._start("serve")

    def look_after_worker(self) -> None:
        """Start the worker where it does not run, waiting longer after each early death."""
        now = time.monotonic()
        if self._worker is not None and self._worker.poll() is not None:
            if now - self._started > STEADY:
                self._pause = FIRST_PAUSE
            self._console.print(
                f"The worker ended ({self._worker.returncode}); it starts again in {self._pause:g} s.",
                style="yellow",
            )
            self._worker, self._next_start = None, now + self._pause
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        if self._worker is None and now >= self._next_start:
            self._worker, self._started = self._start("worker"), now

    def stop(self) -> None:
        """Ask both to finish, then wait for them."""
        children = [child for child in (self.api, self._worker) if child is not None]
        for child in children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in children:
            stop(child, patience=max(deadline - time.monotonic(), 0.1))

    def _start(self, command: str) -> Popen[bytes]:
        return spawn(
            [sys.executable, "-m", "cli.main", command],
            environment=self._environment,
            dies_with_parent=SIGKILL,
        )
