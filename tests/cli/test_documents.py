"""Documents are registered from the files that clients' tools write, all or none."""

import json
from collections.abc import Callable, Iterator
from hashlib import md5, sha1, sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.embedded import start_postgres, start_valkey
from cli.main import app
from cli.manifests import read_manifest
from domain.kernel.errors import ConfigurationError

ORDERS = "query Orders($n: Int = 20) { orders(first: $n) { nodes { number } } }"
CHANNELS = "query Channels { channels { code } }"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """Commands on a fresh shop."""
    postgres = start_postgres(tmp_path / "shop" / "postgres", durable=False)
    valkey = start_valkey(tmp_path / "shop" / "valkey", durable=False)
    environment = {
        "WAYBILL_DATABASE_URL": postgres.url,
        "WAYBILL_REDIS_URL": valkey.url,
        "WAYBILL_DATA_DIR": str(tmp_path / "shop"),
        "COLUMNS": "160",
    }

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(app, [str(each) for each in arguments], env=environment)

    assert run("migrate").exit_code == 0
    yield run
    postgres.stop()
    valkey.stop()


def codegen(*texts: str) -> dict[str, str]:
    return {sha1(text.encode()).hexdigest(): text for text in texts}


def relay(*texts: str) -> dict[str, str]:
    return {md5(text.encode()).hexdigest(): text for text in texts}


def apollo(*texts: str) -> dict[str, Any]:
    return {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [
            {"id": sha256(text.encode()).hexdigest(), "name": "X", "type": "query", "body": text}
            for text in texts
        ],
    }


def file(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize("manifest", [codegen, relay, apollo])
def test_all_three_formats_are_read(tmp_path: Path, manifest: Callable[..., Any]) -> None:
    entries = read_manifest(file(tmp_path / "m.json", manifest(ORDERS, CHANNELS)))
    assert [(entry.text, entry.problem()) for entry in entries] == [(ORDERS, None), (CHANNELS, None)]


@pytest.mark.parametrize("content", ["nonsense", "[]", "{}", '{"a": 7}', "7", "[" * 100_000])
def test_another_file_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "m.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match=r"m\.json: "):
        read_manifest(path)


def test_documents_for_a_partner_and_for_our_own_clients(run: Run, tmp_path: Path) -> None:
    assert run("partner", "create", "Acme").exit_code == 0
    first = run("partner", "register", "Acme", file(tmp_path / "a.json", apollo(ORDERS)))
    assert first.exit_code == 0, first.output
    assert "Orders" in first.stdout
    assert " 20 " in first.stdout
    assert "registered" in first.stdout
    both = run("documents", "register", file(tmp_path / "c.json", codegen(ORDERS, CHANNELS)))
    assert "known, now also for this client" in both.stdout

    listed = run("documents", "list").stdout
    sha = sha256(ORDERS.encode()).hexdigest()
    assert sha in listed
    assert " 20   own clients, Acme" in listed
    assert run("documents", "unregister", sha, "--partner", "Acme").exit_code == 0
    assert "Acme" not in run("documents", "list").stdout
    assert run("documents", "unregister", "x").exit_code == 2
    told = run("audit", "--subject", "Acme").stdout
    for action in ("createPartner", "registerDocuments", "unregisterDocuments"):
        assert action in told


def test_one_that_is_wrong_keeps_all_of_them_out(run: Run, tmp_path: Path) -> None:
    wrong = {**codegen(ORDERS, "{ nothing }"), "0" * 40: CHANNELS, "custom-id": CHANNELS}
    refused = run("documents", "register", file(tmp_path / "c.json", wrong))
    assert refused.exit_code == 1
    assert "Cannot query field 'nothing'" in refused.stdout
    assert f"The sha1 of its text is {sha1(CHANNELS.encode()).hexdigest()}" in refused.stdout
    assert "'custom-id' is no hash" in refused.stdout
    assert "No document is registered." in run("documents", "list").stdout

    unknown = run("partner", "register", "Nobody", file(tmp_path / "a.json", apollo(ORDERS)))
    assert (unknown.exit_code, unknown.stderr) == (1, "There is no partner called 'Nobody'.\n")
    assert "No document is registered." in run("documents", "list").stdout


def test_a_schema_that_would_break_a_document_says_whose(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("partner", "create", "Acme")
    run("partner", "register", "Acme", file(tmp_path / "a.json", apollo(ORDERS)))
    assert run("schema", "--check").exit_code == 0
    monkeypatch.setenv("WAYBILL_MAX_DEPTH", "2")
    broken = run("schema", "--check")
    assert broken.exit_code == 1
    sha = sha256(ORDERS.encode()).hexdigest()[:12]
    assert f"Breaks Acme: document Orders ({sha}…): A document is at most 2 levels" in broken.stderr
