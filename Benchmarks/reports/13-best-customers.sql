WITH spend AS (SELECT customer_id, sum(amount) AS monetary FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY 1)
SELECT city, id, monetary
FROM (
    SELECT c.city, c.id, s.monetary, row_number() OVER (PARTITION BY c.city ORDER BY s.monetary DESC NULLS LAST, c.id) AS place
    FROM customers AS c JOIN spend AS s ON s.customer_id = c.id
)
WHERE place = 1
