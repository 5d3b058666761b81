"""Settings: environment variables with the prefix ``WAYBILL_``, read once at the start of a command.

A wrong value stops the start with a sentence that names the variable (`load_settings`).
"""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from domain.kernel.errors import ConfigurationError


class Settings(BaseSettings):
    """Everything that differs between two installations of Waybill. Durations are in seconds."""

    model_config = SettingsConfigDict(env_prefix="WAYBILL_", extra="ignore")

    environment: Literal["development", "production"] = "development"
    database_url: str | None = None
    "PostgreSQL, as postgresql://user:password@host/database. Unset: an embedded one is started."
    redis_url: str | None = None
    "Valkey or Redis, as redis://host:port/0. Unset: an embedded one is started."
    data_dir: Path = Path(".waybill")
    "Where embedded services keep their files, and `up` its secret."
    secret: SecretStr | None = None
    "Signs staff and customer tokens (HS256); at least 32 bytes."
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    database_pool_size: int = Field(default=10, ge=1, le=200)
    statement_timeout: float = Field(default=5.0, gt=0)
    token_lifetime: int = Field(default=30 * 24 * 3600, ge=60)

    mailer: Literal["console", "smtp"] = "console"
    mail_from: str = "orders@waybill.example"
    smtp_url: SecretStr | None = None
    "smtp://user:password@host:587 or smtps://… ; required when the mailer is smtp."

    gateway_timeout: float = Field(default=10.0, gt=0)
    "How long one call to a payment gateway may take before it counts as timed out."

    executor: Literal["breadth", "standard"] = "breadth"
    "What runs GraphQL operations: the breadth-first engine, or graphql-core's executor."


def load_settings(**overrides: object) -> Settings:
    """Read the environment. `overrides` are what a command's own options say.

    Raises `ConfigurationError` with one sentence per wrong variable.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        settings = Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        sentences = (
            f"WAYBILL_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}."
            for problem in error.errors()
        )
        raise ConfigurationError(" ".join(sentences)) from None
    if settings.mailer == "smtp" and settings.smtp_url is None:
        raise ConfigurationError("WAYBILL_SMTP_URL: is required when WAYBILL_MAILER is smtp.")
    if settings.secret and len(settings.secret.get_secret_value().encode()) < 32:
        raise ConfigurationError("WAYBILL_SECRET: must be at least 32 bytes long.")
    return settings
