"""Places an order and is killed the moment it is committed, before anybody hears of it."""

import asyncio
import os
import signal
import sys

from domain.kernel.config import load_settings
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from domain.processes.place_order import place_order
from tests.factories.orders import MANUAL, request
from tests.factories.people import STAFF


async def main() -> None:
    settings = load_settings()
    assert settings.database_url is not None
    async with transaction(Database(settings.database_url), actor=STAFF) as uow:
        order = await place_order(uow, request=request({"MUG": 1}, payments=(MANUAL,)))
    sys.stdout.write(f"{order.id}\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(main())
