"""A new partner, confined to sales channels by their codes."""

from collections.abc import Sequence

from domain.catalog.queries import channels_by_code
from domain.identity.models import Partner
from domain.identity.service import create_partner
from domain.kernel.errors import NotFound
from domain.kernel.uow import UnitOfWork


async def admit_partner(
    uow: UnitOfWork, *, name: str, channels: Sequence[str] = ()
) -> tuple[Partner, str]:
    """A partner and its key; of every channel where none is named.

    Raises `NotFound` for a channel that is not there, and `InvalidInput` for a name.
    """
    found = await channels_by_code(uow, channels) if channels else {}
    for code in channels:
        if code not in found:
            raise NotFound(f"There is no channel {code!r}.", path=("channel",))
    ids = {row.id for row in found.values()} if channels else None
    partner, key = await create_partner(uow, name=name, channel_ids=ids)
    return partner, key
