"""A small shop to try things in: one channel, three warehouses, a dozen products with stock, a bundle.

One product is down to its last unit and one is sold on backorder, so that a refusal and a wait can be
seen as well as a sale.
"""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select, text

from domain.catalog.models import channels
from domain.catalog.service import NewPrice, create_channel, create_product
from domain.inventory.service import StockReceipt, create_location, receive_stock
from domain.kernel.actor import system
from domain.kernel.address import Address
from domain.kernel.database import Database
from domain.kernel.uow import UnitOfWork, transaction
from domain.processes.set_bundle_components import NewComponent, set_bundle_components

CHANNEL = "web"
_LOCK = text("SELECT pg_advisory_xact_lock(7206915289)")
"Two first starts at once: the second waits, and then finds the shop open."


@dataclass(frozen=True, slots=True)
class _Warehouse:
    code: str
    name: str
    address: Address
    latitude: float
    longitude: float
    priority: int


@dataclass(frozen=True, slots=True)
class _Product:
    sku: str
    name: str
    price: str
    stock: tuple[int, int, int]
    "Units in each of the three warehouses."
    allow_backorder: bool = False


def _address(name: str, line1: str, city: str, postal_code: str, country: str) -> Address:
    return Address(name=name, line1=line1, city=city, postal_code=postal_code, country=country)


_WAREHOUSES = (
    _Warehouse(
        "BER",
        "Berlin",
        _address("Waybill Berlin", "Westhafenstraße 1", "Berlin", "13353", "DE"),
        52.5366,
        13.3437,
        10,
    ),
    _Warehouse(
        "RTM",
        "Rotterdam",
        _address("Waybill Rotterdam", "Waalhaven Zuidzijde 2", "Rotterdam", "3088 HH", "NL"),
        51.8853,
        4.4308,
        20,
    ),
    _Warehouse(
        "LYS",
        "Lyon",
        _address("Waybill Lyon", "Rue de Gerland 3", "Lyon", "69007", "FR"),
        45.7273,
        4.8346,
        30,
    ),
)
_PRODUCTS = (
    _Product("MUG-BLUE", "Stoneware mug, blue", "14.90", (40, 25, 10)),
    _Product("MUG-SAND", "Stoneware mug, sand", "14.90", (30, 20, 0)),
    _Product("TEAPOT", "Cast-iron teapot", "59.00", (8, 4, 2)),
    _Product("KETTLE", "Gooseneck kettle", "74.50", (0, 12, 6)),
    _Product("GRINDER", "Hand coffee grinder", "89.00", (5, 5, 5)),
    _Product("FILTER-100", "Paper filters, 100", "6.50", (200, 150, 80)),
    _Product("BEANS-1KG", "Coffee beans, 1 kg", "24.00", (60, 60, 30)),
    _Product("TEA-SENCHA", "Sencha, 100 g", "12.80", (35, 0, 20)),
    _Product("TOWEL", "Linen tea towel", "9.90", (75, 40, 40)),
    _Product("TRAY-OAK", "Oak tray", "39.00", (0, 3, 9)),
    _Product("CUP-LAST", "Espresso cup, last of its kind", "11.00", (1, 0, 0)),
    _Product("SCALE", "Brewing scale", "49.00", (0, 0, 0), allow_backorder=True),
    _Product("TEA-SET", "Tea set for two", "79.00", (0, 0, 0)),
)
_TEA_SET = (NewComponent("TEAPOT", 1), NewComponent("MUG-BLUE", 2))


async def seed_demo(database: Database) -> bool:
    """Open the demo shop through the domain's verbs, all of it or nothing.

    Returns False, and changes nothing, where a channel exists already: this shop is somebody's.
    """
    # Nobody is told: there are no orders that could wait for what lies there.
    async with transaction(database, actor=system("demo"), announce=False) as uow:
        await uow.session.execute(_LOCK)
        if await uow.session.scalar(select(channels.c.id).limit(1)) is not None:
            return False
        await _open(uow)
        return True


async def _open(uow: UnitOfWork) -> None:
    await create_channel(uow, code=CHANNEL, name="Web shop", currency="EUR")
    locations = [
        await create_location(
            uow,
            code=each.code,
            name=each.name,
            address=each.address,
            priority=each.priority,
            latitude=each.latitude,
            longitude=each.longitude,
        )
        for each in _WAREHOUSES
    ]
    receipts = []
    for each in _PRODUCTS:
        product = await create_product(
            uow,
            sku=each.sku,
            name=each.name,
            prices=[NewPrice(channel=CHANNEL, price=Decimal(each.price))],
            allow_backorder=each.allow_backorder,
        )
        receipts += [
            StockReceipt(product.id, location.id, units)
            for location, units in zip(locations, each.stock, strict=True)
            if units
        ]
    await set_bundle_components(uow, sku="TEA-SET", components=_TEA_SET)
    await receive_stock(uow, receipts=receipts, reason="Opening stock", reference="demo:opening")
