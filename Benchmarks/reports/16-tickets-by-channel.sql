SELECT channel, count(*) AS n, avg(epoch(first_response_at - opened_at) / 3600) AS response_time,
       count(*) FILTER (WHERE epoch(first_response_at - opened_at) / 3600 > 24)::DOUBLE / nullif(count(first_response_at), 0) AS late
FROM tickets
GROUP BY channel
