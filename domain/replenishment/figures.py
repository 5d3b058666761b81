"""What the calculation looks at, level by level: the statement that gathers it for some products."""

from sqlalchemy import ARRAY, DateTime, Float, Integer, Uuid, bindparam, column
from sqlalchemy import text as sql

from domain.inventory.held import expired_of

_SLICE = """
    slice AS (
        SELECT id FROM product WHERE id >= :first AND (:beyond IS NULL OR id < :beyond)
    )
"""

SERVICE_LEVELS = sql(
    f"""
    WITH {_SLICE}
    SELECT DISTINCT t.service_level
    FROM slice JOIN stock_level l ON l.product_id = slice.id
    JOIN stock_threshold t ON t.stock_level_id = l.id
    WHERE t.service_level IS NOT NULL
    """  # noqa: S608 - of our own parts
).bindparams(bindparam("first", type_=Uuid), bindparam("beyond", type_=Uuid))
"The service levels that somebody decided on, in a slice."

# A level that began to sell two weeks ago is judged by two weeks, not by eight of which six are empty.
# What a level sold is looked up level by level. Joined as a whole it would be an estimate among others:
# PostgreSQL cannot know how many levels of a slice sell, and once in a while would compare all with all.
FIGURES = (
    sql(
        f"""
    WITH {_SLICE},
    terms AS (
        SELECT DISTINCT ON (p.product_id)
               p.product_id, p.id AS supplier_product_id, p.supplier_id, p.pack_size,
               p.minimum_quantity, coalesce(p.lead_time_days, s.lead_time_days) AS lead_time,
               s.lead_time_spread_days AS lead_time_spread
        FROM slice
        JOIN supplier_product p ON p.product_id = slice.id AND p.active
        JOIN supplier s ON s.id = p.supplier_id AND s.active
        ORDER BY p.product_id, p.priority, s.code
    ),
    drafted AS (
        SELECT l.product_id, o.location_id, sum(l.quantity) AS units
        FROM purchase_order o
        JOIN purchase_order_line l ON l.purchase_order_id = o.id
        JOIN slice ON slice.id = l.product_id
        WHERE o.status = 'DRAFT'
        GROUP BY l.product_id, o.location_id
    ),
    waiting AS (
        SELECT l.product_id, coalesce(l.location_id, asked.id) AS location_id,
               sum(l.backordered_quantity) AS units
        FROM slice
        JOIN order_line l ON l.product_id = slice.id AND l.backordered_quantity > 0
        CROSS JOIN LATERAL (
            SELECT n.id FROM location n
            LEFT JOIN stock_level k ON k.location_id = n.id AND k.product_id = l.product_id
            WHERE n.active AND n.kind <> 'SUPPLIER'
            ORDER BY k.id IS NULL, n.priority, n.code LIMIT 1
        ) asked
        GROUP BY 1, 2
    ),
    kept AS (
        SELECT l.product_id, l.location_id, l.id, l.safety_stock, l.incoming,
               l.on_hand - l.reserved - l.allocated - l.unavailable + {expired_of("l")} AS free
        FROM terms JOIN stock_level l USING (product_id)
    )
    SELECT product_id, location_id, t.supplier_id, t.supplier_product_id, t.pack_size,
           t.minimum_quantity, t.lead_time, t.lead_time_spread,
           coalesce(d.total, 0) AS total, coalesce(d.squares, 0) AS squares,
           least(:weeks, greatest(2, extract(epoch FROM :now - d.since) / 604800))::float8 AS weeks,
           z.service_level, z.factor, coalesce(k.safety_stock, 0) AS kept_back,
           r.reorder_point AS decided,
           (coalesce(k.free, 0) + coalesce(k.incoming, 0) + coalesce(f.units, 0)
            - coalesce(w.units, 0))::int AS position
    FROM kept k
    FULL JOIN waiting w USING (product_id, location_id)
    JOIN terms t USING (product_id)
    JOIN location n ON n.id = location_id AND n.active AND n.kind <> 'SUPPLIER'
    CROSS JOIN LATERAL (
        SELECT sum(units) AS total, sum(units * units) AS squares,
               CASE WHEN count(*) > 0 THEN (
                   SELECT m.created_at FROM stock_movement m
                   WHERE m.stock_level_id = k.id AND m.sequence = 1
               ) END AS since
        FROM (
            SELECT floor(extract(epoch FROM :now - m.created_at) / 604800) AS week,
                   sum(m.quantity)::float8 AS units
            FROM stock_movement m
            WHERE m.stock_level_id = k.id AND m.kind = 'SHIP'
              AND m.created_at > :now - make_interval(weeks => :weeks) AND m.created_at <= :now
            GROUP BY week
        ) AS sold
    ) AS d
    LEFT JOIN drafted f USING (product_id, location_id)
    LEFT JOIN stock_threshold r ON r.stock_level_id = k.id
    JOIN unnest(:service_levels, :factors) AS z(service_level, factor)
      ON z.service_level = coalesce(r.service_level, :usual)
    """  # noqa: S608 - of our own parts
    )
    .bindparams(
        bindparam("first", type_=Uuid),
        bindparam("beyond", type_=Uuid),
        bindparam("now", type_=DateTime(timezone=True)),
        bindparam("weeks", type_=Integer),
        bindparam("usual", type_=Float),
        bindparam("service_levels", type_=ARRAY(Float)),
        bindparam("factors", type_=ARRAY(Float)),
    )
    .columns(
        *(column(name, Uuid) for name in ("product_id", "location_id")),
        *(column(name, Uuid) for name in ("supplier_id", "supplier_product_id")),
        *(column(name, Integer) for name in ("pack_size", "minimum_quantity")),
        *(column(name, Float) for name in ("lead_time", "lead_time_spread")),
        *(column(name, Float) for name in ("total", "squares", "weeks")),
        *(column(name, Float) for name in ("service_level", "factor")),
        *(column(name, Integer) for name in ("kept_back", "decided", "position")),
    )
    .subquery("figures")
)
"""One row a level, and one for each that is only waited for. Demand: units and their squares by week,
over `weeks`; `factor` goes with the service level; `decided` is a reorder point that somebody set."""
