"""Every line of the log is one that can be read again."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from domain.kernel.config import Settings
from domain.kernel.logs import configure_logs


@pytest.fixture
def _production() -> Iterator[None]:
    handlers, level = logging.getLogger().handlers, logging.getLogger().level
    configure_logs(Settings(environment="production"))
    yield
    logging.getLogger().handlers = handlers
    logging.getLogger().setLevel(level)


@pytest.mark.usefixtures("_production")
@pytest.mark.parametrize("value", ["plain", "half \ud800", 2**70, {1: "key"}, {"a", "b"}.__class__])
def test_whatever_is_told_is_json(value: object, capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("waybill.test").info("told", value=value)
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "told"
    assert "value" in json.loads(line)
