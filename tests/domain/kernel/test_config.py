"""Settings: read from the environment, and a wrong one is named."""

import pytest

from domain.kernel.config import load_settings
from domain.kernel.errors import ConfigurationError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WAYBILL_PORT", "eighty"),
        ("WAYBILL_PORT", "70000"),
        ("WAYBILL_LOG_LEVEL", "loud"),
        ("WAYBILL_SECRET", "short"),
        ("WAYBILL_DATABASE_POOL_SIZE", "0"),
        ("WAYBILL_MAILER", "pigeon"),
        ("WAYBILL_MAIL_FROM", "the shop"),
        ("WAYBILL_HOLD_MINUTES", "61"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=name):
        load_settings()


def test_smtp_needs_to_know_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYBILL_MAILER", "smtp")
    with pytest.raises(ConfigurationError, match="WAYBILL_SMTP_URL"):
        load_settings()


def test_what_a_commands_option_says_goes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WAYBILL_PORT", "9000")
    assert load_settings().port == 9000
    assert load_settings(port=9001, host=None).port == 9001
