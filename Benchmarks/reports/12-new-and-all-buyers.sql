WITH first AS (SELECT customer_id, min(ordered_at) AS first_order FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY 1)
SELECT date_trunc('month', o.ordered_at)::DATE AS month, count(DISTINCT o.customer_id) AS buyers,
       count(DISTINCT o.customer_id) FILTER (WHERE date_trunc('month', f.first_order) = date_trunc('month', o.ordered_at)) AS new
FROM orders AS o JOIN first AS f ON f.customer_id = o.customer_id
WHERE o.status NOT IN ('cancelled', 'refunded')
GROUP BY 1
