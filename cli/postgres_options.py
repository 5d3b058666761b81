"""What the embedded PostgreSQL is started with."""

import os
from collections.abc import Mapping

_ALWAYS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What people typed stands in the statement that commits, and in the DETAIL of a refused row.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def options(*, durable: bool) -> Mapping[str, str]:
    """Settings by name; one that is not `durable` does not wait for the disk."""
    if not durable:
        return _ALWAYS | _THROW_AWAY
    return _ALWAYS | {"shared_buffers": f"{buffers_for(_physical_memory())}MB"}


def buffers_for(memory: int) -> int:
    """How many MiB of a machine's `memory`, in bytes, PostgreSQL keeps pages in: a sixteenth, from its
    own default to what holds the indexes of a million orders. It shares the machine with all else."""
    return min(max(memory // 16 // 2**20, 128), 512)


def _physical_memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
