WITH sold AS (
    SELECT date_trunc('quarter', ordered_at)::DATE AS quarter, channel, coalesce(sum(amount) FILTER (WHERE status NOT IN ('cancelled', 'refunded')), 0) AS revenue
    FROM orders
    WHERE ordered_at >= '2024-07-01'
    GROUP BY 1, 2
)
SELECT quarter, channel, revenue, revenue::DOUBLE / nullif(sum(revenue) OVER (PARTITION BY quarter), 0) AS part FROM sold
