"""What is tested here is the engine, whatever an installation chooses by default."""

from collections.abc import Iterator

import pytest

from schema.execution.choice import install


@pytest.fixture(autouse=True)
def on_the_engine() -> Iterator[None]:
    install("breadth")
    yield
    install("standard")
