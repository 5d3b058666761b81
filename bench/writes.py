"""What pgbench runs as the floors of the writing rows.

`SAME_WRITES` writes every row that `placeOrder` writes for three lines, an idempotency key and a
payment, in one transaction of six statements; it reads nothing that it does not need for that. Amounts
and names are made up, their number and size are not.
"""

SAME_WRITES = """
\\set a random(1, 19)
\\set b random(20, 39)
\\set c random(40, 59)
\\set buyer random(0, 99)
BEGIN;
INSERT INTO idempotency_key (caller, key, fingerprint, answer, created_at)
VALUES ('customer:' || :buyer, gen_random_uuid()::text, repeat('f', 64), NULL, now())
RETURNING key \\gset
WITH item AS MATERIALIZED (
    SELECT p.id AS product_id, p.sku, p.name, pr.amount, l.location_id, uuidv7() AS line_id,
           row_number() OVER (ORDER BY p.id) AS position
    FROM product p JOIN price pr ON pr.product_id = p.id JOIN stock_level l ON l.product_id = p.id
    WHERE p.sku IN ('SKU-' || :a, 'SKU-' || :b, 'SKU-' || :c)
),
head AS MATERIALIZED (
    SELECT uuidv7() AS id, nextval('order_serial') AS serial, h.id AS channel_id,
           (SELECT id FROM customer WHERE email = 'customer' || :buyer || '@example.com') AS customer_id,
           (SELECT sum(amount) FROM item)::bigint AS subtotal, uuidv7() AS payment_id
    FROM channel h WHERE h.code = 'web'
),
ordered AS (
    INSERT INTO orders (id, serial, number, channel_id, customer_id, email, status, payment_status,
        allocation_status, fulfillment_status, return_status, on_hold, version, currency,
        currency_digits, subtotal, discount_total, shipping_total, tax_total, total, placed_shipping,
        captured_total, refunded_total, shipping_address, words, placed_at, expires_at, created_at,
        updated_at)
    SELECT id, serial, 'W' || serial, channel_id, customer_id, 'buyer@example.com', 'PENDING', 'UNPAID',
        'UNALLOCATED', 'UNFULFILLED', 'NONE', false, 1, 'EUR', 2, subtotal, 0, 490, 0, subtotal + 490,
        490, 0, 0, '{"name": "Lena Roth", "line1": "Torstraße 1", "line2": null, "city": "Berlin",
        "region": null, "postal_code": "10119", "country": "DE", "phone": null}',
        array_to_tsvector(ARRAY['w' || serial, 'buyer@example.com', 'lena', 'roth', 'a', 'b', 'c']),
        now(), now() + interval '1 hour', now(), now()
    FROM head
),
lines AS (
    INSERT INTO order_line (id, order_id, position, product_id, sku, name, unit_price, quantity,
        cancelled_quantity, reserved_quantity, allocated_quantity, backordered_quantity,
        shipped_quantity, delivered_quantity, returned_quantity, credited_quantity, placed_discount,
        placed_tax, discount_total, tax_total, total)
    SELECT line_id, head.id, position, product_id, sku, name, amount, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, amount
    FROM item, head
),
kept AS (
    INSERT INTO reservation (id, order_id, order_line_id, product_id, location_id, quantity)
    SELECT uuidv7(), head.id, line_id, product_id, location_id, 1 FROM item, head
),
paid AS (
    INSERT INTO payment (id, order_id, position, gateway, method, token, currency, status, amount,
        authorized, captured, capturing, voided, voiding, refunded, refunding, created_at, updated_at)
    SELECT payment_id, id, 1, 'test', 'test', 'ok', 'EUR', 'PENDING', subtotal + 490, 0, 0, 0, 0, 0,
        0, 0, now(), now()
    FROM head
),
asked AS (
    INSERT INTO payment_transaction (id, payment_id, order_id, gateway, kind, status, amount, currency,
        attempts, next_attempt_at, created_at)
    SELECT uuidv7(), payment_id, id, 'test', 'AUTHORIZE', 'PENDING', subtotal + 490, 'EUR', 0,
        now(), now()
    FROM head
)
SELECT id AS placed FROM head \\gset
UPDATE idempotency_key
SET answer = '{"order": "T3JkZXI6MDFhMjAwNTYtYmE4Mi03MjcwLWI1ODItZDY3MDFkYjliY2Y5"}'
WHERE key = :key;
WITH sequenced AS (
    INSERT INTO event_sequence (order_id, last) VALUES (:placed::uuid, 2)
),
logged AS (
    INSERT INTO event (id, type, version, order_id, sequence, summary, actor, occurred_at, facts)
    SELECT uuidv7(), kind, 1, :placed::uuid, place, 'Something happened to the order.', 'bench',
        now(), jsonb_build_object('order_id', :placed::uuid, 'total', 5000, 'currency', 'EUR')
    FROM (VALUES ('order.placed', 1), ('payment.requested', 2)) AS told(kind, place)
    RETURNING id, type, sequence
)
INSERT INTO outbox (topic, subject_id, payload, created_at)
SELECT 'event', id,
    jsonb_build_object('type', type, 'order_id', :placed::uuid, 'sequence', sequence), now()
FROM logged;
WITH locked AS (
    SELECT l.id FROM stock_level l JOIN product p ON p.id = l.product_id
    WHERE p.sku IN ('SKU-' || :a, 'SKU-' || :b, 'SKU-' || :c)
    ORDER BY l.product_id, l.location_id FOR NO KEY UPDATE OF l
),
moved AS (
    UPDATE stock_level l
    SET reserved = l.reserved + 1, last_sequence = l.last_sequence + 1, updated_at = now()
    FROM locked k
    WHERE l.id = k.id
      AND l.on_hand - l.reserved - l.allocated - l.unavailable - l.safety_stock >= 1
    RETURNING l.id, l.product_id, l.location_id, l.on_hand, l.last_sequence
),
written AS (
    INSERT INTO stock_movement (id, stock_level_id, sequence, kind, quantity, on_hand_after, actor,
        reference, created_at)
    SELECT uuidv7(), id, last_sequence, 'RESERVE', 1, on_hand, 'bench', 'W100001', now()
    FROM moved
)
INSERT INTO outbox (topic, subject_id, payload, created_at)
SELECT 'stock', id, jsonb_build_object('product_id', product_id, 'location_id', location_id), now()
FROM moved;
COMMIT;
"""

OPEN_FLOOR = """
CREATE TABLE bench_hot (id int PRIMARY KEY, on_hand bigint NOT NULL, reserved bigint NOT NULL);
INSERT INTO bench_hot VALUES (1, 1000000000, 0);
"""
GUARDED_UPDATE = (
    "UPDATE bench_hot SET reserved = reserved + 1 WHERE id = 1 AND on_hand - reserved >= 1;\n"
)
"The least that can sell a unit of one product: one statement, one row, committed."
