"""Which mailer this installation has."""

from domain.kernel.config import Settings
from domain.notifications.adapters.console import ConsoleMailer
from domain.notifications.adapters.smtp import SmtpMailer
from domain.notifications.port import Mailer


def build_mailer(settings: Settings) -> Mailer:
    """The mailer that the settings name."""
    if settings.mailer == "console":
        return ConsoleMailer(shows=settings.environment == "development")
    assert settings.smtp_url is not None
    return SmtpMailer(settings.smtp_url.get_secret_value())
