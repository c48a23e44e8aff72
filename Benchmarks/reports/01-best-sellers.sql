SELECT country, product, revenue
FROM (
    SELECT c.country, p.name AS product, sum(i.quantity * i.price) AS revenue,
           row_number() OVER (PARTITION BY c.country ORDER BY sum(i.quantity * i.price) DESC, p.name) AS place
    FROM items AS i
    JOIN orders AS o ON o.id = i.order_id
    JOIN customers AS c ON c.id = o.customer_id
    JOIN products AS p ON p.id = i.product_id
    WHERE o.status NOT IN ('cancelled', 'refunded')
    GROUP BY c.country, p.name
)
WHERE place <= 3
