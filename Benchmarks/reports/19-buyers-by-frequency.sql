WITH buyers AS (
    SELECT customer_id, count(*) AS frequency, coalesce(sum(amount), 0) AS monetary FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY 1
), sizes AS (
    SELECT frequency, count(*) AS n, sum(monetary) AS spend FROM buyers GROUP BY 1
)
SELECT frequency, n, spend, sum(n) OVER (ORDER BY frequency) AS so_far, spend::DOUBLE / sum(spend) OVER () AS part FROM sizes
