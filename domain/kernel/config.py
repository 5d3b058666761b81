"""Settings: environment variables with the prefix ``WAYBILL_``, read once at the start of a command.

A wrong value stops the start with a sentence that names the variable (`load_settings`).
"""

from collections import Counter
from collections.abc import Sequence
from email.utils import parseaddr
from math import log2
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from domain.kernel.errors import ConfigurationError

_THOUGHT_OF = ("changeme", "change-me", "change_me", "password", "secret", "default", "0123456789")

_SCHEMES = {
    "database_url": ("postgresql", "postgres", "postgresql+asyncpg"),
    "redis_url": ("redis", "rediss", "unix"),
    "jwks_url": ("https", "http"),
    "smtp_url": ("smtp", "smtps"),
}
_MAY_BE_A_SOCKET = ("database_url", "redis_url")
"Addresses that need not name a host."


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
    worker_metrics_port: int = Field(default=0, ge=0, le=65535)
    "Where a worker answers /metrics, on `host`; 0 is nowhere."

    audit_days: int = Field(default=400, ge=0)
    "How long entries of the audit are kept; 0 is for ever."

    database_pool_size: int = Field(default=10, ge=1, le=200)
    statement_timeout: float = Field(default=5.0, gt=0)
    token_lifetime: int = Field(default=30 * 24 * 3600, ge=60)
    order_link: str | None = None
    "The storefront's page for a guest's order, with {token} where the token goes."

    mailer: Literal["console", "smtp"] = "console"
    mail_from: str = "orders@waybill.example"
    smtp_url: SecretStr | None = None
    "smtp://user:password@host:587 or smtps://… ; required when the mailer is smtp."

    max_body: int = Field(default=256 * 1024, ge=1024)
    "Bytes of a request's body, or of a socket's message."
    max_tokens: int = Field(default=2_000, ge=1)
    max_depth: int = Field(default=12, ge=1)
    max_aliases: int = Field(default=15, ge=0)
    max_fields: int = Field(default=1_000, ge=1)
    max_directives: int = Field(default=50, ge=0)
    max_operations: int = Field(default=10, ge=1)
    max_page: int = Field(default=250, ge=1, le=250)
    max_cost: int = Field(default=25_000, ge=1)
    "Of one operation, before it runs: a row 1, a mutation 10."
    deadline: float = Field(default=10.0, gt=0)
    "How long an operation may take before it is given up."
    max_concurrent: int = Field(default=500, ge=1)
    "Queries and mutations that one process runs at the same time."
    throttle_capacity: int = Field(default=1_000_000, ge=0)
    "Cost that one caller may have at once; 0 switches throttling off."
    throttle_rate: int = Field(default=100_000, ge=1)
    "Cost that comes back to each caller in a second."

    registered_only: bool = False
    "Whether everybody runs registered documents only."
    partners_registered_only: bool = True
    "Whether partners do; in production always."
    apq: bool = True
    "Whether those who may send free text may have it kept (automatic persisted queries)."
    apq_documents: int = Field(default=200, ge=0)
    "Documents that are kept for one caller that way."
    introspection: Literal["everybody", "staff", "nobody"] | None = None
    "Unset: everybody in development, the staff in production."
    allowed_origins: Annotated[tuple[str, ...] | None, NoDecode] = None
    "Origins whose pages may call, by comma. Unset: any in development, none in production."
    require_preflight: bool | None = None
    "Whether GET needs a header that no page elsewhere can send. Unset: in production."

    executor: Literal["breadth", "standard"] = "breadth"
    "What runs GraphQL operations: the breadth-first engine, or graphql-core's executor."

    hold_minutes: int = Field(default=15, ge=1, le=1440)
    "How long stock is held for a cart where nothing else is asked."
    hold_most_minutes: int = Field(default=60, ge=1, le=1440)
    "The longest that a hold lasts from when it was made, however often it is extended."
    hold_most: int = Field(default=5, ge=1)
    "Holds that a customer, or a guest's address, may have at the same time."
    hold_most_units: int = Field(default=100, ge=1)
    "Units that one hold of a customer or a guest keeps."

    gateway_timeout: float = Field(default=10.0, gt=0)
    "How long one call to a payment gateway may take before it counts as timed out."

    @field_validator("previous_secrets", mode="before")
    @classmethod
    def _split_secrets(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(secret.strip() for secret in value.split(",") if secret.strip())

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(origin.strip().rstrip("/") for origin in value.split(",") if origin.strip())

    @property
    def in_production(self) -> bool:
        return self.environment == "production"

    @property
    def origins(self) -> tuple[str, ...]:
        """Origins whose pages may call the API; ``*`` is any."""
        if self.allowed_origins is not None:
            return self.allowed_origins
        return () if self.in_production else ("*",)


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
    _check_addresses(settings)
    if settings.mailer == "smtp" and settings.smtp_url is None:
        raise ConfigurationError("WAYBILL_SMTP_URL: is required when WAYBILL_MAILER is smtp.")
    if "@" not in parseaddr(settings.mail_from)[1]:
        raise ConfigurationError("WAYBILL_MAIL_FROM: is no e-mail address.")
    if settings.hold_minutes > settings.hold_most_minutes:
        raise ConfigurationError("WAYBILL_HOLD_MINUTES: is more than WAYBILL_HOLD_MOST_MINUTES.")
    if settings.secret is not None:
        secret = settings.secret.get_secret_value()
        if len(secret.encode()) < 32:
            raise ConfigurationError("WAYBILL_SECRET: must be at least 32 bytes long.")
        if settings.in_production and is_weak(secret):
            raise ConfigurationError(
                "WAYBILL_SECRET: can be guessed; make one with `openssl rand -base64 48`."
            )
    if settings.in_production and not settings.partners_registered_only:
        raise ConfigurationError(
            "WAYBILL_PARTNERS_REGISTERED_ONLY: cannot be false when WAYBILL_ENVIRONMENT is production."
        )
    if any(len(secret.get_secret_value().encode()) < 32 for secret in settings.previous_secrets):
        raise ConfigurationError("WAYBILL_PREVIOUS_SECRETS: each must be at least 32 bytes long.")
    if settings.order_link is not None and "{token}" not in settings.order_link:
        raise ConfigurationError("WAYBILL_ORDER_LINK: must say by {token} where the token goes.")
    if settings.jwks_url is not None and settings.jwks_issuer is None:
        raise ConfigurationError("WAYBILL_JWKS_ISSUER: is required with WAYBILL_JWKS_URL.")
    return settings


def _check_addresses(settings: Settings) -> None:
    """Raises `ConfigurationError` for an address that nothing could be reached by, whoever would use it;
    the address is not repeated, because there may be a password in it."""
    for name, schemes in _SCHEMES.items():
        given = getattr(settings, name)
        address = given.get_secret_value() if isinstance(given, SecretStr) else given
        if address is None or _is_address(address, schemes, needs_host=name not in _MAY_BE_A_SOCKET):
            continue
        raise ConfigurationError(
            f"WAYBILL_{name.upper()}: reads {schemes[0]}://… or {schemes[1]}://…, with a host."
        )
    if any(not _is_origin(origin) for origin in settings.allowed_origins or ()):
        raise ConfigurationError("WAYBILL_ALLOWED_ORIGINS: each reads https://host, or * for any.")


def _is_address(address: str, schemes: Sequence[str], *, needs_host: bool) -> bool:
    try:
        parts = urlsplit(address)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in schemes and (has_host or not needs_host)


def _is_origin(origin: str) -> bool:
    return origin == "*" or (
        _is_address(origin, ("https", "http"), needs_host=True) and origin.count("/") == 2
    )


def is_weak(secret: str) -> bool:
    """Whether somebody thought of it rather than rolled dice: known words, few characters, repeats."""
    lowered = secret.lower()
    if any(word in lowered for word in _THOUGHT_OF):
        return True
    if any(secret[:size] * (len(secret) // size) in secret for size in range(1, len(secret) // 2 + 1)):
        return True
    shares = [count / len(secret) for count in Counter(secret).values()]
    return -sum(share * log2(share) for share in shares) * len(secret) < 100
