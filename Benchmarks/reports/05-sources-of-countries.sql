SELECT country, source, count(*) AS n, count(*)::DOUBLE / sum(count(*)) OVER (PARTITION BY country) AS part
FROM customers
GROUP BY country, source
