WITH buyers AS (
    SELECT customer_id, min(ordered_at) AS first_order, count(*) AS n FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY 1
)
SELECT date_trunc('month', first_order)::DATE AS month, count(*) AS buyers, count(*) FILTER (WHERE n >= 2)::DOUBLE / count(*) AS again
FROM buyers
GROUP BY 1
