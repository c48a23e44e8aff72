SELECT year, month, revenue
FROM (
    SELECT year(ordered_at) AS year, date_trunc('month', ordered_at)::DATE AS month,
           coalesce(sum(amount) FILTER (WHERE status NOT IN ('cancelled', 'refunded')), 0) AS revenue,
           row_number() OVER (PARTITION BY year(ordered_at) ORDER BY coalesce(sum(amount) FILTER (WHERE status NOT IN ('cancelled', 'refunded')), 0) DESC) AS place
    FROM orders
    GROUP BY 1, 2
)
WHERE place = 1
