SELECT CASE WHEN amount < 50 THEN '< 50' WHEN amount < 100 THEN '50–100' WHEN amount < 200 THEN '100–200'
            WHEN amount < 500 THEN '200–500' WHEN amount < 1000 THEN '500–1000' ELSE '≥ 1000' END AS value,
       count(*) AS n, count(*)::DOUBLE / sum(count(*)) OVER () AS part
FROM orders
WHERE status NOT IN ('cancelled', 'refunded') AND amount IS NOT NULL
GROUP BY 1
