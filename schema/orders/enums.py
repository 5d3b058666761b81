"""The statuses of orders and what lists of them are sorted by."""

from enum import StrEnum

import strawberry

from domain.orders import models
from domain.orders.pages import OrderSortField as SortField

OrderStatus = models.OrderStatus
strawberry.enum(
    OrderStatus,
    description="The stored lifecycle. PENDING: placed, its money not yet secured.",
)
PaymentStatus = models.PaymentStatus
strawberry.enum(PaymentStatus, description="How far the order is paid; derived from its payments.")
AllocationStatus = models.AllocationStatus
strawberry.enum(AllocationStatus, description="How far its units are set aside at locations; derived.")
FulfillmentStatus = models.FulfillmentStatus
strawberry.enum(FulfillmentStatus, description="How far its units are shipped and delivered; derived.")
ReturnStatus = models.ReturnStatus
strawberry.enum(ReturnStatus, description="How far its units came back; derived.")
OrderSortField = SortField
strawberry.enum(OrderSortField, description="What orders are sorted by.")


@strawberry.enum(description="Which end of a list comes first.")
class SortDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"
