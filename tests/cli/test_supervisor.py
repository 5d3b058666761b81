"""A worker that dies comes back, each time a little later; children end with their parent."""

import signal
import subprocess
import sys
import time
from io import StringIO

from rich.console import Console

from cli.processes import is_alive, spawn, wait_until
from cli.supervisor import Supervisor


class Frail(Supervisor):
    """Its worker ends at once; its API sleeps."""

    starts: list[float]

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        if command == "serve":
            self.starts = []
            return spawn(["sleep", "60"], dies_with_parent=signal.SIGKILL)
        self.starts.append(time.monotonic())
        child = spawn(["false"], dies_with_parent=signal.SIGKILL)
        child.wait()
        return child


def test_a_worker_that_dies_comes_back_with_growing_pauses() -> None:
    said = StringIO()
    supervisor = Frail({}, Console(file=said))
    try:
        begun = time.monotonic()
        while time.monotonic() - begun < 1.7:
            supervisor.look_after_worker()
            time.sleep(0.01)
        first, second, third = supervisor.starts
        assert 0.5 <= second - first < 0.9
        assert 1.0 <= third - second < 1.4
        assert "The worker ended (1); it starts again in 0.5 s." in said.getvalue()
    finally:
        supervisor.stop()


def test_stopping_leaves_no_child() -> None:
    supervisor = Frail({}, Console(file=StringIO()))
    assert is_alive(supervisor.api.pid)
    supervisor.stop()
    assert not is_alive(supervisor.api.pid)


def test_children_end_with_a_parent_that_is_killed() -> None:
    script = (
        "import os, signal; from cli.processes import spawn\n"
        "child = spawn(['sleep', '60'], dies_with_parent=signal.SIGKILL)\n"
        "print(child.pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    parent = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert parent.returncode == -signal.SIGKILL
    child = int(parent.stdout)
    assert wait_until(lambda: not is_alive(child), timeout=5)
