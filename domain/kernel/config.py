"""Settings: environment variables with the prefix ``WAYBILL_``, read once at the start of a command.

A wrong value stops the start with a sentence that names the variable (`load_settings`).
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

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
    previous_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    "Secrets that signed tokens before and whose tokens are still good, by comma."
    jwks_url: str | None = None
    "Where an identity provider publishes its keys; its tokens (RS256, ES256) are then good too."
    jwks_issuer: str | None = None
    jwks_audience: str = "waybill"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    metrics_token: SecretStr | None = None
    "Whoever asks for /metrics has to send it as a bearer token, where one is set."

    database_pool_size: int = Field(default=10, ge=1, le=200)
    statement_timeout: float = Field(default=5.0, gt=0)
    token_lifetime: int = Field(default=30 * 24 * 3600, ge=60)

    mailer: Literal["console", "smtp"] = "console"
    mail_from: str = "orders@waybill.example"
    smtp_url: SecretStr | None = None
    "smtp://user:password@host:587 or smtps://… ; required when the mailer is smtp."

    gateway_timeout: float = Field(default=10.0, gt=0)
    "How long one call to a payment gateway may take before it counts as timed out."

    @field_validator("previous_secrets", mode="before")
    @classmethod
    def _split_secrets(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(secret.strip() for secret in value.split(",") if secret.strip())


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
    if any(len(secret.get_secret_value().encode()) < 32 for secret in settings.previous_secrets):
        raise ConfigurationError("WAYBILL_PREVIOUS_SECRETS: each must be at least 32 bytes long.")
    if settings.jwks_url is not None and settings.jwks_issuer is None:
        raise ConfigurationError("WAYBILL_JWKS_ISSUER: is required with WAYBILL_JWKS_URL.")
    return settings
