/// Texts of habits from SQL, Python and spreadsheets, and of plain English: with the codes of the errors that each
/// gets, in order, and what the first fix makes of it; nil where none is offered.
enum HabitTexts {
    struct Habit: Sendable {
        let text: String
        let codes: String
        let mended: String?
    }

    static let all: [Habit] = (first + second + third).map { Habit(text: $0.0, codes: $0.1, mended: $0.2) }

    private static let first: [(String, String, String?)] = [
        ("segment where orders > 3", "E0309", "segment where count(orders) > 3"),
        ("segment where city in \"CN\", \"US\"", "E0201", "segment where city in (\"CN\", \"US\")"),
        ("segment where recency between 3, 30", "E0201", "segment where recency between 3 and 30"),
        ("from customers | group by city { n = count(), n = sum(monetary) }", "E0305", nil),
        ("segment where city in [\"a\", \"b\"]", "E0201", "segment where city in (\"a\", \"b\")"),
        (
            "segment where joined_at between '2026-01-01' and '2026-03-01'", "E0109 E0109",
            "segment where joined_at between 2026-01-01 and '2026-03-01'"
        ),
        ("segment where recency < '30 days'", "E0109", "segment where recency < 30 days"),
        ("segment where orders in last 30 days", "E0309", "segment where any(orders in last 30 days)"),
        ("segment where count(orders) % 2 = 0", "E0102", nil),
        ("segment where name ~ \"li\"", "E0108", "segment where name matches \"li\""),
        ("segment where orders.count > 3", "E0301", "segment where count(orders) > 3"),
        ("from customers | select id, | take 3", "E0201", "from customers | select id | take 3"),
        (
            "segment where count(orders in last 90 days >= 3", "E0203",
            "segment where count(orders in last 90 days) >= 3"
        ),
        (
            "from orders | where amount > avg(orders.amount)", "E0310",
            "from orders | where amount > avg(customers.orders.amount)"
        ),
        ("segment where joined_at > 2026", "E0401", "segment where year(joined_at) > 2026"),
        ("from customers as c", "E0201", "from customers"),
        ("explain customer in vip", "E0201", "explain vip"),
        ("segment where id in (select customer_id from orders)", "E0208", nil),
        ("WITH x AS (SELECT * FROM orders) SELECT * FROM x", "E0208", nil),
        ("DELETE FROM customers WHERE city = 'Berlin'", "E0208", nil),
        ("SELECT * FROM customers WHERE city = 'Berlin'", "E0208", nil),
        ("SELECT count(*) FROM orders", "E0208", nil),
        ("UPDATE customers SET city = 'x'", "E0208", nil),
        ("INSERT INTO customers VALUES (1)", "E0208", nil),
        ("CREATE TABLE x (id int)", "E0208", nil),
        ("from customers where city like \"B%\"", "E0108", "from customers where city starts with \"B\""),
        ("from customers where city LIKE 'B%'", "E0108", "from customers where city starts with \"B\""),
        ("from customers where city not like 'B%'", "E0108", "from customers where not city starts with \"B\""),
        ("from customers order by monetary desc", "E0201", "from customers | sort monetary desc"),
        ("from customers | order by monetary desc", "E0201", "from customers | sort monetary desc"),
        ("from customers limit 10", "E0201", "from customers | take 10"),
        ("from customers | limit 10", "E0201", "from customers | take 10"),
        ("from customers | head 10", "E0201", "from customers | take 10"),
        ("from customers group by city", "E0201", "from customers | group by city { n = count() }"),
        ("from customers | group by city", "E0201", "from customers | group by city { n = count() }"),
        ("from customers | group by city { count(*) }", "E0201", nil),
        ("from customers | group by city { n = count(*) }", "E0201", "from customers | group by city { n = count() }"),
        ("from customers | select count(*)", "E0201", nil),
        ("from customers | select id as n", "E0201", "from customers | select n = id"),
        ("from customers | select monetary * 2 as double", "E0201", "from customers | select double = monetary * 2"),
        (
            "from customers | where city = 'Berlin' and monetary > 5;", "E0109 E0111",
            "from customers | where city = \"Berlin\" and monetary > 5;"
        ),
        ("from customers c join orders o on o.customer_id = c.id", "E0201", nil),
        ("from customers | having count() > 3", "E0201", nil),
        ("from customers | take 3 where recency < 30", "E0201", "from customers | take 3 | where recency < 30"),
        ("from customers | filter monetary > 5", "E0201", "from customers | where monetary > 5"),
        ("from customers.where(city = \"Berlin\")", "E0201", nil),
        ("customers[customers.city == \"Berlin\"]", "E0202", nil),
        ("df[df[\"city\"] == \"Berlin\"]", "E0202", nil),
        ("from customers where city is None", "E0205", "from customers where city is missing"),
        ("from customers where city == None", "E0205", "from customers where city is missing"),
        ("from customers where not city is None", "E0205", "from customers where not city is missing"),
        ("from customers where city is not None", "E0205", "from customers where city is known"),
        ("from customers where city != None", "E0205", "from customers where city is known"),
        ("from customers where vip = True", "E0110", "from customers where vip = true"),
        ("from customers where vip is True", "E0108", "from customers where vip"),
        ("from customers where vip == 1", "E0108 E0401", "from customers where vip = 1"),
        ("from customers where len(city) > 3", "E0303", "from customers where length(city) > 3"),
        ("from customers where city.startswith(\"B\")", "E0201", "from customers where city starts with \"B\""),
        ("from customers where city.lower() = \"berlin\"", "E0201", nil),
        ("from customers where \"li\" in name", "E0201", "from customers where name contains \"li\""),
        ("from customers where monetary ** 2 > 4", "E0201", nil),
        ("from customers where monetary ^ 2 > 4", "E0102", nil),
        ("from customers where monetary // 2 > 4", "E0201", nil),
        (
            "from customers where monetary // 2 > 4 # comment", "E0201 E0102",
            "from customers where monetary // 2 > 4 -- comment"
        ),
        ("from customers # all", "E0102", "from customers -- all"),
        ("from customers // all", "E0201", nil),
        ("from customers /* all */", "E0201", nil),
        ("from customers where 3 < recency < 30", "E0206", "from customers where 3 < recency and recency < 30"),
        ("from customers where recency in range(3, 30)", "E0201", nil),
        ("from customers where city in (\"a\" \"b\")", "E0201", nil),
        ("from customers where city in {\"a\", \"b\"}", "E0201", "from customers where city in (\"a\", \"b\")"),
        ("from customers where city not in [\"a\"]", "E0210 E0201", "from customers where not city in [\"a\"]"),
        ("def vip(c): return c.monetary > 5", "E0202", nil),
        ("lambda c: c.monetary > 5", "E0202", nil),
        ("import pandas as pd", "E0201", nil),
        ("len(customers)", "E0202", nil),
        ("=COUNTIF(A:A, \">5\")", "E0202", nil),
        ("=IF(monetary > 5, \"a\", \"b\")", "E0202", nil),
        (
            "from customers | select id, x = IF(monetary > 5, \"a\", \"b\")", "E0201",
            "from customers | select id, x = (if monetary > 5 then \"a\" else \"b\")"
        ),
        (
            "from customers | select id, x = if(monetary > 5, \"a\", \"b\")", "E0201",
            "from customers | select id, x = (if monetary > 5 then \"a\" else \"b\")"
        ),
        (
            "from customers | select id, x = CASE WHEN monetary > 5 THEN \"a\" ELSE \"b\" END", "E0201",
            "from customers | select id, x = (if monetary > 5 then \"a\" else \"b\")"
        ),
        (
            "from customers | select id, x = case when monetary > 5 then \"a\" else \"b\" end", "E0201",
            "from customers | select id, x = (if monetary > 5 then \"a\" else \"b\")"
        ),
    ]

    private static let second: [(String, String, String?)] = [
        ("from customers | select id, x = monetary > 5 ? \"a\" : \"b\"", "E0102", nil),
        ("from customers | select id, x = \"a\" if monetary > 5 else \"b\"", "E0201", nil),
        (
            "from customers | select id, x = IFNULL(city, \"none\")", "E0303",
            "from customers | select id, x = coalesce(city, \"none\")"
        ),
        ("from customers | select id, x = concatenate(name, city)", "E0303", "from customers | select id, x = concat(name, city)"),
        ("from customers | select id, x = name & city", "E0102", nil),
        (
            "from customers | select id, x = SUM(orders.amount)", "E0303",
            "from customers | select id, x = sum(orders.amount)"
        ),
        (
            "from customers | select id, x = SUMIF(orders.amount, status = \"paid\")", "E0303",
            "from customers | select id, x = sum(orders.amount where status = \"paid\")"
        ),
        ("from customers | select id, x = sum(amount)", "E0301", nil),
        (
            "from customers | select id, x = AVERAGE(orders.amount)", "E0303",
            "from customers | select id, x = avg(orders.amount)"
        ),
        ("from customers | select id, x = covariance(orders.amount, orders.discount)", "E0303", nil),
        ("from customers | select id, x = YEAR(joined_at)", "E0303", "from customers | select id, x = year(joined_at)"),
        (
            "from customers | select id, x = DATEDIFF(today, joined_at)", "E0303",
            "from customers | select id, x = days_between(today, joined_at)"
        ),
        ("from customers where joined_at > now() - interval '30 days'", "E0201", nil),
        ("from customers where joined_at > NOW() - 30", "E0303", "from customers where joined_at > today - 30"),
        ("from customers where joined_at >= TODAY() - 30", "E0201", "from customers where joined_at >= today - 30"),
        (
            "from customers where joined_at >= DATE '2026-01-01'", "E0201",
            "from customers where joined_at >= 2026-01-01"
        ),
        (
            "from customers where joined_at >= date(\"2026-01-01\")", "E0303",
            "from customers where joined_at >= 2026-01-01"
        ),
        ("from customers where joined_at >= \"2026-01-01\"", "E0401", "from customers where joined_at >= 2026-01-01"),
        ("from customers where joined_at >= 2026/01/01", "E0401", "from customers where joined_at >= 2026-01-01"),
        ("from customers where joined_at >= 01.02.2026", "E0201", nil),
        ("from customers where joined_at last 30 days", "E0108", "from customers where joined_at in last 30 days"),
        ("from customers where joined_at in last month", "E0201", "from customers where joined_at in previous month"),
        ("from customers where joined_at within 30 days", "E0108", "from customers where joined_at in last 30 days"),
        (
            "from customers where joined_at within last 30 days", "E0108",
            "from customers where joined_at in last 30 days"
        ),
        ("from customers where joined_at after 2026-01-01", "E0108", "from customers where joined_at > 2026-01-01"),
        (
            "from customers where joined_at before \"2026-01-01\"", "E0402",
            "from customers where joined_at before 2026-01-01"
        ),
        (
            "from customers where joined_at between 2026-01-01 to 2026-03-01", "E0201",
            "from customers where joined_at between 2026-01-01 and 2026-03-01"
        ),
        ("from customers where joined_at from 2026-01-01", "E0201", nil),
        ("from customers where joined_at < 30 days", "E0401", nil),
        ("from customers where monetary > $5000", "E0112", "from customers where monetary > 5000"),
        ("from customers where monetary > 5,000", "E0201", "from customers where monetary > 5_000"),
        ("from customers where monetary > 5.000,00", "E0201", nil),
        ("from customers where monetary > €5", "E0102", "from customers where monetary > 5"),
        ("from customers where monetary > 5 EUR", "E0201", nil),
        ("from customers where monetary > \"5000\"", "E0401", "from customers where monetary > 5000"),
        ("from customers where monetary => 5", "E0108", "from customers where monetary >= 5"),
        ("from customers where monetary =< 5", "E0108", "from customers where monetary <= 5"),
        ("from customers where monetary =! 5", "E0201", nil),
        (
            "from customers where monetary >= 5 & recency < 3", "E0102",
            "from customers where monetary >= 5 and recency < 3"
        ),
        ("from customers where monetary >= 5 | recency < 3", "E0201", nil),
        ("from customers where monetary ≥ 5", "E0103", "from customers where monetary >= 5"),
        ("from customers where monetary is greater than 5", "E0108", "from customers where monetary > 5"),
        ("from customers where monetary > 5 and < 10", "E0201", "from customers where monetary > 5 and monetary < 10"),
        ("from customers where monetary > 5 but recency < 3", "E0201", nil),
        ("from customers where city = Berlin", "E0301", "from customers where city = \"Berlin\""),
        (
            "from customers where city = \"Berlin\" or \"Paris\"", "E0402",
            "from customers where city = \"Berlin\" or city = \"Paris\""
        ),
        ("from customers where city equals \"Berlin\"", "E0108", "from customers where city = \"Berlin\""),
        ("from customers where city is \"Berlin\"", "E0108", "from customers where city = \"Berlin\""),
        ("from customers where city is not \"Berlin\"", "E0108", "from customers where city != \"Berlin\""),
        ("from customers where city contain \"li\"", "E0108", "from customers where city contains \"li\""),
        ("from customers where city includes \"li\"", "E0108", "from customers where city contains \"li\""),
        ("from customers where city start with \"li\"", "E0108", "from customers where city starts with \"li\""),
        ("from customers where city starts \"li\"", "E0201", "from customers where city starts with \"li\""),
        ("from customers where city regexp \"li\"", "E0108", "from customers where city matches \"li\""),
        ("from customers where city ilike \"li\"", "E0108", "from customers where city = \"li\" ignoring case"),
        ("from customers where city =~ /li/", "E0102", nil),
        ("from customers where isblank(city)", "E0303", "from customers where city is missing"),
        ("from customers where email.isnull()", "E0201", "from customers where email is missing"),
        ("from customers where email isnull", "E0108", "from customers where email is missing"),
        ("from customers where email notnull", "E0108", "from customers where email is known"),
        ("from customers where email exists", "E0108", "from customers where email is known"),
        ("from customers where exists(orders)", "E0303", "from customers where any(orders)"),
        ("from customers where has orders", "E0201", nil),
        (
            "from customers where any(orders.status = \"paid\")", "E0310",
            "from customers where any(orders where status = \"paid\")"
        ),
        (
            "from customers where any(orders, status = \"paid\")", "E0404",
            "from customers where any(orders where status = \"paid\")"
        ),
        (
            "from customers where orders.status = \"paid\"", "E0309",
            "from customers where any(orders where status = \"paid\")"
        ),
        ("from customers where status = \"paid\"", "E0301", nil),
        (
            "from customers where count(orders where status = \"paid\" > 3", "E0203",
            "from customers where count(orders where status = \"paid\") > 3"
        ),
        ("from customers where count(*) > 3", "E0201", nil),
        ("from customers where count(orders.*) > 3", "E0201", nil),
        (
            "from customers where countif(orders, status = \"paid\") > 3", "E0303",
            "from customers where count(orders where status = \"paid\") > 3"
        ),
        ("from customers where count(orders) > 3 in last 90 days", "E0201", nil),
        ("from customers where count(orders, last 90 days) > 3", "E0201", nil),
        (
            "from customers where count(orders last 90 days) > 3", "E0108",
            "from customers where count(orders in last 90 days) > 3"
        ),
        ("from customers where sum(orders) > 3", "E0410", "from customers where sum(orders.amount) > 3"),
        (
            "from customers where sum(orders.amount, status = \"paid\") > 3", "E0404",
            "from customers where sum(orders.amount where status = \"paid\") > 3"
        ),
        (
            "from customers where max(orders) > 2026-01-01", "E0410",
            "from customers where max(orders.ordered_at) > 2026-01-01"
        ),
        ("from customers where orders.amount.sum() > 5", "E0201", "from customers where sum(orders.amount) > 5"),
        ("from customers where orders.length > 3", "E0301", "from customers where count(orders) > 3"),
        ("from customers where orders[0].amount > 3", "E0201", "from customers where first(orders.amount) > 3"),
        ("from customers where orders[2].items[0].quantity > 3", "E0201", nil),
        ("from customers where orders[-1].amount > 3", "E0201", "from customers where last(orders.amount) > 3"),
        (
            "from customers | select id, x = orders[2].amount", "E0201",
            "from customers | select id, x = nth(3, orders.amount)"
        ),
        ("from customers where orders[0] is known", "E0201", nil),
    ]

    private static let third: [(String, String, String?)] = [
        ("from customers where top 10", "E0201", nil),
        ("select top 10 * from customers", "E0208", nil),
        ("from customers | top 10", "E0201", "from customers | take 10"),
        ("from customers | sort by monetary", "E0201", "from customers | sort  monetary"),
        ("from customers | sort monetary descending", "E0108", "from customers | sort monetary desc"),
        ("from customers | sort monetary DESC", "E0108", "from customers | sort monetary desc"),
        ("from customers | take(10)", "E0201", nil),
        ("from customers | take 10%", "E0201", nil),
        ("from customers | limit 10 offset 20", "E0201", nil),
        (
            "from customers | where monetary > 5 | count", "E0201",
            "from customers | where monetary > 5 | aggregate { n = count() }"
        ),
        ("from customers | count", "E0201", "from customers | aggregate { n = count() }"),
        ("from customers | count()", "E0201", "from customers | aggregate { n = count() }"),
        ("from customers | unique city", "E0201", "from customers | distinct city"),
        ("from customers | select distinct city", "E0201", "from customers | distinct city"),
        ("from customers | group city { n = count() }", "E0201", nil),
        ("from customers | groupby city { n = count() }", "E0201", "from customers | group by city { n = count() }"),
        ("from customers | group by city, country", "E0201", "from customers | group by city, country { n = count() }"),
        (
            "from customers | group by city | aggregate { n = count() }", "E0201",
            "from customers | group by city { n = count() } | aggregate { n = count() }"
        ),
        ("from customers | aggregate n = count()", "E0201", nil),
        ("from customers | aggregate { n: count() }", "E0201", "from customers | aggregate { n = count() }"),
        ("from customers | aggregate { count() as n }", "E0201", "from customers | aggregate { n = count() }"),
        ("from customers | select id name", "E0201", nil),
        ("from customers | select (id, name)", "E0201", nil),
        ("from customers | select { id, name }", "E0201", nil),
        ("from customers, orders", "E0201", nil),
        ("from customers inner join orders", "E0201", nil),
        ("from customers union from orders", "E0201", nil),
        ("customers where monetary > 5", "E0202", "from customers where monetary > 5"),
        ("where monetary > 5", "E0202", "segment where monetary > 5"),
        ("vip", "E0202", "from vip"),
        ("monetary > 5", "E0202", "segment where monetary > 5"),
        ("segment vips = monetary > 5", "E0201", "segment vips where monetary > 5"),
        ("segment vips: monetary > 5", "E0201", "segment vips where monetary > 5"),
        ("segment vips where monetary > 5 as vip", "E0201", nil),
        ("segment big customers where monetary > 5", "E0201", nil),
        ("segment \"big\" where monetary > 5", "E0201", nil),
        ("segment where", "E0201", nil),
        ("segment vip", "E0201", nil),
        ("metric m: monetary / 2", "E0201", "metric m = monetary / 2"),
        ("metric m monetary / 2", "E0201", nil),
        ("metric m = monetary / 2 where recency < 3", "E0201", nil),
        ("let m = monetary", "E0202", nil),
        ("param min = 5", "E0201", nil),
        ("param min: money := 5", "E0201", nil),
        ("param $min: money = 5", "E0201", nil),
        ("param min: decimal = 5", "E0406", "param min: number = 5"),
        ("param min: string = \"a\"", "E0406", "param min: text = \"a\""),
        ("param min: integer = 5", "E0406", "param min: int = 5"),
        ("classify tier { when monetary > 5 then \"gold\" else \"basic\" }", "E0201", nil),
        ("classify tier { \"gold\" if monetary > 5, else \"basic\" }", "E0201", nil),
        ("classify tier { \"gold\" when monetary > 5 \"basic\" }", "E0201", nil),
        ("classify tier { \"gold\" when monetary > 5; else \"basic\" }", "E0111", nil),
        ("classify tier { \"gold\": monetary > 5, \"basic\": true }", "E0201", nil),
        (
            "classify tier { \"gold\": monetary > 5, \"silver\": monetary > 2, else: \"basic\" }", "E0201",
            "classify tier { \"gold\" when monetary > 5, \"silver\" when monetary > 2, else \"basic\" }"
        ),
        ("explain SELECT 1", "E0201", nil),
        ("explain segment vip", "E0201", "explain vip"),
        ("show tables", "E0202", nil),
        ("describe customers", "E0202", nil),
        ("segment where \"li\" in name", "E0201", "segment where name contains \"li\""),
        ("segment where orders between 3 and 5", "E0309", "segment where count(orders) between 3 and 5"),
        ("segment where not orders", "E0309", "segment where not any(orders)"),
        ("segment where orders.amount >= 100", "E0309", "segment where max(orders.amount) >= 100"),
        (
            "segment where any(orders in last 90 days where status == 'paid')", "E0108 E0109",
            "segment where any(orders in last 90 days where status = 'paid')"
        ),
        (
            "from customers | group by city { count(), sum(monetary) }", "E0209 E0209",
            "from customers | group by city { n = count(), sum(monetary) }"
        ),
        (
            "from customers | group by city { n = count(), avg(monetary) }", "E0209",
            "from customers | group by city { n = count(), n2 = avg(monetary) }"
        ),
        ("from customers | select distinct city, country", "E0201", "from customers | distinct city, country"),
        ("segment where recency less than 30", "E0108", "segment where recency < 30"),
        ("segment where monetary at least 100", "E0108", "segment where monetary >= 100"),
        ("segment where email does not exist", "E0201", nil),
        ("segment where recency <= '30'", "E0109", "segment where recency <= 30"),
        ("segment where joined_at > '2026-01-01'", "E0109", "segment where joined_at > 2026-01-01"),
        (
            "segment where city == 'Berlin' || city == 'Paris'", "E0108 E0109 E0108 E0108 E0109",
            "segment where city = 'Berlin' || city == 'Paris'"
        ),
        ("segment where city in {\"Berlin\", \"Paris\"}", "E0201", "segment where city in (\"Berlin\", \"Paris\")"),
        ("segment where city.isin([\"Berlin\"])", "E0201", "segment where city in (\"Berlin\")"),
        ("segment where joined_at.year() = 2026", "E0201", "segment where year(joined_at) = 2026"),
        ("segment where vip is not true", "E0201", nil),
        ("segment where city not ilike '%li%'", "E0108", "segment where not city contains \"li\" ignoring case"),
        ("segment where city like \"%li%\"", "E0108", "segment where city contains \"li\""),
        ("segment where city like \"B_rlin\"", "E0108", nil),
    ]
}
