WITH sold AS (
    SELECT p.name AS product, sum(i.quantity * i.price) AS revenue
    FROM items AS i JOIN orders AS o ON o.id = i.order_id JOIN products AS p ON p.id = i.product_id
    WHERE o.status NOT IN ('cancelled', 'refunded')
    GROUP BY 1
)
SELECT product, revenue, revenue::DOUBLE / sum(revenue) OVER () AS part, rank() OVER (ORDER BY revenue DESC) AS place
FROM sold
ORDER BY revenue DESC, product
LIMIT 20
