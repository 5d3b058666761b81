"""The shop that a command works on: services that answer and, where they are embedded, tables."""

import contextlib
from collections.abc import Iterator

from cli.embedded import data_directory, embedded_services, taking_turns
from cli.migrate import upgrade
from cli.reachable import require_services
from domain.kernel.config import Settings


@contextlib.contextmanager
def open_shop(given: Settings) -> Iterator[Settings]:
    """Settings that lead to a shop ready to work on.

    An embedded database belongs to this installation alone and is migrated at once; one that is set
    is migrated when its owner says ``waybill migrate``, or by ``up``. Raises `ConfigurationError`
    and `EmbeddedServiceError`.
    """
    with embedded_services(given) as settings:
        require_services(settings)
        if given.database_url is None:
            with taking_turns(data_directory(given)):
                upgrade(settings)
        yield settings
