"""The first tables: an order with all that belongs to it, the ledger, the outbox, the tasks.

Revision: 0001, after
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE order_serial START 100001")
    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("allow_unpaid_orders", sa.Boolean(), nullable=False),
        sa.Column("payment_window_minutes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "customer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "sequence"),
    )
    op.create_index("event_by_time", "event", ["occurred_at"], unique=False)
    op.create_table(
        "event_sequence",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("order_id"),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key"),
    )
    op.create_index("idempotency_key_by_age", "idempotency_key", ["created_at"], unique=False)
    op.create_table(
        "location",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "outbox",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("payload", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key_prefix", sa.String(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key_prefix"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("allow_backorder", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sku"),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("args", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("queued", "done", "failed", name="taskstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("task_by_age", "task", ["finished_at"], unique=False)
    op.create_index(
        "task_due", "task", ["run_at"], unique=False, postgresql_where=sa.text("state = 'queued'")
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("external_reference", sa.Text(), nullable=True),
        sa.Column("request_fingerprint", sa.Text(), nullable=True),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "DRAFT",
                "PENDING",
                "CONFIRMED",
                "COMPLETED",
                "CANCELLED",
                "EXPIRED",
                name="orderstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "payment_status",
            sa.Enum(
                "UNPAID",
                "PARTIALLY_AUTHORIZED",
                "AUTHORIZED",
                "PARTIALLY_PAID",
                "PAID",
                "OVERPAID",
                "PARTIALLY_REFUNDED",
                "REFUNDED",
                "VOIDED",
                "FAILED",
                name="paymentstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "allocation_status",
            sa.Enum(
                "UNALLOCATED",
                "PARTIALLY_ALLOCATED",
                "ALLOCATED",
                "BACKORDERED",
                name="allocationstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "fulfillment_status",
            sa.Enum(
                "UNFULFILLED",
                "PARTIALLY_SHIPPED",
                "SHIPPED",
                "PARTIALLY_DELIVERED",
                "DELIVERED",
                name="fulfillmentstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "return_status",
            sa.Enum(
                "NONE",
                "REQUESTED",
                "IN_PROGRESS",
                "PARTIALLY_RETURNED",
                "RETURNED",
                name="returnstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_hold", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("currency_digits", sa.Integer(), nullable=False),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("discount_total", sa.BigInteger(), nullable=False),
        sa.Column("shipping_total", sa.BigInteger(), nullable=False),
        sa.Column("tax_total", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("placed_shipping", sa.BigInteger(), nullable=False),
        sa.Column("captured_total", sa.BigInteger(), nullable=False),
        sa.Column("refunded_total", sa.BigInteger(), nullable=False),
        sa.Column(
            "total_amount",
            sa.Numeric(),
            sa.Computed("total::numeric / (10::numeric ^ currency_digits)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "shipping_address",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=False,
        ),
        sa.Column(
            "billing_address", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("words", postgresql.TSVECTOR(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "subtotal - discount_total + shipping_total + tax_total = total", name="orders_total"
        ),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel_id", "external_reference"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(
        "orders_by_allocation_status", "orders", ["allocation_status", "placed_at", "id"], unique=False
    )
    op.create_index("orders_by_amount", "orders", ["total_amount", "id"], unique=False)
    op.create_index("orders_by_channel", "orders", ["channel_id", "placed_at", "id"], unique=False)
    op.create_index("orders_by_customer", "orders", ["customer_id", "placed_at", "id"], unique=False)
    op.create_index(
        "orders_by_fulfillment_status", "orders", ["fulfillment_status", "placed_at", "id"], unique=False
    )
    op.create_index(
        "orders_by_payment_status", "orders", ["payment_status", "placed_at", "id"], unique=False
    )
    op.create_index("orders_by_placed_at", "orders", ["placed_at", "id"], unique=False)
    op.create_index(
        "orders_by_return_status", "orders", ["return_status", "placed_at", "id"], unique=False
    )
    op.create_index("orders_by_serial", "orders", ["serial"], unique=True)
    op.create_index("orders_by_status", "orders", ["status", "placed_at", "id"], unique=False)
    op.create_index("orders_by_updated_at", "orders", ["updated_at", "id"], unique=False)
    op.create_index("orders_by_words", "orders", ["words"], unique=False, postgresql_using="gin")
    op.create_index(
        "orders_expiring",
        "orders",
        ["expires_at"],
        unique=False,
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_index(
        "orders_on_hold",
        "orders",
        ["placed_at", "id"],
        unique=False,
        postgresql_where=sa.text("on_hold"),
    )
    op.create_table(
        "price",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["channel.id"],
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
        ),
        sa.PrimaryKeyConstraint("product_id", "channel_id"),
    )
    op.create_index(op.f("ix_price_channel_id"), "price", ["channel_id"], unique=False)
    op.create_table(
        "reservation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="reservation_quantity"),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_line_id", "location_id"),
    )
    op.create_index("reservation_by_order", "reservation", ["order_id"], unique=False)
    op.create_table(
        "stock_level",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), nullable=False),
        sa.Column("allocated", sa.Integer(), nullable=False),
        sa.Column("unavailable", sa.Integer(), nullable=False),
        sa.Column("safety_stock", sa.Integer(), nullable=False),
        sa.Column("incoming", sa.Integer(), nullable=False),
        sa.Column("last_sequence", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("allocated >= 0", name="stock_level_allocated"),
        sa.CheckConstraint("incoming >= 0", name="stock_level_incoming"),
        sa.CheckConstraint("on_hand >= 0", name="stock_level_on_hand"),
        sa.CheckConstraint("on_hand >= reserved + allocated + unavailable", name="stock_level_promised"),
        sa.CheckConstraint("reserved >= 0", name="stock_level_reserved"),
        sa.CheckConstraint("safety_stock >= 0", name="stock_level_safety_stock"),
        sa.CheckConstraint("unavailable >= 0", name="stock_level_unavailable"),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("product_id", "location_id"),
    )
    op.create_index(op.f("ix_stock_level_location_id"), "stock_level", ["location_id"], unique=False)
    op.create_table(
        "fulfillment_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "OPEN",
                "ON_HOLD",
                "PICKING",
                "PACKED",
                "SHIPPED",
                "CANCELLED",
                name="fulfillmentorderstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(
        "fulfillment_order_by_location", "fulfillment_order", ["location_id", "order_id"], unique=False
    )
    op.create_index(
        op.f("ix_fulfillment_order_order_id"), "fulfillment_order", ["order_id"], unique=False
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event_id"),
    )
    op.create_index(op.f("ix_notification_order_id"), "notification", ["order_id"], unique=False)
    op.create_table(
        "order_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("order_hold_by_order", "order_hold", ["order_id"], unique=False)
    op.create_table(
        "order_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("cancelled_quantity", sa.Integer(), nullable=False),
        sa.Column("reserved_quantity", sa.Integer(), nullable=False),
        sa.Column("allocated_quantity", sa.Integer(), nullable=False),
        sa.Column("backordered_quantity", sa.Integer(), nullable=False),
        sa.Column("shipped_quantity", sa.Integer(), nullable=False),
        sa.Column("delivered_quantity", sa.Integer(), nullable=False),
        sa.Column("returned_quantity", sa.Integer(), nullable=False),
        sa.Column("credited_quantity", sa.Integer(), nullable=False),
        sa.Column("placed_discount", sa.BigInteger(), nullable=False),
        sa.Column("placed_tax", sa.BigInteger(), nullable=False),
        sa.Column("discount_total", sa.BigInteger(), nullable=False),
        sa.Column("tax_total", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("allocated_quantity >= 0", name="order_line_allocated"),
        sa.CheckConstraint("backordered_quantity >= 0", name="order_line_backordered"),
        sa.CheckConstraint("cancelled_quantity >= 0", name="order_line_cancelled"),
        sa.CheckConstraint(
            "credited_quantity BETWEEN 0 AND returned_quantity", name="order_line_credited"
        ),
        sa.CheckConstraint(
            "delivered_quantity BETWEEN 0 AND shipped_quantity", name="order_line_delivered"
        ),
        sa.CheckConstraint("quantity > 0", name="order_line_quantity"),
        sa.CheckConstraint(
            "reserved_quantity + allocated_quantity + backordered_quantity + shipped_quantity + cancelled_quantity = quantity",
            name="order_line_quantities_add_up",
        ),
        sa.CheckConstraint("reserved_quantity >= 0", name="order_line_reserved"),
        sa.CheckConstraint(
            "returned_quantity BETWEEN 0 AND shipped_quantity", name="order_line_returned"
        ),
        sa.CheckConstraint("shipped_quantity >= 0", name="order_line_shipped"),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_id", "position"),
    )
    op.create_index(
        "order_line_backordered_by_product",
        "order_line",
        ["product_id"],
        unique=False,
        postgresql_where=sa.text("backordered_quantity > 0"),
    )
    op.create_index("order_line_by_sku", "order_line", ["sku", "order_id"], unique=False)
    op.create_table(
        "order_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "REQUESTED",
                "APPROVED",
                "DECLINED",
                "IN_TRANSIT",
                "PARTIALLY_RECEIVED",
                "RECEIVED",
                "RESOLVED",
                "CANCELLED",
                name="returnstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decline_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(op.f("ix_order_return_order_id"), "order_return", ["order_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING",
                "AUTHORIZED",
                "PARTIALLY_CAPTURED",
                "CAPTURED",
                "PARTIALLY_REFUNDED",
                "REFUNDED",
                "VOIDED",
                "FAILED",
                name="paymenttransactionstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("authorized", sa.BigInteger(), nullable=False),
        sa.Column("captured", sa.BigInteger(), nullable=False),
        sa.Column("capturing", sa.BigInteger(), nullable=False),
        sa.Column("voided", sa.BigInteger(), nullable=False),
        sa.Column("voiding", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("refunding", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount >= 0", name="payment_amount"),
        sa.CheckConstraint("authorized BETWEEN 0 AND amount", name="payment_authorized"),
        sa.CheckConstraint(
            "captured >= 0 AND capturing >= 0 AND voided >= 0 AND voiding >= 0 AND captured + capturing + voided + voiding <= authorized",
            name="payment_captured",
        ),
        sa.CheckConstraint(
            "refunded >= 0 AND refunding >= 0 AND refunded + refunding <= captured",
            name="payment_refunded",
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_payment_order_id"), "payment", ["order_id"], unique=False)
    op.create_table(
        "stock_movement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stock_level_id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "RECEIVE",
                "ADJUST",
                "COUNT",
                "RESERVE",
                "UNRESERVE",
                "ALLOCATE",
                "RELEASE",
                "SHIP",
                "RETURN",
                "QUARANTINE",
                "WRITE_OFF",
                "TRANSFER_OUT",
                "TRANSFER_IN",
                "EXPECT",
                "UNEXPECT",
                name="movementkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("on_hand_after", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["stock_level_id"],
            ["stock_level.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("stock_level_id", "sequence"),
    )
    op.create_table(
        "fulfillment_order_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fulfillment_order_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("shipped_quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "shipped_quantity BETWEEN 0 AND quantity", name="fulfillment_order_line_shipped"
        ),
        sa.ForeignKeyConstraint(
            ["fulfillment_order_id"],
            ["fulfillment_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_line.id"],
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("fulfillment_order_id", "order_line_id"),
    )
    op.create_index(
        op.f("ix_fulfillment_order_line_order_line_id"),
        "fulfillment_order_line",
        ["order_line_id"],
        unique=False,
    )
    op.create_table(
        "payment_transaction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("gateway", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "AUTHORIZE",
                "CAPTURE",
                "VOID",
                "REFUND",
                "CHARGEBACK",
                name="transactionkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "PENDING", "SUCCEEDED", "FAILED", name="transactionstatus", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("return_id", sa.Uuid(), nullable=True),
        sa.Column("gateway_reference", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount >= 0", name="payment_transaction_amount"),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("gateway", "gateway_reference", "kind"),
    )
    op.create_index("payment_transaction_by_order", "payment_transaction", ["order_id"], unique=False)
    op.create_index(
        "payment_transaction_by_payment", "payment_transaction", ["payment_id"], unique=False
    )
    op.create_index("payment_transaction_by_return", "payment_transaction", ["return_id"], unique=False)
    op.create_index(
        "payment_transaction_due",
        "payment_transaction",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.create_table(
        "return_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("received_quantity", sa.Integer(), nullable=False),
        sa.Column("missing_quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "RESTOCK",
                "DAMAGED",
                "QUALITY_CONTROL",
                "DISPOSE",
                "MISSING",
                name="returndisposition",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("quantity > 0", name="return_line_quantity"),
        sa.CheckConstraint(
            "received_quantity >= 0 AND missing_quantity >= 0 AND received_quantity + missing_quantity <= quantity",
            name="return_line_received",
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_line.id"],
        ),
        sa.ForeignKeyConstraint(
            ["return_id"],
            ["order_return.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_return_line_order_line_id"), "return_line", ["order_line_id"], unique=False)
    op.create_index(op.f("ix_return_line_return_id"), "return_line", ["return_id"], unique=False)
    op.create_table(
        "shipment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("fulfillment_order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "LABEL_PENDING",
                "LABELLED",
                "IN_TRANSIT",
                "OUT_FOR_DELIVERY",
                "DELIVERED",
                "EXCEPTION",
                "RETURNED_TO_SENDER",
                "LOST",
                "CANCELLED",
                name="shipmentstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("tracking_number", sa.Text(), nullable=True),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_event_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["fulfillment_order_id"],
            ["fulfillment_order.id"],
        ),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["orders.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index(
        op.f("ix_shipment_fulfillment_order_id"), "shipment", ["fulfillment_order_id"], unique=False
    )
    op.create_index(op.f("ix_shipment_order_id"), "shipment", ["order_id"], unique=False)
    op.create_index("shipment_by_tracking_number", "shipment", ["tracking_number"], unique=False)
    op.create_table(
        "return_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("return_line_id", sa.Uuid(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column(
            "disposition",
            sa.Enum(
                "RESTOCK",
                "DAMAGED",
                "QUALITY_CONTROL",
                "DISPOSE",
                "MISSING",
                name="returndisposition",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name="return_receipt_quantity"),
        sa.ForeignKeyConstraint(
            ["location_id"],
            ["location.id"],
        ),
        sa.ForeignKeyConstraint(
            ["return_line_id"],
            ["return_line.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_return_receipt_return_line_id"), "return_receipt", ["return_line_id"], unique=False
    )
    op.create_table(
        "shipment_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "LABEL_PENDING",
                "LABELLED",
                "IN_TRANSIT",
                "OUT_FOR_DELIVERY",
                "DELIVERED",
                "EXCEPTION",
                "RETURNED_TO_SENDER",
                "LOST",
                "CANCELLED",
                name="shipmentstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["shipment.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shipment_id", "status", "occurred_at"),
    )
    op.create_table(
        "shipment_line",
        sa.Column("shipment_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name="shipment_line_quantity"),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_line.id"],
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"],
            ["shipment.id"],
        ),
        sa.PrimaryKeyConstraint("shipment_id", "order_line_id"),
    )
    op.create_index(
        op.f("ix_shipment_line_order_line_id"), "shipment_line", ["order_line_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_shipment_line_order_line_id"), table_name="shipment_line")
    op.drop_table("shipment_line")
    op.drop_table("shipment_event")
    op.drop_index(op.f("ix_return_receipt_return_line_id"), table_name="return_receipt")
    op.drop_table("return_receipt")
    op.drop_index("shipment_by_tracking_number", table_name="shipment")
    op.drop_index(op.f("ix_shipment_order_id"), table_name="shipment")
    op.drop_index(op.f("ix_shipment_fulfillment_order_id"), table_name="shipment")
    op.drop_table("shipment")
    op.drop_index(op.f("ix_return_line_return_id"), table_name="return_line")
    op.drop_index(op.f("ix_return_line_order_line_id"), table_name="return_line")
    op.drop_table("return_line")
    op.drop_index(
        "payment_transaction_due",
        table_name="payment_transaction",
        postgresql_where=sa.text("status = 'PENDING'"),
    )
    op.drop_index("payment_transaction_by_return", table_name="payment_transaction")
    op.drop_index("payment_transaction_by_payment", table_name="payment_transaction")
    op.drop_index("payment_transaction_by_order", table_name="payment_transaction")
    op.drop_table("payment_transaction")
    op.drop_index(op.f("ix_fulfillment_order_line_order_line_id"), table_name="fulfillment_order_line")
    op.drop_table("fulfillment_order_line")
    op.drop_table("stock_movement")
    op.drop_index(op.f("ix_payment_order_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_order_return_order_id"), table_name="order_return")
    op.drop_table("order_return")
    op.drop_index("order_line_by_sku", table_name="order_line")
    op.drop_index(
        "order_line_backordered_by_product",
        table_name="order_line",
        postgresql_where=sa.text("backordered_quantity > 0"),
    )
    op.drop_table("order_line")
    op.drop_index("order_hold_by_order", table_name="order_hold")
    op.drop_table("order_hold")
    op.drop_index(op.f("ix_notification_order_id"), table_name="notification")
    op.drop_table("notification")
    op.drop_index(op.f("ix_fulfillment_order_order_id"), table_name="fulfillment_order")
    op.drop_index("fulfillment_order_by_location", table_name="fulfillment_order")
    op.drop_table("fulfillment_order")
    op.drop_index(op.f("ix_stock_level_location_id"), table_name="stock_level")
    op.drop_table("stock_level")
    op.drop_index("reservation_by_order", table_name="reservation")
    op.drop_table("reservation")
    op.drop_index(op.f("ix_price_channel_id"), table_name="price")
    op.drop_table("price")
    op.drop_index("orders_on_hold", table_name="orders", postgresql_where=sa.text("on_hold"))
    op.drop_index("orders_expiring", table_name="orders", postgresql_where=sa.text("status = 'PENDING'"))
    op.drop_index("orders_by_words", table_name="orders", postgresql_using="gin")
    op.drop_index("orders_by_updated_at", table_name="orders")
    op.drop_index("orders_by_status", table_name="orders")
    op.drop_index("orders_by_serial", table_name="orders")
    op.drop_index("orders_by_return_status", table_name="orders")
    op.drop_index("orders_by_placed_at", table_name="orders")
    op.drop_index("orders_by_payment_status", table_name="orders")
    op.drop_index("orders_by_fulfillment_status", table_name="orders")
    op.drop_index("orders_by_customer", table_name="orders")
    op.drop_index("orders_by_channel", table_name="orders")
    op.drop_index("orders_by_amount", table_name="orders")
    op.drop_index("orders_by_allocation_status", table_name="orders")
    op.drop_table("orders")
    op.drop_index("task_due", table_name="task", postgresql_where=sa.text("state = 'queued'"))
    op.drop_index("task_by_age", table_name="task")
    op.drop_table("task")
    op.drop_table("product")
    op.drop_table("partner")
    op.drop_table("outbox")
    op.drop_table("location")
    op.drop_index("idempotency_key_by_age", table_name="idempotency_key")
    op.drop_table("idempotency_key")
    op.drop_table("event_sequence")
    op.drop_index("event_by_time", table_name="event")
    op.drop_table("event")
    op.drop_table("customer")
    op.drop_table("channel")
    op.execute("DROP SEQUENCE order_serial")
