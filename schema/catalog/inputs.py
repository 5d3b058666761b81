"""What is said to create channels and products, and to make bundles of them."""

from decimal import Decimal

import strawberry

from schema.inputs import given, idempotency_key, optional


@strawberry.input(description="A new sales channel.")
class CreateChannelInput:
    code: str = given("Unique, for people and programs.")
    name: str = given("Name for people.")
    currency: str = given("ISO 4217 code of three capitals.")
    allow_unpaid_orders: bool | None = optional(
        "Confirm orders before their money is secured; no when not said."
    )
    payment_window_minutes: int | None = optional(
        "Minutes that an unpaid order keeps its reservation; 30 when not said."
    )
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="What a product costs in a channel.")
class ProductPriceInput:
    channel: str = given("Code of the channel.")
    price: Decimal = given("Price of one unit, in the major unit of the channel's currency.")


@strawberry.input(description="A new product.")
class CreateProductInput:
    sku: str = given("Unique.")
    name: str = given("Name for people.")
    prices: list[ProductPriceInput] = given("One a channel that sells it.")
    allow_backorder: bool | None = optional("Sell it also when there is none; no when not said.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A product and how many units of it are in one unit of a bundle.")
class BundleComponentInput:
    sku: str = given("SKU of a product that is no bundle.")
    quantity: int = given("Units, at least 1.")


@strawberry.input(description="What a product is made of from now on.")
class SetBundleComponentsInput:
    sku: str = given("SKU of the bundle: one that has no stock of its own and never had.")
    components: list[BundleComponentInput] = given("All of them: 1 to 50, each named once.")
    idempotency_key: str | None = idempotency_key()


@strawberry.input(description="A bundle that is to be an ordinary product again.")
class ClearBundleComponentsInput:
    sku: str = given("SKU of the bundle.")
    idempotency_key: str | None = idempotency_key()
