SELECT floor(amount / 100)::BIGINT AS at_least, count(*) AS n, count(*)::DOUBLE / sum(count(*)) OVER () AS part
FROM orders
WHERE status NOT IN ('cancelled', 'refunded') AND amount IS NOT NULL
GROUP BY 1
