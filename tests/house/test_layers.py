"""Imports run downhill only; the contracts stand in `.importlinter`."""

import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT


def test_imports_run_downhill_only(tmp_path: Path) -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    found = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout
