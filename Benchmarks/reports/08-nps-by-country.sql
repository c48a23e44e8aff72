WITH latest AS (
    SELECT customer_id, arg_max(score, (answered_at, id)) AS score FROM feedback WHERE kind = 'nps' AND score IS NOT NULL AND answered_at IS NOT NULL GROUP BY 1
)
SELECT c.country, count(l.score) AS answers,
       (count(*) FILTER (WHERE l.score >= 9) - count(*) FILTER (WHERE l.score <= 6))::DOUBLE / count(l.score) * 100 AS nps,
       grouping(c.country) = 1 AS is_total
FROM customers AS c
JOIN latest AS l ON l.customer_id = c.id
GROUP BY ROLLUP (c.country)
