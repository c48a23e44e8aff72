WITH days AS (
    SELECT c.birthday, d::DATE AS day
    FROM customers AS c CROSS JOIN generate_series(DATE '2026-07-01', DATE '2026-07-30', INTERVAL 1 DAY) AS s(d)
    WHERE strftime(c.birthday, '%m-%d') = strftime(d, '%m-%d')
       OR strftime(c.birthday, '%m-%d') = '02-29' AND strftime(d, '%m-%d') = '02-28' AND NOT (year(d) % 4 = 0 AND (year(d) % 100 <> 0 OR year(d) % 400 = 0))
)
SELECT floor(date_sub('year', birthday, DATE '2026-06-30') / 10)::BIGINT AS decade, count(*) AS n FROM days GROUP BY 1
