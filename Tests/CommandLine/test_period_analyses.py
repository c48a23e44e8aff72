"""`lifecycle`, `retention` and `trend` against plain Python, which shares nothing with the program but exported records."""

import csv
import datetime
import io
from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

CANCELLED = {"cancelled", "canceled", "cancel", "void", "voided", "refund", "refunded"}
UNITS = ["day", "week", "month", "quarter", "year"]


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module", params=["cdnow", "shop", "shop in New York"])
def store(request, command, tmp_path_factory):
    """A store, the days of its customers' purchases by the clock of its zone, and days to ask about."""
    import subprocess
    folder = tmp_path_factory.mktemp("stores")
    path = folder / "some.db"
    environment = {"PATH": f"{Path(command).parent}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}

    def run(*arguments):
        result = subprocess.run([command, *map(str, arguments)], capture_output=True, text=True, env=environment)
        assert result.returncode == 0, result.stderr
        return result.stdout

    zone, options = "UTC", []
    if request.param == "cdnow":
        script = Path(__file__).parents[2] / "examples/cdnow/import"
        subprocess.run([str(script), str(path)], check=True, capture_output=True, env=environment)
        days = ["1998-06-30", "1997-12-14"]
    else:
        run("generate", path, "--customers", 400, "--seed", 5, "--end-date", "2026-06-30", "--no-progress")
        days = ["2026-06-30", "2026-03-18"]
        if "York" in request.param:
            zone = "America/New_York"
            options = ["--time-zone", zone]

    def ask(question, day):
        return run("query", "-s", path, "--as-of", day, *options, "--format", "csv", question)

    purchases = defaultdict(list)
    for row in table(ask("from orders | select customer = customer.id, ordered_at, amount, status", days[0])):
        if row["status"].strip().lower() in CANCELLED:
            continue
        moment = datetime.datetime.fromisoformat(row["ordered_at"])
        if moment.tzinfo:
            moment = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        purchases[row["customer"]].append((moment.date(), round(float(row["amount"] or 0) * 100)))
    return ask, purchases, days


def start(unit, day):
    """The first day of the unit that a day lies in."""
    match unit:
        case "day": return day
        case "week": return day - datetime.timedelta(days=day.weekday())
        case "month": return day.replace(day=1)
        case "quarter": return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year": return day.replace(month=1, day=1)


def moved(unit, first, count):
    """The first day of the unit so many behind the one that starts with a day."""
    match unit:
        case "day": return first + datetime.timedelta(days=count)
        case "week": return first + datetime.timedelta(days=7 * count)
    months = {"month": 1, "quarter": 3, "year": 12}[unit] * count + first.year * 12 + first.month - 1
    return datetime.date(months // 12, months % 12 + 1, 1)


def name(unit, first):
    match unit:
        case "month": return first.isoformat()[:7]
        case "quarter": return f"{first.year}-Q{(first.month + 2) // 3}"
        case "year": return str(first.year)
    return first.isoformat()


def known(purchases, as_of):
    """What has happened by the end of a day, customer by customer."""
    past = {customer: [one for one in all_ if one[0] <= as_of] for customer, all_ in purchases.items()}
    return {customer: all_ for customer, all_ in past.items() if all_}


@pytest.mark.parametrize("unit", UNITS)
def test_lifecycle_is_what_python_counts(store, unit):
    ask, purchases, days = store
    for text in days:
        as_of = datetime.date.fromisoformat(text)
        customers = [{start(unit, day) for day, _ in all_} for all_ in known(purchases, as_of).values()]
        expected = []
        for place in range(-7, 1):
            first = moved(unit, start(unit, as_of), place)
            before = moved(unit, first, -1)
            now = [periods for periods in customers if first in periods]
            new = sum(min(periods) == first for periods in now)
            returning = sum(before in periods for periods in now)
            dormant = sum(before in periods and first not in periods for periods in customers)
            complete = moved(unit, first, 1) <= as_of + datetime.timedelta(days=1)
            expected.append([name(unit, first), new, returning, len(now) - new - returning, dormant, len(now), complete])
        answer = table(ask(f"from customers | lifecycle of orders where is_purchase by {unit} for 8 {unit}s", text))
        assert [list(row.values()) for row in answer] == [
            [str(value).lower() if isinstance(value, bool) else str(value) for value in row] for row in expected]


def cohorts(purchases, as_of, unit):
    result = defaultdict(list)
    for all_ in known(purchases, as_of).values():
        result[start(unit, min(day for day, _ in all_))].append(all_)
    return dict(sorted(result.items()))


@pytest.mark.parametrize("unit", ["week", "month", "quarter", "year"])
@pytest.mark.parametrize("options", ["", " or later", " { spent = sum(amount) }", " { spent = sum(amount) } cumulative"])
def test_retention_is_what_python_counts(store, unit, options):
    ask, purchases, days = store
    for text in days:
        as_of = datetime.date.fromisoformat(text)
        expected = []
        for cohort, customers in cohorts(purchases, as_of, unit).items():
            total = 0
            for place in range(0, 6):
                first, end = moved(unit, cohort, place), moved(unit, cohort, place + 1)
                complete = "true" if end <= as_of + datetime.timedelta(days=1) else "false"
                row = [name(unit, cohort), str(len(customers)), str(place)]
                if first > as_of:
                    expected.append([*row, "", "", complete])
                    continue
                last = datetime.date.max if "later" in options else end
                active = sum(any(first <= day < last for day, _ in all_) for all_ in customers)
                spent = sum(amount for all_ in customers for day, amount in all_ if first <= day < end)
                total += spent
                figure = f"{active / len(customers):.12g}"
                if "spent" in options:
                    figure = f"{(total if 'cumulative' in options else spent) / 100:.2f}"
                expected.append([*row, str(active), figure, complete])
        question = f"from buyers | retention of orders where is_purchase by {unit} for 5 {unit}s{options}"
        answer = [list(row.values()) for row in table(ask(question, text))]
        if "spent" not in options:
            for row in answer:
                row[4] = row[4] and f"{float(row[4]):.12g}"
        assert answer == expected


@pytest.mark.parametrize("length", [1, 7, 30])
def test_retention_by_days_is_what_python_counts(store, length):
    ask, purchases, days = store
    for text in days:
        as_of = datetime.date.fromisoformat(text)
        expected = []
        for cohort, customers in cohorts(purchases, as_of, "month").items():
            firsts = [min(day for day, _ in all_) for all_ in customers]
            for place in range(0, 5):
                active = sum(
                    any((day - first).days // length == place for day, _ in all_)
                    for first, all_ in zip(firsts, customers))
                begin = cohort + datetime.timedelta(days=length * place)
                expected.append([name("month", cohort), str(place), "" if begin > as_of else str(active)])
        question = f"from buyers | retention of orders where is_purchase by {length} days for {4 * length} days"
        answer = table(ask(question, text))
        assert [[row["cohort"], row["period"], row["active"]] for row in answer] == expected


def test_trend_is_each_day_asked_by_itself(store):
    ask, purchases, days = store
    for text in days:
        as_of = datetime.date.fromisoformat(text)
        answer = table(ask("from buyers where recency < 60 | trend by month for 6 months { n = count(), spent = sum(monetary) }", text))
        for place, row in zip(range(-5, 1), answer, strict=True):
            end = min(as_of, moved("month", start("month", as_of), place + 1) - datetime.timedelta(days=1))
            chosen = [
                all_ for all_ in known(purchases, end).values() if (end - max(day for day, _ in all_)).days < 60]
            spent = sum(amount for all_ in chosen for _, amount in all_)
            assert (row["n"], row["spent"]) == (str(len(chosen)), f"{spent / 100:.2f}")
