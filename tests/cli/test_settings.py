"""A wrong setting stops a command with a sentence that names it; a secret is made once."""

import socket
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from cli.environment import environment_of
from cli.main import app
from cli.secret import with_own_secret, with_secret
from domain.kernel.config import Settings, load_settings
from domain.kernel.errors import ConfigurationError


@pytest.mark.parametrize("command", [["up"], ["serve"], ["worker"], ["migrate"], ["token", "staff"]])
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("WAYBILL_PORT", "many"),
        ("WAYBILL_SECRET", "short"),
        ("WAYBILL_LOG_LEVEL", "loud"),
        ("WAYBILL_DATABASE_POOL_SIZE", "0"),
        ("WAYBILL_SMTP_URL", "http://mail.example"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(
    command: list[str], variable: str, value: str, tmp_path: Path
) -> None:
    result = CliRunner().invoke(
        app, command, env={variable: value, "WAYBILL_DATA_DIR": str(tmp_path / "shop")}
    )
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{variable}: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""
    assert not (tmp_path / "shop").exists()


def test_a_database_that_does_not_answer_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app,
        ["migrate"],
        env={
            "WAYBILL_DATABASE_URL": "postgresql://127.0.0.1:1/shop",
            "WAYBILL_REDIS_URL": "redis://127.0.0.1:1/0",
            "WAYBILL_DATA_DIR": str(tmp_path),
        },
    )
    assert result.exit_code == 2
    assert result.stderr.startswith("WAYBILL_DATABASE_URL: the database cannot be reached")
    assert result.stderr.count("\n") == 1


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(app, ["up", "--port", str(port), "--data-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert result.stderr == (
        f"Port {port} on 127.0.0.1 cannot be used: Address already in use. "
        "Choose another with --port or WAYBILL_PORT.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = with_own_secret(Settings(data_dir=tmp_path, secret=None)).secret
    second = with_own_secret(Settings(data_dir=tmp_path, secret=None)).secret
    assert first is not None
    assert second is not None
    assert first.get_secret_value() == second.get_secret_value()
    assert len(first.get_secret_value()) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_that_is_set_is_used_and_not_written(tmp_path: Path) -> None:
    given = Settings(data_dir=tmp_path, secret=SecretStr("x" * 32))
    assert with_own_secret(given) == with_secret(given) == given
    assert list(tmp_path.iterdir()) == []


def test_production_needs_a_secret_that_is_set(tmp_path: Path) -> None:
    with_own_secret(Settings(data_dir=tmp_path, secret=None))
    for found in (with_secret, with_own_secret):
        with pytest.raises(ConfigurationError, match="WAYBILL_SECRET"):
            found(Settings(data_dir=tmp_path, secret=None, environment="production"))


def test_production_does_not_let_partners_send_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYBILL_PARTNERS_REGISTERED_ONLY", "false")
    assert not load_settings().partners_registered_only
    with pytest.raises(ConfigurationError, match="WAYBILL_PARTNERS_REGISTERED_ONLY: cannot be false"):
        load_settings(environment="production")


def test_child_processes_get_what_was_found(tmp_path: Path) -> None:
    environment = environment_of(
        Settings(
            data_dir=tmp_path,
            database_url="postgresql://db/waybill",
            redis_url="redis://broker/0",
            secret=SecretStr("s" * 32),
            port=8123,
        )
    )
    assert environment["WAYBILL_DATABASE_URL"] == "postgresql://db/waybill"
    assert environment["WAYBILL_REDIS_URL"] == "redis://broker/0"
    assert environment["WAYBILL_SECRET"] == "s" * 32
    assert environment["WAYBILL_DATA_DIR"] == str(tmp_path)
    assert environment["WAYBILL_PORT"] == "8123"


@pytest.mark.parametrize(
    "command",
    [
        ("serve",),
        ("worker",),
        ("token", "staff"),
        ("token", "customer"),
        ("token", "guest", "--order", "W100001", "--email", "jo@example.com"),
        ("ask", "{ __typename }"),
    ],
)
def test_only_up_makes_a_secret(tmp_path: Path, command: tuple[str, ...]) -> None:
    directory = tmp_path / "nothing"
    result = CliRunner().invoke(app, [*command, "--data-dir", str(directory)])
    assert result.exit_code == 2
    assert result.stderr == (
        f"WAYBILL_SECRET: is required; `waybill up` makes one, and there is none in {directory}.\n"
    )
    assert not directory.exists()


@pytest.mark.parametrize(
    ("secret", "weak"),
    [
        ("a" * 40, True),
        ("abcd" * 10, True),
        ("changeme-changeme-changeme-changeme", True),
        ("my-very-secret-key-for-production-2026", True),
        ("0123456789abcdef0123456789abcdef", True),
        ("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbcccc", True),
        ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", False),
        ("kJ8s0dPq2Vn7yXw4Rt6ZbLm1cHf3GaUeQ9oIiEhT", False),
        ("correct-horse-battery-staple-quilt-lantern", False),
    ],
)
def test_production_does_not_start_with_a_weak_secret(
    monkeypatch: pytest.MonkeyPatch, secret: str, weak: bool
) -> None:
    monkeypatch.setenv("WAYBILL_SECRET", secret)
    assert load_settings().secret == SecretStr(secret)
    monkeypatch.setenv("WAYBILL_ENVIRONMENT", "production")
    if weak:
        with pytest.raises(ConfigurationError, match="WAYBILL_SECRET: can be guessed"):
            load_settings()
    else:
        assert load_settings().in_production


def test_origins_are_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().origins == ("*",)
    monkeypatch.setenv("WAYBILL_ENVIRONMENT", "production")
    assert load_settings().origins == ()
    monkeypatch.setenv("WAYBILL_ALLOWED_ORIGINS", "https://a.example, https://b.example/")
    assert load_settings().origins == ("https://a.example", "https://b.example")
