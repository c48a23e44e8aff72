SELECT p.category, count(*) AS n, count(*) FILTER (WHERE i.returned)::DOUBLE / count(*) AS rate
FROM items AS i LEFT JOIN products AS p ON p.id = i.product_id
GROUP BY 1
