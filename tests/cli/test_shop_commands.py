"""Commands that speak of one shop: given the same data directory, they all find it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.embedded import postgres_runs, start_postgres, start_valkey
from cli.main import app
from cli.secret import with_own_secret, with_secret
from domain.identity.tokens import read_token
from domain.kernel.actor import Actor, ActorKind
from domain.kernel.config import Settings


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A shop whose services are kept running, so that each command only joins them."""
    directory = tmp_path_factory.mktemp("shop")
    postgres = start_postgres(directory / "postgres", durable=False)
    valkey = start_valkey(directory / "valkey", durable=False)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WAYBILL_DATABASE_URL", postgres.url)
        environment.setenv("WAYBILL_REDIS_URL", valkey.url)
        assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    with_own_secret(Settings(data_dir=directory, secret=None))
    yield directory
    postgres.stop()
    valkey.stop()


@pytest.fixture
def run(data_dir: Path) -> "Run":
    return Run(data_dir)


class Run:
    """Runs a command on the module's shop, as from another terminal."""

    def __init__(self, data_dir: Path) -> None:
        self.environment = {
            "WAYBILL_DATABASE_URL": start_postgres(data_dir / "postgres").url,
            "WAYBILL_REDIS_URL": start_valkey(data_dir / "valkey").url,
            "WAYBILL_DATA_DIR": str(data_dir),
        }
        self.data_dir = data_dir

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env=self.environment)

    def bearer(self, token: str) -> Actor:
        secret = with_secret(Settings(data_dir=self.data_dir, secret=None)).secret
        assert secret is not None
        return read_token(secret.get_secret_value(), token.strip())


def test_a_staff_token_names_its_bearer(run: Run) -> None:
    result = run("token", "staff", "--email", "Ana@Example.com")
    assert result.exit_code == 0
    actor = run.bearer(result.stdout)
    assert (actor.kind, actor.id) == (ActorKind.STAFF, "ana@example.com")


def test_a_customer_is_registered_once(run: Run) -> None:
    first, second = (run("token", "customer", "--email", "bo@example.com") for _ in range(2))
    assert first.exit_code == second.exit_code == 0
    assert run.bearer(first.stdout).kind is ActorKind.CUSTOMER
    assert run.bearer(first.stdout).customer_id == run.bearer(second.stdout).customer_id


@pytest.mark.parametrize("bearer", ["staff", "customer"])
def test_an_address_that_is_none_is_refused_in_a_sentence(run: Run, bearer: str) -> None:
    result = run("token", bearer, "--email", "nobody")
    assert result.exit_code == 1
    assert result.stderr == "This is not an e-mail address.\n"
    assert result.stdout == ""


def test_a_partners_key_is_printed_once(run: Run) -> None:
    created = run("partner", "create", "Acme")
    assert created.exit_code == 0
    assert created.stdout.startswith("wb_")
    assert created.stdout.count("\n") == 1
    again = run("partner", "create", "Acme")
    assert again.exit_code == 1
    assert again.stderr == "There is a partner called 'Acme' already.\n"
    assert again.stdout == ""


def test_a_healthy_shop_passes_the_doctor(run: Run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    for check in ("configuration", "database", "broker", "migrations", "stock"):
        assert check in result.output
    assert "fails" not in result.output


def test_the_doctor_names_a_broker_that_does_not_answer(run: Run) -> None:
    run.environment["WAYBILL_REDIS_URL"] = "redis://127.0.0.1:1/0"
    result = run("doctor")
    assert result.exit_code == 1
    assert "WAYBILL_REDIS_URL" in result.output
    assert "PostgreSQL 18." in result.output


def test_the_doctor_names_a_database_without_tables(run: Run, tmp_path: Path) -> None:
    empty = start_postgres(tmp_path / "postgres", durable=False)
    run.environment["WAYBILL_DATABASE_URL"] = empty.url
    result = run("doctor")
    empty.stop()
    assert result.exit_code == 1
    assert "waybill migrate" in result.output


def test_alone_a_command_brings_its_services_and_takes_them_away(tmp_path: Path) -> None:
    with_own_secret(Settings(data_dir=tmp_path / "shop", secret=None))
    result = CliRunner().invoke(
        app, ["token", "customer"], env={"WAYBILL_DATA_DIR": str(tmp_path / "shop")}
    )
    assert result.exit_code == 0, result.output
    assert not postgres_runs(tmp_path / "shop" / "postgres")


def test_the_migrations_tell_the_whole_story(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["migrate", "--check"])
    assert result.exit_code == 0, result.output
