"""graphql-core's own execution tests, run against the engine.

They are in the source distribution of the graphql-core that is installed, which is fetched from the
package registry when this runs (or found where ``WAYBILL_GRAPHQL_CORE_EXAMPLES`` says it was unpacked);
without it, or without their plugin pytest-describe, there is nothing to run.
"""

import importlib.util
import os
import re
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.schema.execution.graphql_core_exceptions import DO_NOT_APPLY

HERE = Path(__file__).parent
AT_LEAST = 700
"""Fewer than that were not all of them."""


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked source distribution."""
    if importlib.util.find_spec("pytest_describe") is None:
        pytest.skip("pytest-describe is not installed")
    given = os.environ.get("WAYBILL_GRAPHQL_CORE_EXAMPLES")
    if given:
        return Path(given)
    directory = tmp_path_factory.mktemp("graphql-core")
    wanted = f"graphql-core=={version('graphql-core')}"
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    fetched = subprocess.run(
        [*download, "--no-binary", "graphql-core", "--dest", str(directory), wanted],
        capture_output=True,
        text=True,
        timeout=300,
    )
    if fetched.returncode:
        pytest.skip(f"the source distribution could not be fetched: {fetched.stderr[-300:]}")
    archive = next(directory.glob("*.tar.gz"))
    with tarfile.open(archive) as packed:
        packed.extractall(directory, filter="data")
    return directory / archive.name.removesuffix(".tar.gz")


def test_graphql_cores_own_tests_pass_on_the_engine(sources: Path) -> None:
    ran = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "tests/execution", "-q", "-p", "on_the_engine"),
            *("-p", "no:cacheprovider", "-o", "addopts=", "-o", "asyncio_mode=strict"),
            "--tb=line",
        ],
        cwd=sources,
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    failed = set(re.findall(r"^FAILED tests/execution/(\S+)", ran.stdout, re.MULTILINE))
    assert failed == set(DO_NOT_APPLY), ran.stdout[-3000:]
    counted = re.search(r"(\d+) passed", ran.stdout)
    assert counted is not None
    assert int(counted[1]) >= AT_LEAST, ran.stdout[-300:]
