WITH spend AS (
    SELECT customer_id, sum(amount) FILTER (WHERE ordered_at >= '2025-07-01') AS now,
           sum(amount) FILTER (WHERE ordered_at >= '2024-07-01' AND ordered_at < '2025-07-01') AS before
    FROM orders
    WHERE status NOT IN ('cancelled', 'refunded')
    GROUP BY 1
), countries AS (
    SELECT c.country, coalesce(sum(s.now), 0) AS now, coalesce(sum(s.before), 0) AS before
    FROM customers AS c LEFT JOIN spend AS s ON s.customer_id = c.id
    GROUP BY 1
)
SELECT country, now, before, rank() OVER (ORDER BY now DESC) AS place, rank() OVER (ORDER BY before DESC) AS place_before
FROM countries
