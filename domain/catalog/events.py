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
