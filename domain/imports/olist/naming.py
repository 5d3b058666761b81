"""What the anonymised rows are called here, and where they are. Pure."""

import re
from collections.abc import Mapping
from decimal import Decimal

from domain.catalog.masters import NewProduct
from domain.imports.olist.geography import Place
from domain.imports.olist.rows import CustomerRow, ProductRow, SellerRow
from domain.inventory.masters import NewLocation
from domain.kernel.address import Address

NO_STREET = "(street not published)"
_NO_CITY = re.compile(r"[0-9@]")
"A seller's city that holds one of these is a postal code or an e-mail address."


def location_of(seller: SellerRow, places: Mapping[str, Place]) -> NewLocation:
    """A seller as a location: its code is the seller's id."""
    place = places.get(seller.zip_prefix)
    city = city_of(seller, place)
    return NewLocation(
        code=seller.id,
        name=f"Seller {seller.id[:8]}, {city.title()}",
        address=Address(
            name=f"Seller {seller.id[:8]}",
            line1=NO_STREET,
            city=city,
            region=seller.state,
            postal_code=seller.zip_prefix,
            country="BR",
        ),
        latitude=place.latitude if place else None,
        longitude=place.longitude if place else None,
    )


def city_of(seller: SellerRow, place: Place | None) -> str:
    """The seller's own city, unless it is none and the zip prefix knows better."""
    if is_city(seller) or place is None or not place.city:
        return seller.city
    return place.city


def is_city(seller: SellerRow) -> bool:
    """Whether the seller wrote a city where a city belongs."""
    return _NO_CITY.search(seller.city) is None


def customer_name(customer: CustomerRow) -> str:
    """A name for somebody whose name was taken away."""
    return f"Customer {customer.person_id[:8]}"


def customer_email(customer: CustomerRow) -> str:
    """An address nobody has: customers are known by one, and the data set has none."""
    return f"{customer.person_id.lower()}@olist.example"


def customer_address(customer: CustomerRow) -> Address:
    """As much of where they live as was published."""
    return Address(
        name=customer_name(customer),
        line1=NO_STREET,
        city=customer.city,
        region=customer.state,
        postal_code=customer.zip_prefix,
        country="BR",
    )


def product_of(product: ProductRow, price: Decimal | None, categories: Mapping[str, str]) -> NewProduct:
    """A product, named after its category: its SKU is the product's id."""
    category = categories.get(product.category or "", product.category) or "product"
    name = f"{category.replace('_', ' ').capitalize()} {product.id[:8]}"
    return NewProduct(sku=product.id, name=name, price=price)
