-- The tables that the questions ask, as an analyst would declare them in DuckDB: times as TIMESTAMP (UTC), money as DECIMAL, no
-- keys and no indexes, which DuckDB does not need for scans. Rows come in the order of the store: orders by customer.
CREATE TABLE customers (
    id BIGINT, name VARCHAR, gender VARCHAR, birthday DATE, email VARCHAR, phone VARCHAR, language VARCHAR, income_band VARCHAR,
    country VARCHAR, region VARCHAR, city VARCHAR, postcode VARCHAR, kind VARCHAR, company VARCHAR, industry VARCHAR, employees BIGINT,
    job_title VARCHAR, interest VARCHAR, source VARCHAR, preferred_channel VARCHAR, lifecycle_stage VARCHAR, account_owner VARCHAR,
    member_since DATE, accepts_email BOOLEAN, accepts_sms BOOLEAN, accepts_phone BOOLEAN, accepts_ads BOOLEAN, consent_at TIMESTAMP,
    recorded_in VARCHAR, joined_at TIMESTAMP, updated_at TIMESTAMP
);
CREATE TABLE products (
    id BIGINT, sku VARCHAR, name VARCHAR, category VARCHAR, subcategory VARCHAR, brand VARCHAR, price DECIMAL(12, 2),
    cost DECIMAL(12, 2), launched_at DATE, active BOOLEAN
);
CREATE TABLE orders (
    id BIGINT, customer_id BIGINT, ordered_at TIMESTAMP, amount DECIMAL(12, 2), discount DECIMAL(12, 2), shipping DECIMAL(12, 2),
    status VARCHAR, channel VARCHAR, payment_method VARCHAR, campaign_id BIGINT, coupon_id BIGINT, delivered_at TIMESTAMP,
    refunded_at TIMESTAMP, refunded_amount DECIMAL(12, 2)
);
CREATE TABLE items (
    id BIGINT, order_id BIGINT, product_id BIGINT, quantity BIGINT, price DECIMAL(12, 2), returned BOOLEAN
);
CREATE TABLE interactions (
    id BIGINT, customer_id BIGINT, happened_at TIMESTAMP, kind VARCHAR, channel VARCHAR, campaign_id BIGINT, product_id BIGINT,
    page VARCHAR, subject VARCHAR, duration BIGINT
);
CREATE TABLE tickets (
    id BIGINT, customer_id BIGINT, kind VARCHAR, subject VARCHAR, status VARCHAR, priority VARCHAR, channel VARCHAR,
    opened_at TIMESTAMP, first_response_at TIMESTAMP, resolved_at TIMESTAMP, reopened BIGINT, order_id BIGINT, product_id BIGINT,
    agent VARCHAR
);
CREATE TABLE feedback (
    id BIGINT, customer_id BIGINT, kind VARCHAR, score BIGINT, comment VARCHAR, source VARCHAR, asked_at TIMESTAMP,
    answered_at TIMESTAMP, order_id BIGINT, ticket_id BIGINT, product_id BIGINT
);
