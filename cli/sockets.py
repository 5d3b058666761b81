"""Where the embedded services listen: Unix sockets, which need no free port and no password.

A socket's path may have 107 bytes and a data directory may be deep. A socket that would not fit
goes to a short directory under ``/tmp``, whose name follows from the service's directory alone, so
that every command with the same data directory finds it.
"""

import hashlib
import os
import socket
import stat
from pathlib import Path

LONGEST = 100
"Bytes of a socket's path; macOS allows 103, Linux 107."

SHORT_ROOT = Path("/tmp")  # noqa: S108 - the same for every user and TMPDIR; ownership is checked below


class EmbeddedServiceError(Exception):
    """An embedded service cannot be started or stopped; the message is a sentence for the user."""


def socket_directory(directory: Path, name: str) -> Path:
    """The directory in which the service of `directory` keeps its socket called `name`."""
    if len(os.fsencode(directory / name)) <= LONGEST:
        return directory
    digest = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return SHORT_ROOT / f"waybill-{digest}"


def make_socket_directory(directory: Path, *, owner: int) -> None:
    """Make sure that only `owner` (a user id) can reach `directory`.

    Raises `EmbeddedServiceError` where somebody else has taken a name under ``/tmp``.
    """
    if directory.parent != SHORT_ROOT:
        return  # the service's own directory, which lies where its user wanted it
    directory.mkdir(mode=0o700, exist_ok=True)
    found = directory.lstat()
    if found.st_uid not in (owner, os.geteuid()) or not stat.S_ISDIR(found.st_mode):
        raise EmbeddedServiceError(f"{directory} belongs to somebody else; remove it.")
    directory.chmod(0o700)
    if found.st_uid != owner:
        os.chown(directory, owner, -1)


def connects(path: Path) -> bool:
    """Whether somebody listens at the socket."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
        except OSError:
            return False
    return True
