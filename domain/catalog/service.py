"""The catalogue's verbs: create a channel, create a product with its prices."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.catalog import queries
from domain.catalog.events import ChannelCreated, ProductCreated
from domain.catalog.models import Channel, Price, Product
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.money import is_currency, to_minor
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import checked_text

_MAX_WINDOW = 60 * 24 * 90


async def create_channel(
    uow: UnitOfWork,
    *,
    code: str,
    name: str,
    currency: str,
    allow_unpaid_orders: bool = False,
    payment_window_minutes: int = 30,
) -> Channel:
    """Open a sales channel.

    Raises `InvalidInput` for an empty or taken code, an unknown currency, or a payment window that is
    not 1 minute to 90 days.
    """
    code = checked_text(code, path=("input", "code"))
    name = checked_text(name, path=("input", "name"))
    if not is_currency(currency):
        raise InvalidInput(
            "A currency is its ISO 4217 code of three capitals.", path=("input", "currency")
        )
    if not 1 <= payment_window_minutes <= _MAX_WINDOW:
        raise InvalidInput(
            "A payment window is 1 minute to 90 days.", path=("input", "paymentWindowMinutes")
        )
    if await queries.channel_exists(uow, code):
        raise InvalidInput(f"There is a channel {code!r} already.", path=("input", "code"))
    channel = Channel(
        code=code,
        name=name,
        currency=currency,
        allow_unpaid_orders=allow_unpaid_orders,
        payment_window_minutes=payment_window_minutes,
        created_at=uow.now(),
    )
    uow.session.add(channel)
    uow.emit(ChannelCreated(channel_id=channel.id, code=code))
    await uow.flush()
    return channel


@dataclass(frozen=True, slots=True)
class NewPrice:
    """A price in major units of the channel's currency."""

    channel: str
    price: Decimal


async def create_product(
    uow: UnitOfWork,
    *,
    sku: str,
    name: str,
    prices: Sequence[NewPrice],
    allow_backorder: bool = False,
) -> Product:
    """Add a product and what it costs where.

    Raises `InvalidInput` for an empty or taken SKU, a channel named twice or a price that the currency
    cannot express; `NotFound` for an unknown channel.
    """
    sku = checked_text(sku, path=("input", "sku"))
    name = checked_text(name, path=("input", "name"))
    known = await queries.channels_by_code(uow, [price.channel for price in prices])
    if await queries.find_product_id(uow, sku) is not None:
        raise InvalidInput(f"There is a product {sku!r} already.", path=("input", "sku"))
    product = Product(sku=sku, name=name, allow_backorder=allow_backorder, created_at=uow.now())
    rows: dict[str, Price] = {}
    for index, price in enumerate(prices):
        path = ("input", "prices", str(index))
        if price.channel not in known:
            raise NotFound(f"There is no channel {price.channel!r}.", path=(*path, "channel"))
        if price.channel in rows:
            raise InvalidInput("The channel has a price already.", path=(*path, "channel"))
        channel = known[price.channel]
        amount = to_minor(price.price, channel.currency, path=(*path, "price"))
        rows[price.channel] = Price(product_id=product.id, channel_id=channel.id, amount=amount)
    uow.session.add(product)
    await uow.flush()
    uow.session.add_all(rows.values())
    uow.emit(ProductCreated(product_id=product.id, sku=sku))
    await uow.flush()
    return product
