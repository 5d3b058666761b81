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
        ("WAYBILL_DATABASE_URL", "mysql://127.0.0.1/shop"),
        ("WAYBILL_REDIS_URL", ""),
        ("WAYBILL_REDIS_URL", "127.0.0.1:6379"),
        ("WAYBILL_JWKS_URL", "file:///etc/keys.json"),
        ("WAYBILL_SMTP_URL", ""),
        ("WAYBILL_SMTP_URL", "smtp://"),
        ("WAYBILL_SMTP_URL", "smtp://mail.example:many"),
        ("WAYBILL_SMTP_URL", "http://mail.example"),
        ("WAYBILL_SMTP_URL", "mail.example:25"),
        ("WAYBILL_ALLOWED_ORIGINS", "https://a.example, b.example"),
        ("WAYBILL_ALLOWED_ORIGINS", "https://a.example/shop"),
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


def test_an_address_may_be_a_socket_and_its_password_is_not_repeated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WAYBILL_DATABASE_URL", "postgresql:///shop?host=/run/postgresql")
    monkeypatch.setenv("WAYBILL_REDIS_URL", "unix:///run/valkey.sock")
    monkeypatch.setenv("WAYBILL_ALLOWED_ORIGINS", "http://localhost:5173/, *")
    assert load_settings().origins == ("http://localhost:5173", "*")
    monkeypatch.setenv("WAYBILL_SMTP_URL", "pop3://shop:hush@mail.example")
    with pytest.raises(ConfigurationError) as refusal:
        load_settings()
    assert str(refusal.value) == "WAYBILL_SMTP_URL: reads smtp://… or smtps://…, with a host."


def test_what_a_commands_option_says_goes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("WAYBILL_PORT", "9000")
    assert load_settings().port == 9000
    assert load_settings(port=9001, host=None).port == 9001
