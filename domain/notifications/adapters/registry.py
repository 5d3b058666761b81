"""Which mailer this installation has."""

from domain.kernel.config import Settings
from domain.kernel.errors import ConfigurationError
from domain.notifications.adapters.console import ConsoleMailer
from domain.notifications.adapters.smtp import SmtpMailer
from domain.notifications.port import Mailer


def build_mailer(settings: Settings) -> Mailer:
    """The mailer that the settings name. Raises `ConfigurationError` for an address that is none."""
    if settings.mailer == "console":
        return ConsoleMailer(shows=settings.environment == "development")
    if settings.smtp_url is None:
        raise ConfigurationError("WAYBILL_SMTP_URL: is required when WAYBILL_MAILER is smtp.")
    return SmtpMailer(settings.smtp_url.get_secret_value())
