WITH spend AS (SELECT customer_id, sum(amount) AS monetary FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY 1)
SELECT c.source, count(*) AS n, count(s.customer_id)::DOUBLE / count(*) AS conversion_rate,
       coalesce(sum(s.monetary), 0)::DOUBLE / count(*) AS average_revenue
FROM customers AS c LEFT JOIN spend AS s ON s.customer_id = c.id
GROUP BY c.source
ORDER BY n DESC
