"""The floors of the HTTP rows: the same answers, each made by PostgreSQL in one statement.

`bench.reading` compares their rows with ours before it measures: a floor that answers something else
would be none.
"""


def _id(type_name: str, column: str) -> str:
    encoded = f"encode(convert_to('{type_name}:' || {column}, 'UTF8'), 'base64')"
    return f"rtrim({encoded}, chr(10))"  # a line of 76 signs is a whole one


def _money(column: str, currency: str) -> str:
    return f"json_build_object('amount', ({column} * 0.01)::text, 'currency', {currency})"


def _instant(column: str) -> str:
    whole = f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    return f"replace({whole}, '.000000Z', 'Z')"


def _list(rows: str) -> str:
    """Rows, one column `x` each, as a list."""
    return f"(SELECT coalesce(json_agg(x ORDER BY place), '[]') FROM ({rows}) AS listed)"


_CUSTOMER = f"""
    (SELECT json_build_object('id', {_id("Customer", "c.id")}, 'email', c.email, 'name', c.name)
     FROM customer c WHERE c.id = o.customer_id)"""
_PRODUCT = f"""
    (SELECT json_build_object('id', {_id("Product", "p.id")}, 'sku', p.sku, 'name', p.name)
     FROM product p WHERE p.id = l.product_id)"""
_TO_SHIP = _list(
    f"""
    SELECT fl.id AS place, json_build_object(
        'id', {_id("FulfillmentOrderLine", "fl.id")}, 'sku', fl.sku, 'quantity', fl.quantity) AS x
    FROM fulfillment_order_line fl WHERE fl.fulfillment_order_id = f.id"""
)
_SHIPPED = _list(
    """
    SELECT ol.position AS place, json_build_object('quantity', sl.quantity) AS x
    FROM shipment_line sl JOIN order_line ol ON ol.id = sl.order_line_id WHERE sl.shipment_id = s.id"""
)

_LIST_PAGE = f"""
SELECT json_build_object('data', json_build_object('orders', json_build_object(
    'nodes', json_agg(json_build_object(
        'id', {_id("Order", "o.id")}, 'number', o.number, 'status', o.status,
        'paymentStatus', o.payment_status, 'fulfillmentStatus', o.fulfillment_status,
        'placedAt', {_instant("o.placed_at")}, 'total', {_money("o.total", "o.currency")},
        'customer', {_CUSTOMER},
        'lines', {
    _list(f'''
            SELECT l.position AS place, json_build_object(
                'id', {_id("OrderLine", "l.id")}, 'sku', l.sku, 'name', l.name, 'quantity', l.quantity,
                'unitPrice', {_money("l.unit_price", "o.currency")},
                'total', {_money("l.total", "o.currency")}, 'product', {_PRODUCT}) AS x
            FROM order_line l WHERE l.order_id = o.id''')
},
        'payments', {
    _list(f'''
            SELECT y.position AS place, json_build_object(
                'id', {_id("Payment", "y.id")}, 'gateway', y.gateway, 'method', y.method,
                'status', y.status, 'authorized', {_money("y.authorized", "y.currency")},
                'captured', {_money("y.captured", "y.currency")}) AS x
            FROM payment y WHERE y.order_id = o.id''')
},
        'shipments', {
    _list(f'''
            SELECT s.id AS place, json_build_object(
                'id', {_id("Shipment", "s.id")}, 'number', s.number, 'status', s.status,
                'carrier', s.carrier, 'trackingNumber', s.tracking_number) AS x
            FROM shipment s WHERE s.order_id = o.id''')
}
        ) ORDER BY o.placed_at DESC, o.id DESC) FILTER (WHERE o.nth <= 20),
    'pageInfo', json_build_object('hasNextPage', count(*) > 20))))::text
FROM (SELECT *, row_number() OVER (ORDER BY placed_at DESC, id DESC) AS nth
      FROM (SELECT * FROM orders ORDER BY placed_at DESC, id DESC LIMIT 21) AS newest) AS o
"""

_ORDER_IN_FULL = f"""
SELECT json_build_object('data', json_build_object('order', json_build_object(
    'id', {_id("Order", "o.id")}, 'number', o.number, 'externalReference', o.external_reference,
    'email', o.email, 'status', o.status, 'paymentStatus', o.payment_status,
    'allocationStatus', o.allocation_status, 'fulfillmentStatus', o.fulfillment_status,
    'returnStatus', o.return_status, 'onHold', o.on_hold, 'version', o.version, 'currency', o.currency,
    'placedAt', {_instant("o.placed_at")}, 'createdAt', {_instant("o.created_at")},
    'updatedAt', {_instant("o.updated_at")}, 'expiresAt', {_instant("o.expires_at")},
    'subtotal', {_money("o.subtotal", "o.currency")},
    'discountTotal', {_money("o.discount_total", "o.currency")},
    'shippingTotal', {_money("o.shipping_total", "o.currency")},
    'taxTotal', {_money("o.tax_total", "o.currency")}, 'total', {_money("o.total", "o.currency")},
    'balance', {_money("(o.total - o.captured_total + o.refunded_total)", "o.currency")},
    'shippingAddress', json_build_object(
        'name', o.shipping_address->'name', 'line1', o.shipping_address->'line1',
        'line2', o.shipping_address->'line2', 'city', o.shipping_address->'city',
        'region', o.shipping_address->'region', 'postalCode', o.shipping_address->'postal_code',
        'country', o.shipping_address->'country', 'phone', o.shipping_address->'phone'),
    'billingAddress', CASE WHEN o.billing_address IS NOT NULL THEN json_build_object(
        'name', o.billing_address->'name', 'line1', o.billing_address->'line1',
        'city', o.billing_address->'city') END,
    'channel', (SELECT json_build_object('id', {_id("Channel", "h.id")}, 'code', h.code,
                    'name', h.name, 'currency', h.currency) FROM channel h WHERE h.id = o.channel_id),
    'customer', {_CUSTOMER},
    'lines', {
    _list(f'''
        SELECT l.position AS place, json_build_object(
            'id', {_id("OrderLine", "l.id")}, 'sku', l.sku, 'name', l.name, 'quantity', l.quantity,
            'cancelledQuantity', l.cancelled_quantity, 'reservedQuantity', l.reserved_quantity,
            'allocatedQuantity', l.allocated_quantity, 'backorderedQuantity', l.backordered_quantity,
            'shippedQuantity', l.shipped_quantity, 'deliveredQuantity', l.delivered_quantity,
            'returnedQuantity', l.returned_quantity,
            'unitPrice', {_money("l.unit_price", "o.currency")},
            'discountTotal', {_money("l.discount_total", "o.currency")},
            'taxTotal', {_money("l.tax_total", "o.currency")},
            'total', {_money("l.total", "o.currency")}, 'product', {_PRODUCT}) AS x
        FROM order_line l WHERE l.order_id = o.id''')
},
    'payments', {
    _list(f'''
        SELECT y.position AS place, json_build_object(
            'id', {_id("Payment", "y.id")}, 'gateway', y.gateway, 'method', y.method,
            'status', y.status, 'amount', {_money("y.amount", "y.currency")},
            'authorized', {_money("y.authorized", "y.currency")},
            'captured', {_money("y.captured", "y.currency")},
            'refunded', {_money("y.refunded", "y.currency")}) AS x
        FROM payment y WHERE y.order_id = o.id''')
},
    'fulfillmentOrders', {
    _list(f'''
        SELECT f.id AS place, json_build_object(
            'id', {_id("FulfillmentOrder", "f.id")}, 'number', f.number, 'status', f.status,
            'location', (SELECT json_build_object('id', {_id("Location", "n.id")}, 'code', n.code,
                             'name', n.name) FROM location n WHERE n.id = f.location_id),
            'lines', {_TO_SHIP}) AS x
        FROM fulfillment_order f WHERE f.order_id = o.id''')
},
    'shipments', {
    _list(f'''
        SELECT s.id AS place, json_build_object(
            'id', {_id("Shipment", "s.id")}, 'number', s.number, 'status', s.status,
            'carrier', s.carrier, 'trackingNumber', s.tracking_number,
            'lines', {_SHIPPED}) AS x
        FROM shipment s WHERE s.order_id = o.id''')
},
    'events', {
    _list(f'''
        SELECT e.sequence AS place, json_build_object(
            'sequence', e.sequence, 'type', e.type, 'summary', e.summary,
            'occurredAt', {_instant("e.occurred_at")}) AS x
        FROM event e WHERE e.order_id = o.id ORDER BY e.sequence LIMIT 250''')
}
    )))::text
FROM orders o WHERE o.number = (SELECT max(number) FROM orders)
"""

FLOORS = {"/floor/list-page": _LIST_PAGE, "/floor/order-in-full": _ORDER_IN_FULL}
"Statements by the path that `bench.server` answers with them."
