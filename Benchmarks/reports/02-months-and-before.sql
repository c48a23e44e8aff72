WITH months AS (
    SELECT date_trunc('month', ordered_at)::DATE AS month, coalesce(sum(amount) FILTER (WHERE status NOT IN ('cancelled', 'refunded')), 0) AS revenue FROM orders GROUP BY 1
), every AS (
    SELECT s.m::DATE AS month, coalesce(revenue, 0) AS revenue
    FROM generate_series((SELECT min(month) FROM months), (SELECT max(month) FROM months), INTERVAL 1 MONTH) AS s(m)
    LEFT JOIN months ON months.month = s.m
)
SELECT month, revenue, revenue::DOUBLE / lag(revenue) OVER (ORDER BY month) - 1 AS change,
       revenue::DOUBLE / lag(revenue, 12) OVER (ORDER BY month) - 1 AS in_a_year
FROM every
