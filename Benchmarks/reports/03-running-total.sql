WITH months AS (
    SELECT date_trunc('month', ordered_at)::DATE AS month, coalesce(sum(amount) FILTER (WHERE status NOT IN ('cancelled', 'refunded')), 0) AS revenue
    FROM orders
    WHERE ordered_at >= '2025-01-01' AND ordered_at < '2026-01-01'
    GROUP BY 1
), every AS (
    SELECT s.m::DATE AS month, coalesce(revenue, 0) AS revenue
    FROM generate_series(DATE '2025-01-01', DATE '2025-12-01', INTERVAL 1 MONTH) AS s(m) LEFT JOIN months ON months.month = s.m
)
SELECT month, revenue, sum(revenue) OVER (ORDER BY month) AS so_far, revenue::DOUBLE / sum(revenue) OVER () AS part FROM every
