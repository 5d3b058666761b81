"""The embedded PostgreSQL takes some of the memory that there is, and not more."""

import pytest

from cli.postgres_options import buffers_for, options

GIB = 2**30


@pytest.mark.parametrize(("memory", "buffers"), [(GIB, 128), (4 * GIB, 256), (64 * GIB, 512)])
def test_a_sixteenth_of_the_memory_holds_pages_within_bounds(memory: int, buffers: int) -> None:
    assert buffers_for(memory) == buffers


def test_only_one_that_is_kept_waits_for_its_disk() -> None:
    assert "fsync" not in options(durable=True)
    assert options(durable=False)["fsync"] == "off"
