"""The demo that ``waybill up`` opens with: a little stock on first start, and tokens to try."""

from dataclasses import dataclass

from cli.token import CUSTOMER_EMAIL, STAFF_EMAIL, customer_token, staff_token
from domain.kernel.config import Settings
from domain.kernel.database import Database


@dataclass(frozen=True, slots=True)
class DemoTokens:
    """Bearer tokens for somebody of the staff and for a customer."""

    staff: str
    customer: str
    customer_email: str = CUSTOMER_EMAIL


async def seed(settings: Settings) -> None:
    """Fill an empty shop; never one in production, and never one that has anything in it."""
    from domain.imports.demo import seed_demo

    if settings.environment == "production":
        return
    database = Database(settings.database_url or "", pool_size=2)
    try:
        await seed_demo(database)
    finally:
        await database.dispose()


async def tokens(settings: Settings) -> DemoTokens:
    """Fresh tokens for staff and for the demo's customer."""
    return DemoTokens(
        staff=staff_token(settings, STAFF_EMAIL),
        customer=await customer_token(settings, CUSTOMER_EMAIL),
    )
