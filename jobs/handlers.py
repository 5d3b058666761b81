"""Every task by its name: who acts, and what is run. The names are those of the verbs."""

from domain.kernel.actor import system
from jobs import (
    alerts,
    allocation,
    counting,
    notifications,
    orders,
    payments,
    purchasing,
    replenishment,
)
from jobs.task import Handlers, Inside, Outside

HANDLERS: Handlers = {
    "expire_order": Inside(system("expiry"), orders.expire_order),
    "expire_holds": Inside(system("expiry"), orders.expire_holds),
    "allocate_order": Inside(system("allocation"), allocation.allocate_order),
    "fill_backorders": Inside(system("allocation"), allocation.fill_backorders),
    "note_overstock": Inside(system("alerts"), alerts.note_overstock),
    "retry_sourcing": Inside(system("allocation"), allocation.retry_sourcing),
    "serve_found": Inside(system("allocation"), counting.serve_found),
    "replenish": Inside(system("replenishment"), replenishment.replenish),
    "replenish_slice": Inside(system("replenishment"), replenishment.replenish_slice),
    "order_from_suppliers": Inside(system("purchasing"), purchasing.order_from_suppliers),
    "order_what_waits": Inside(system("purchasing"), purchasing.order_what_waits),
    "settle_payment": Outside(system("payments"), payments.settle_payment),
    "notify_customer": Outside(system("notifications"), notifications.notify_customer),
}
