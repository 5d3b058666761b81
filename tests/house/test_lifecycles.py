"""Every state that a column can hold is reachable, and there is no lifecycle without a table."""

import importlib
from typing import Any

from domain.kernel.state import Lifecycle
from tests.house.sources import files


def lifecycles() -> list[Lifecycle[Any]]:
    """Every lifecycle that some slice's state.py declares."""
    modules = [
        importlib.import_module(f"domain.{path.parent.name}.state")
        for path in files("domain")
        if path.name == "state.py" and path.parent.name != "kernel"
    ]
    return [
        value for module in modules for value in vars(module).values()
        if isinstance(value, Lifecycle)
    ]  # fmt: skip


def test_every_state_is_reachable() -> None:
    assert len(lifecycles()) >= 4
    for lifecycle in lifecycles():
        assert lifecycle.reachable() == set(lifecycle.kind)
