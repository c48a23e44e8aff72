WITH weeks AS (
    SELECT date_trunc('week', ordered_at)::DATE AS week, count(DISTINCT customer_id) AS buyers FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY 1
)
SELECT week, buyers, CASE WHEN row_number() OVER (ORDER BY week) >= 4
                          THEN avg(buyers) OVER (ORDER BY week ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) END AS smooth
FROM weeks
