"""As whom PostgreSQL runs, because it refuses to run as root.

An ordinary user runs it as themselves. For root there is a system user, made on first need, that
owns the database's files and nothing else. Its way to those files and to the binaries may be
barred: a data directory or a virtual environment under ``/root`` lies behind a directory that only
root may enter. Opening that directory to everybody, as the wheel's own helper does, would expose a
home. PostgreSQL gets instead, and only then, the capability to read past directory permissions.
"""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from cli.sockets import EmbeddedServiceError

USER = "waybill-postgres"

CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}
"Capabilities that pass barred directories, the weaker first, with their numbers in the kernel."


def owner_of(directory: Path) -> int:
    """The id of the user that PostgreSQL runs as: ours, or for root whose files these are."""
    if os.geteuid() != 0:
        return os.geteuid()
    owner = directory.stat().st_uid if directory.exists() else 0
    return owner or _stand_in().pw_uid


def command_prefix(owner: int, *, needs: list[Path], dies_with_parent: str | None = None) -> list[str]:
    """What comes before a command so that it runs as `owner`; empty when that is who we are.

    `needs` are the paths that it has to read. Raises `EmbeddedServiceError` where root cannot hand
    over the means to reach them.
    """
    if owner == os.geteuid():
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise EmbeddedServiceError(
            "PostgreSQL does not run as root, and setpriv (util-linux) is not here to run it as "
            "somebody else. Run as an ordinary user, or set WAYBILL_DATABASE_URL."
        )
    group = pwd.getpwuid(owner).pw_gid
    prefix = [setpriv, f"--reuid={owner}", f"--regid={group}", "--clear-groups"]
    tied = [f"--pdeathsig={dies_with_parent}"] if dies_with_parent else []
    if _reaches(prefix, needs):
        return prefix + tied
    for name, number in CAPABILITIES.items():
        capable = [*prefix, f"--inh-caps=+{name}", f"--ambient-caps=+{name}"]
        if _permitted() >> number & 1 and _reaches(capable, needs):
            return capable + tied
    raise EmbeddedServiceError(
        f"The user {pwd.getpwuid(owner).pw_name}, as whom PostgreSQL runs for root, cannot reach "
        f"{' and '.join(str(path) for path in needs)}. Choose another WAYBILL_DATA_DIR, or set "
        "WAYBILL_DATABASE_URL."
    )


def _stand_in() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        pass
    useradd = shutil.which("useradd") or "/usr/sbin/useradd"
    command = [useradd, "--system", "--user-group", "--no-create-home", "--home-dir=/nonexistent"]
    try:
        made = subprocess.run(  # noqa: S603
            [*command, "--shell=/usr/sbin/nologin", USER], capture_output=True, text=True
        )
        complaint = made.stderr.strip()
    except OSError as error:
        complaint = str(error)
    try:
        return pwd.getpwnam(USER)  # made by us, or at the same moment by another command
    except KeyError:
        raise EmbeddedServiceError(
            f"PostgreSQL does not run as root, and no system user {USER} could be made for it "
            f"({complaint}). Run as an ordinary user, or set WAYBILL_DATABASE_URL."
        ) from None


def _reaches(prefix: list[str], paths: list[Path]) -> bool:
    script = 'for path do test -r "$path" || exit 1; done'
    command = [*prefix, "/bin/sh", "-c", script, "sh", *map(str, paths)]
    return subprocess.run(command, capture_output=True).returncode == 0  # noqa: S603


def _permitted() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("CapPrm:"):
            return int(line.split()[1], 16)
    return 0
