"""A token whose signature was checked once is known: as long as it is good, and no longer."""

from types import SimpleNamespace

import pytest
from pydantic import SecretStr

from domain.identity import known_tokens
from domain.identity.errors import Unauthenticated
from domain.identity.known_tokens import bearer_of
from domain.identity.tokens import Claims, issue_token, read_claims
from domain.kernel.actor import ActorKind
from domain.kernel.config import Settings

SECRET = "a secret for these tests, of many bytes"
OTHER = "another secret, of as many bytes as it takes"
SETTINGS = Settings(secret=SecretStr(SECRET))


def test_a_signature_is_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    token = issue_token(SETTINGS, "staff", subject="ana", email="ana@example.com")
    first = bearer_of([SECRET], token)
    assert (first.kind, first.id) == (ActorKind.STAFF, "ana@example.com")
    monkeypatch.setattr(known_tokens, "read_claims", None)
    assert bearer_of([SECRET], token) is first


def test_a_known_token_ends_when_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """From that second on its claims are read again, by what refuses an old token."""
    token = issue_token(SETTINGS, "staff", subject="ana")
    known, end = bearer_of([SECRET], token), read_claims([SECRET], token)["exp"]
    monkeypatch.setattr(known_tokens, "read_claims", refuse)
    monkeypatch.setattr(known_tokens, "time", SimpleNamespace(time=lambda: end - 0.001))
    assert bearer_of([SECRET], token) is known
    monkeypatch.setattr(known_tokens, "time", SimpleNamespace(time=lambda: end))
    with pytest.raises(Unauthenticated):
        bearer_of([SECRET], token)


def refuse(*_: object) -> Claims:
    raise Unauthenticated


def test_what_one_secret_has_signed_is_not_known_to_another() -> None:
    token = issue_token(SETTINGS, "staff", subject="ana")
    assert bearer_of([OTHER, SECRET], token).kind is ActorKind.STAFF
    with pytest.raises(Unauthenticated):
        bearer_of([OTHER], token)


def test_a_token_that_was_changed_is_another_token() -> None:
    token = issue_token(SETTINGS, "staff", subject="ana")
    bearer_of([SECRET], token)
    head, body, signature = token.split(".")
    forged = issue_token(SETTINGS, "staff", subject="eve").split(".")[1]
    for changed in (f"{head}.{forged}.{signature}", f"{head}.{body}.", f"{token} ", "\ud800"):
        with pytest.raises(Unauthenticated):
            bearer_of([SECRET], changed)


def test_those_shown_least_lately_make_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_tokens, "MOST", 2)
    known_tokens._known.clear()
    tokens = [issue_token(SETTINGS, "staff", subject=f"{n}") for n in range(3)]
    for token in tokens:
        bearer_of([SECRET], token)
    bearer_of([SECRET], tokens[1])
    bearer_of([SECRET], tokens[0])
    assert len(known_tokens._known) == 2
