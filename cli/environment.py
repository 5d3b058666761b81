"""Settings as environment variables, for the processes that a command starts."""

import os

from domain.kernel.config import Settings

HANDED_ON = ("database_url", "redis_url", "data_dir", "host", "port")


def environment_of(settings: Settings) -> dict[str, str]:
    """Our own environment, with what `settings` found or were told in addition to it."""
    environment = dict(os.environ)
    for name in HANDED_ON:
        value = getattr(settings, name)
        if value is not None:
            environment[f"WAYBILL_{name.upper()}"] = str(value)
    if settings.secret is not None:
        environment["WAYBILL_SECRET"] = settings.secret.get_secret_value()
    return environment
