"""The CDNOW records: published figures, and a second calculation of scores, classes, gaps and churn in plain Python.

The calculation below reads the raw file and shares nothing with the product: quantiles are fractions, shares are whole
numbers of cents, days are dates.
"""

import csv
import datetime
import io
import pathlib
import statistics
import subprocess
from collections import Counter, defaultdict
from fractions import Fraction

import pytest

RECORDS = pathlib.Path(__file__).parents[2] / "examples" / "cdnow" / "cdnow_sample.csv"
END = datetime.date(1998, 6, 30)
CALIBRATION_END = datetime.date(1997, 9, 30)


class Customer:
    def __init__(self):
        self.orders = []  # (day, cents), in the order of the file

    @property
    def recency(self):
        return (END - max(day for day, _ in self.orders)).days

    @property
    def spend(self):
        return sum(cents for _, cents in self.orders)

    @property
    def gaps(self):
        days = sorted(day for day, _ in self.orders)
        return [(later - earlier).days for earlier, later in zip(days, days[1:])]

    @property
    def day_gaps(self):
        """What is bought on one day is one occasion."""
        return [gap for gap in self.gaps if gap > 0]

    def days_until(self, end):
        return sorted({day for day, _ in self.orders if day <= end})


@pytest.fixture(scope="module")
def customers():
    found = defaultdict(Customer)
    with open(RECORDS, newline="") as file:
        for row in csv.DictReader(file):
            cents = Fraction(row["amount"]) * 100
            assert cents.denominator == 1
            found[int(row["customer_id"])].orders.append((datetime.date.fromisoformat(row["date"]), int(cents)))
    return found


@pytest.fixture(scope="module")
def ask(command, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cdnow")
    store = folder / "cdnow.db"
    subprocess.run([command, "init", store], check=True, capture_output=True)
    subprocess.run([command, "import", "-s", store, "--into", "orders", "--map", "ordered_at=date", "--create-customers", RECORDS],
                   check=True, capture_output=True, cwd=folder)

    def ask(text, as_of=END):
        answer = subprocess.run([command, "query", "-s", store, "--as-of", str(as_of), "--format", "csv", text], capture_output=True, text=True)
        assert answer.returncode == 0, answer.stderr
        return list(csv.DictReader(io.StringIO(answer.stdout)))

    return ask


def quantile(values, part, parts):
    """Type 7, exactly."""
    values = sorted(values)
    place = Fraction(part * (len(values) - 1), parts)
    below = int(place)
    if below + 1 == len(values):
        return Fraction(values[below])
    return values[below] + (place - below) * (values[below + 1] - values[below])


def cut_points(values):
    return [quantile(values, part, 5) for part in range(1, 5)]


def test_published_figures(ask):
    """Fader and Hardie, Notes on the CDNOW Master Data Set (2001), and the sample's repeat purchases in weeks 1 to 39 as Fader,
    Hardie and Lee (2005) print them."""
    assert ask("from customers | aggregate { n = count() }") == [{"n": "2357"}]
    assert ask("from orders | aggregate { n = count() }") == [{"n": "6919"}]
    rows = ask("from customers | group by repeats = purchase_days - 1 { n = count() }", as_of=CALIBRATION_END)
    counts = {int(row["repeats"]): int(row["n"]) for row in rows}
    assert [counts[x] for x in range(7)] == [1411, 439, 214, 100, 62, 38, 29]
    assert sum(n for x, n in counts.items() if x >= 7) == 64


def test_mean_repeat_spend(ask):
    """Of the 946 who bought again by week 39, the mean of a customer's repeat purchases, as Fader and Hardie's note on the
    gamma-gamma model (2013) sums it up: mean 35.08, median 27.50, from 2.99 to 299.63."""
    rows = ask("""
        metric repeats = purchase_days - 1
        metric repeat_mean = sum(orders.amount where day(ordered_at) > day(customer.first_order)) / repeats
        from customers | where repeats > 0 and repeat_mean > 0
          | aggregate { n = count(), mean = avg(repeat_mean), median = median(repeat_mean), least = min(repeat_mean), most = max(repeat_mean) }
        """, as_of=CALIBRATION_END)
    row = {name: float(value) for name, value in rows[0].items()}
    assert row["n"] == 946
    assert abs(row["mean"] - 35.08) < 0.01
    assert abs(row["median"] - 27.50) < 0.01
    assert row["least"] == 2.99
    assert abs(row["most"] - 299.63) < 0.02


def test_rfm(ask, customers):
    recency = cut_points([c.recency for c in customers.values()])
    frequency = cut_points([len(c.orders) for c in customers.values()])
    monetary = cut_points([c.spend for c in customers.values()])
    names = {
        1: ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"],
        2: ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"],
        3: ["about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"],
        4: ["promising", "potential_loyalist", "potential_loyalist", "loyal", "loyal"],
        5: ["new", "potential_loyalist", "potential_loyalist", "champion", "champion"],
    }
    rows = ask("from customers | select id, r = rfm.recency, f = rfm.frequency, m = rfm.monetary, name = rfm.segment")
    assert len(rows) == len(customers)
    for row in rows:
        c = customers[int(row["id"])]
        r = 5 - sum(cut < c.recency for cut in recency)
        f = 1 + sum(cut < len(c.orders) for cut in frequency)
        m = 1 + sum(cut < c.spend for cut in monetary)
        assert [int(row["r"]), int(row["f"]), int(row["m"])] == [r, f, m], row["id"]
        assert row["name"] == names[r][f - 1]
    assert len({row["name"] for row in rows}) >= 8


def test_abc(ask, customers):
    total = sum(c.spend for c in customers.values())
    before, classes = 0, {}
    for key in sorted(customers, key=lambda key: (-customers[key].spend, key)):
        classes[key] = "A" if before * 100 < total * 80 else "B" if before * 100 < total * 95 else "C"
        before += customers[key].spend
    rows = ask("from customers | select id, abc")
    assert {int(row["id"]): row["abc"] for row in rows} == classes
    assert set(Counter(classes.values())) == {"A", "B", "C"}


def test_repurchase(ask, customers):
    rows = ask("""
        from customers | aggregate { buyers = count(id where buyers), again = count(id where repurchased),
                                     seen = count(id where repurchase_base_90d), quick = count(id where repurchased_90d) }
        """)
    days = [c.days_until(END) for c in customers.values()]
    seen = [d for d in days if (END - d[0]).days >= 90]
    assert {name: int(value) for name, value in rows[0].items()} == {
        "buyers": len(days),
        "again": sum(len(d) >= 2 for d in days),
        "seen": len(seen),
        "quick": sum(len(d) >= 2 and (d[1] - d[0]).days <= 90 for d in seen),
    }
    # On an earlier day the base is smaller: those who came in March 1997 can't be seen through 90 days yet.
    early = datetime.date(1997, 5, 31)
    rows = ask("from customers | aggregate { seen = count(id where repurchase_base_90d), quick = count(id where repurchased_90d) }", as_of=early)
    days = [d for d in (c.days_until(early) for c in customers.values()) if d and (early - d[0]).days >= 90]
    assert 0 < len(days) < len(customers)
    assert rows == [{"seen": str(len(days)), "quick": str(sum(len(d) >= 2 and (d[1] - d[0]).days <= 90 for d in days))}]


def test_gaps_and_churn(ask, customers):
    own = {key: statistics.median(c.day_gaps) if c.day_gaps else None for key, c in customers.items()}
    usual = statistics.median(own[key] for key, c in customers.items() if len(c.day_gaps) >= 2)
    assert any(len(c.gaps) > len(c.day_gaps) for c in customers.values())
    rows = ask("""
        from customers | select id, least = min(gap(orders)), last = last(gap(orders)), middle = median_purchase_gap,
                                mean = average_purchase_gap, longest = longest_purchase_gap, usual = usual_purchase_gap, churned
        """)
    assert len(rows) == len(customers)
    for row in rows:
        c = customers[int(row["id"])]
        shown = [row["middle"], row["longest"]]
        if c.day_gaps:
            assert [float(value) for value in shown] == [own[int(row["id"])], max(c.day_gaps)]
            assert abs(float(row["mean"]) - statistics.mean(c.day_gaps)) < 1e-9
        else:
            assert [*shown, row["mean"]] == ["", "", ""]
        assert [row["least"], row["last"]] == ([str(min(c.gaps)), str(c.gaps[-1])] if c.gaps else ["", ""])
        typical = own[int(row["id"])] if len(c.day_gaps) >= 2 else usual
        assert float(row["usual"]) == typical
        assert row["churned"] == ("true" if c.recency > max(30, 3 * typical) else "false")
    assert 100 < sum(row["churned"] == "true" for row in rows) < len(rows)
