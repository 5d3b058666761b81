"""The command, as from a terminal."""

import asyncio
import os
import subprocess
import sys

from domain.kernel.config import Settings


async def run_command(settings: Settings, *arguments: str) -> tuple[int, str]:
    """``waybill …`` in a process of its own, on the test's shop: exit code and what it printed."""
    environment = {
        "WAYBILL_DATABASE_URL": settings.database_url or "",
        "WAYBILL_REDIS_URL": settings.redis_url or "",
        "WAYBILL_DATA_DIR": str(settings.data_dir),
        "COLUMNS": "200",
    }
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cli.main", *arguments],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout
