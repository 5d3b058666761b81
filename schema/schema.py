"""The schema, assembled from its slices.

`schema.execute(…)` runs queries and mutations and `schema.subscribe(…)` subscriptions, each with a
`Context` of its own. Depth, aliases, fields and cost are limited by the API's one memoised walk
(`api.limits`), not here: strawberry's own limiters walk a fragment again at every spread.
"""

import strawberry
from strawberry.schema.config import StrawberryConfig

from schema.alerts.mutations import AlertMutations
from schema.alerts.queries import AlertQueries
from schema.allocation.mutations import AllocationMutations
from schema.allocation.policy_mutations import SourcingPolicyMutations
from schema.allocation.policy_queries import SourcingPolicyQueries
from schema.allocation.queries import AllocationQueries
from schema.allocation.resourcing_mutations import ResourcingMutations
from schema.allocation.simulation_queries import SimulationQueries
from schema.backorders.mutations import BackorderMutations
from schema.backorders.queries import BackorderQueries
from schema.catalog.mutations import CatalogMutations
from schema.catalog.queries import CatalogQueries
from schema.counting.mutations import CountingMutations
from schema.counting.queries import CountingQueries
from schema.customers.queries import CustomerQueries
from schema.errors import handlers
from schema.execution.documents import KnownDocuments
from schema.holds.mutations import HoldMutations
from schema.holds.queries import HoldQueries
from schema.input_plans import plan_inputs
from schema.inventory.mutations import InventoryMutations
from schema.inventory.queries import InventoryQueries
from schema.inventory.subscriptions import InventorySubscriptions
from schema.masking import MaskedSchema
from schema.money import MoneyInput
from schema.node_queries import NodeQueries
from schema.orders.mutations import OrderMutations
from schema.orders.queries import OrderQueries
from schema.orders.subscriptions import OrderSubscriptions
from schema.payments.mutations import PaymentMutations
from schema.payments.types import Payment, Refund
from schema.purchasing.mutations import PurchasingMutations
from schema.purchasing.queries import PurchasingQueries
from schema.purchasing.supplier_mutations import SupplierMutations
from schema.read_plans import plan_reads
from schema.replenishment.mutations import ReplenishmentMutations
from schema.replenishment.queries import ReplenishmentQueries
from schema.returns.mutations import ReturnMutations
from schema.returns.queries import ReturnQueries
from schema.scalars import SCALARS
from schema.sharing import SharingExecutor
from schema.shipments.mutations import ShipmentMutations
from schema.shipments.queries import ShipmentQueries
from schema.transfers.mutations import TransferMutations
from schema.transfers.queries import TransferQueries
from schema.watching import Watched


@strawberry.type(description="Reading. What the caller may not see does not exist: null, or empty.")
class Query(
    NodeQueries,
    CatalogQueries,
    InventoryQueries,
    CustomerQueries,
    HoldQueries,
    BackorderQueries,
    OrderQueries,
    AllocationQueries,
    SourcingPolicyQueries,
    SimulationQueries,
    ShipmentQueries,
    ReturnQueries,
    PurchasingQueries,
    TransferQueries,
    AlertQueries,
    CountingQueries,
    ReplenishmentQueries,
):
    pass


@strawberry.type(
    description="Doing. One field is one transaction; a refusal is a member of its result union."
)
class Mutation(
    CatalogMutations,
    InventoryMutations,
    HoldMutations,
    BackorderMutations,
    OrderMutations,
    AllocationMutations,
    SourcingPolicyMutations,
    ResourcingMutations,
    ShipmentMutations,
    PaymentMutations,
    ReturnMutations,
    SupplierMutations,
    PurchasingMutations,
    TransferMutations,
    AlertMutations,
    CountingMutations,
    ReplenishmentMutations,
):
    pass


@strawberry.type(description="Watching.")
class Subscription(OrderSubscriptions, InventorySubscriptions):
    pass


schema = MaskedSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[MoneyInput, Payment, Refund],
    extensions=[Watched, KnownDocuments],
    execution_context_class=SharingExecutor,
    exception_handlers=handlers(),
    config=StrawberryConfig(disable_field_suggestions=True, scalar_map=SCALARS),
)
plan_inputs(schema)
plan_reads(schema)
