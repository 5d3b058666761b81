"""What happens in the catalogue."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ChannelCreated(Event):
    type = "channel.created"
    channel_id: UUID
    code: str

    def summary(self) -> str:
        return f"Channel {self.code} was created."


@dataclass(frozen=True, kw_only=True)
class ProductCreated(Event):
    type = "product.created"
    product_id: UUID
    sku: str

    def summary(self) -> str:
        return f"Product {self.sku} was created."


@dataclass(frozen=True, kw_only=True)
class BundleComponentsSet(Event):
    """A product is made of components from now on, or of others than before."""

    type = "product.components_changed"
    product_id: UUID
    sku: str

    def summary(self) -> str:
        return f"What {self.sku} is made of was changed."


@dataclass(frozen=True, kw_only=True)
class BundleComponentsCleared(Event):
    """A bundle is an ordinary product again, which may have stock."""

    type = "product.components_cleared"
    product_id: UUID
    sku: str

    def summary(self) -> str:
        return f"{self.sku} is a bundle no more."
