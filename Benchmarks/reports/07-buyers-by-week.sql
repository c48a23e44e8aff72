WITH weeks AS (
    SELECT date_trunc('week', ordered_at)::DATE AS week, count(DISTINCT customer_id) AS buyers FROM orders WHERE status NOT IN ('cancelled', 'refunded') GROUP BY 1
), every AS (
    SELECT s.w::DATE AS week, coalesce(buyers, 0) AS buyers
    FROM generate_series((SELECT min(week) FROM weeks), (SELECT max(week) FROM weeks), INTERVAL 7 DAY) AS s(w)
    LEFT JOIN weeks ON weeks.week = s.w
)
SELECT week, buyers, CASE WHEN row_number() OVER (ORDER BY week) >= 4
                          THEN avg(buyers) OVER (ORDER BY week ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) END AS smooth
FROM every
