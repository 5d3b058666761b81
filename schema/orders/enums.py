"""The statuses of orders and what lists of them are sorted by."""

from enum import StrEnum

from domain.orders import models
from domain.orders.pages import OrderSortField as SortField
from schema.enums import show_enum

OrderStatus = models.OrderStatus
show_enum(
    OrderStatus,
    "The stored lifecycle. PENDING: placed, its money not yet secured.",
    {
        "DRAFT": "Being put together; nothing is promised.",
        "PENDING": "Placed, its stock kept, its money not yet secured.",
        "CONFIRMED": "To be sourced, shipped and paid.",
        "COMPLETED": "Nothing is left to ship, pay or return.",
        "CANCELLED": "Called off; nothing more is done for it.",
        "EXPIRED": "Its money was not secured in time; its stock was let go.",
    },
)
PaymentStatus = models.PaymentStatus
show_enum(
    PaymentStatus,
    "How far the order is paid; derived from its payments.",
    {
        "UNPAID": "Nothing is secured or taken.",
        "PARTIALLY_AUTHORIZED": "Some of the total is secured, nothing is taken.",
        "AUTHORIZED": "The total is secured, nothing is taken.",
        "PARTIALLY_PAID": "Some of the total is taken.",
        "PAID": "The total is taken.",
        "OVERPAID": "More than the total is taken; the balance is owed to the customer.",
        "PARTIALLY_REFUNDED": "Some of what was taken was paid back.",
        "REFUNDED": "All that was taken was paid back.",
        "VOIDED": "What was secured was given up.",
        "FAILED": "No gateway secured or took anything.",
    },
)
AllocationStatus = models.AllocationStatus
show_enum(
    AllocationStatus,
    "How far its units are set aside at locations; derived.",
    {
        "UNALLOCATED": "No unit is in a fulfillment order.",
        "PARTIALLY_ALLOCATED": "Some units are in fulfillment orders.",
        "ALLOCATED": "Every unit that is to ship is in a fulfillment order, or has shipped.",
        "BACKORDERED": "No unit is in a fulfillment order, and some wait for stock.",
    },
)
FulfillmentStatus = models.FulfillmentStatus
show_enum(
    FulfillmentStatus,
    "How far its units are shipped and delivered; derived.",
    {
        "UNFULFILLED": "Nothing left.",
        "PARTIALLY_SHIPPED": "Some units left.",
        "SHIPPED": "All units left.",
        "PARTIALLY_DELIVERED": "Some units arrived.",
        "DELIVERED": "All units arrived.",
    },
)
ReturnStatus = models.ReturnStatus
show_enum(
    ReturnStatus,
    "How far its units came back; derived.",
    {
        "NONE": "Nothing comes back.",
        "REQUESTED": "A return waits for a decision.",
        "IN_PROGRESS": "An approved return has units still to come.",
        "PARTIALLY_RETURNED": "Some of it came back.",
        "RETURNED": "All of it came back.",
    },
)
OrderSortField = SortField
show_enum(
    OrderSortField,
    "What orders are sorted by.",
    {
        "PLACED_AT": "When they were placed.",
        "NUMBER": "Their number.",
        "TOTAL": "What they are worth now, whatever the currency.",
        "UPDATED_AT": "When they last changed.",
    },
)


class SortDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


show_enum(
    SortDirection,
    "Which end of a list comes first.",
    {"ASC": "The lowest, or the oldest.", "DESC": "The highest, or the newest."},
)
