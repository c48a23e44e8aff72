SELECT isodow(ordered_at) AS day, count(*) AS n, avg(amount) AS value FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY 1
