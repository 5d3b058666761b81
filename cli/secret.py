"""The secret that signs tokens: the one that is set, else one made in the data directory."""

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from cli.embedded import data_directory
from domain.kernel.config import Settings
from domain.kernel.errors import ConfigurationError


def with_secret(settings: Settings, *, make: bool = True) -> Settings:
    """Settings that have a secret; every command with the same data directory gets the same one.

    Raises `ConfigurationError` in production, where several machines must agree on it, and where there
    is none and none is to be made.
    """
    if settings.secret is not None:
        return settings
    if settings.environment == "production":
        raise ConfigurationError("WAYBILL_SECRET: is required when WAYBILL_ENVIRONMENT is production.")
    path = data_directory(settings) / "secret"
    if not path.exists():
        if not make:
            raise ConfigurationError("WAYBILL_SECRET: is required; only `waybill up` makes one.")
        _make(path)
    return settings.model_copy(update={"secret": SecretStr(path.read_text().strip())})


def _make(path: Path) -> None:
    """Write it whole or not at all; of two commands at once, the first to finish wins."""
    draft = path.with_name(f"secret.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
