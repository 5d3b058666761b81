"""Starts a Waybill of its own, from nothing, as a user would, and has the clients at it.

Called by ``make clients``. Everything that was started is stopped in the end, and its files are gone.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
WAYBILL = [sys.executable, "-m", "cli.main"]
PATIENCE = 120.0


def main() -> int:
    """The exit code of the clients' tests."""
    with tempfile.TemporaryDirectory(prefix="waybill-clients-") as directory:
        port = free_port()
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("WAYBILL_")},
            "WAYBILL_DATA_DIR": directory,
        }

        def waybill(*arguments: str | Path) -> str:
            command = [*WAYBILL, *map(str, arguments)]
            done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
            return done.stdout.strip()

        with running(port, environment, Path(directory) / "up.log"):
            partner = waybill("partner", "create", "Relay")
            waybill("partner", "register", "Relay", HERE / "relay.json")
            told = {
                "WAYBILL_TEST_URL": f"http://127.0.0.1:{port}/graphql",
                "WAYBILL_TEST_STAFF": waybill("token", "staff"),
                "WAYBILL_TEST_PARTNER": partner,
            }
            tests = subprocess.run(["npm", "test", "--silent"], cwd=HERE, env={**os.environ, **told})
            return tests.returncode


@contextmanager
def running(port: int, environment: dict[str, str], log: Path) -> Iterator[None]:
    """A shop that answers."""
    command = [*WAYBILL, "up", "--with-parent", "--port", str(port)]
    with log.open("wb") as output:
        shop = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + PATIENCE
        while not is_ready(port):
            if shop.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"Waybill did not start.\n{log.read_text()}")
            time.sleep(0.2)
        yield
    finally:
        shop.terminate()
        shop.wait()


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
