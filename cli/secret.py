"""The secret that signs tokens: the one that is set, else the one that `up` made."""

import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from cli.embedded import data_directory
from domain.kernel.config import Settings
from domain.kernel.errors import ConfigurationError


def with_secret(settings: Settings) -> Settings:
    """Settings that have a secret; every command with the same data directory finds the same one.

    Raises `ConfigurationError` where there is none, and in production, where several machines must
    agree on it, where none is set.
    """
    if settings.secret is not None:
        return settings
    if settings.in_production:
        raise ConfigurationError("WAYBILL_SECRET: is required when WAYBILL_ENVIRONMENT is production.")
    directory = settings.data_dir.expanduser().resolve()
    path = directory / "secret"
    if not path.exists():
        raise ConfigurationError(
            f"WAYBILL_SECRET: is required; `waybill up` makes one, and there is none in {directory}."
        )
    return settings.model_copy(update={"secret": SecretStr(path.read_text().strip())})


def with_own_secret(settings: Settings) -> Settings:
    """The same for `up`, which makes one where there is none; never in production."""
    if settings.secret is None and not settings.in_production:
        path = data_directory(settings) / "secret"
        if not path.exists():
            _make(path)
    return with_secret(settings)


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
