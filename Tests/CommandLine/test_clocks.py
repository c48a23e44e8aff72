"""Times in zones whose clocks change, held against Python's zoneinfo."""

import csv
import io
import json
import re
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

UTC = timezone.utc


def make_store(run, zone, *instants):
    """A store with one order an instant, numbered from 1."""
    assert run("init", "shop.db", "--time-zone", zone).returncode == 0
    rows = [f"{number},1,{instant.strftime('%Y-%m-%dT%H:%M:%SZ')}" for number, instant in enumerate(instants, 1)]
    bring_in(run, "\n".join(["id,customer_id,ordered_at", *rows]) + "\n")


def bring_in(run, text, format="csv"):
    answer = run("import", "-s", "shop.db", "--into", "orders", "--create-customers", "--format", format, "-", input=text)
    assert answer.returncode == 0, answer.stderr
    return answer


def ask(run, text, *arguments):
    answer = run("query", "-s", "shop.db", *arguments, text)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def instants(run):
    """What the store holds, whatever clock it is told by."""
    rows = csv.DictReader(io.StringIO(ask(run, "from orders | select id, ordered_at", "--time-zone", "UTC", "--format", "csv")))
    return {int(row["id"]): row["ordered_at"] for row in rows}


HOURS_THAT_COME_TWICE = [
    ("America/New_York", datetime(2025, 11, 2, 4, 0)),
    ("Europe/London", datetime(2025, 10, 25, 23, 0)),
    ("Australia/Lord_Howe", datetime(2025, 4, 5, 14, 0)),
    ("America/Havana", datetime(2025, 11, 2, 3, 0)),
    ("America/St_Johns", datetime(2000, 10, 29, 1, 0)),
    # Not summer time: the zone itself moved.
    ("Europe/Moscow", datetime(2014, 10, 25, 20, 0)),
    ("Asia/Pyongyang", datetime(2015, 8, 14, 14, 0)),
]


@pytest.mark.parametrize("format", ["csv", "tsv", "jsonl"])
@pytest.mark.parametrize("zone, start", HOURS_THAT_COME_TWICE)
def test_what_is_written_reads_back_as_the_same_instants(run, zone, start, format):
    times = [start.replace(tzinfo=UTC) + timedelta(minutes=10 * step) for step in range(30)]
    make_store(run, zone, *times)
    before = instants(run)
    text = ask(run, "from orders | select id, customer_id, ordered_at", "--format", format)
    offsets = [re.search(r":00[+-]\d\d:\d\d", line) is not None for line in text.splitlines()]
    assert any(offsets) and not all(offsets)
    bring_in(run, text, format)
    assert instants(run) == before


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "jsonl", "table", "markdown"])
def test_every_format_tells_the_two_hours_apart(run, format):
    make_store(run, "America/New_York", datetime(2025, 11, 2, 5, 30, tzinfo=UTC), datetime(2025, 11, 2, 6, 30, tzinfo=UTC),
               datetime(2025, 11, 2, 7, 30, tzinfo=UTC))
    text = ask(run, "from orders | select ordered_at", "--format", format)
    assert "2025-11-02T01:30:00-04:00" in text and "2025-11-02T01:30:00-05:00" in text
    assert "2025-11-02T02:30:00-" not in text
    answer = run("query", "-s", "shop.db", "--timing", "--as-of", "2025-11-02T01:30-05:00", "from orders | select ordered_at")
    assert "2 rows, as of 2025-11-02 01:30-05:00 (America/New_York)" in answer.stderr
    if format == "json":
        assert [row["ordered_at"][-6:] for row in json.loads(text)[:2]] == ["-04:00", "-05:00"]


GAPS = [
    ("Europe/Berlin", ["2026-03-29T02:10", "2026-03-29T02:50"], ["2026-03-29T03:10:00", "2026-03-29T03:50:00"]),
    ("America/New_York", ["2026-03-08T02:00", "2026-03-08T02:59:59"], ["2026-03-08T03:00:00", "2026-03-08T03:59:59"]),
    ("Australia/Lord_Howe", ["2025-10-05T02:10"], ["2025-10-05T02:40:00"]),
    ("Pacific/Apia", ["2011-12-30T00:00", "2011-12-30T15:20"], ["2011-12-31T00:00:00", "2011-12-31T15:20:00"]),
    ("America/Sao_Paulo", ["2018-11-04T00:20"], ["2018-11-04T01:20:00"]),
]


@pytest.mark.parametrize("zone, written, meant", GAPS)
def test_times_that_clocks_skip_are_moved_by_the_length_of_the_gap(run, zone, written, meant):
    run("init", "shop.db", "--time-zone", zone)
    bring_in(run, "id,customer_id,ordered_at\n" + "".join(f"{n},1,{time}\n" for n, time in enumerate(written, 1)))
    shown = ask(run, "from orders | select ordered_at", "--format", "csv").split()[1:]
    assert shown == meant
    for time, expected in zip(written, meant):
        local = datetime.fromisoformat(time).replace(tzinfo=ZoneInfo(zone))
        assert local.astimezone(UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S") == expected
        # Scripts and --as-of read local times by the same rule.
        for engine in ("columns", "sqlite"):
            assert ask(run, f"from orders where ordered_at = {time} | aggregate {{ n = count() }}", "--engine", engine) == "n\n1\n"
        assert ask(run, f"from orders where ordered_at = {expected} | aggregate {{ n = count() }}", "--as-of", time) == "n\n1\n"


def test_the_first_moment_of_a_day_without_a_midnight(run):
    run("init", "shop.db", "--time-zone", "America/Sao_Paulo")
    bring_in(run, "id,customer_id,ordered_at\n1,1,2018-11-04\n")
    assert instants(run) == {1: "2018-11-04T03:00:00"}


DATES_THAT_GO_BACK = [
    *(("America/St_Johns", [(year, 10, day) for day in range(24, 31)]) for year in (1987, 2000, 2006)),
    ("America/Goose_Bay", [(2010, 11, day) for day in range(5, 10)]),
    ("America/Sao_Paulo", [(2018, 2, day) for day in range(16, 20)]),
    ("America/Havana", [(2025, 11, day) for day in range(1, 4)]),
    ("Asia/Beirut", [(2021, 10, day) for day in range(29, 32)]),
    ("Asia/Amman", [(2021, 10, day) for day in range(28, 31)]),
    ("Atlantic/Azores", [(2025, 10, day) for day in range(25, 28)]),
    ("Pacific/Apia", [(2011, 12, day) for day in range(28, 32)]),
    ("Pacific/Kwajalein", [(1993, 8, day) for day in range(19, 24)]),
]


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
@pytest.mark.parametrize("zone, days", DATES_THAT_GO_BACK)
def test_records_in_a_day_are_those_whose_day_it_is(run, zone, days, engine):
    first, last = (datetime(*day, tzinfo=UTC) for day in (days[0], days[-1]))
    times = [first + timedelta(minutes=29 * step) for step in range(-(-int((last - first) / timedelta(minutes=1)) // 29))]
    make_store(run, zone, *times)
    # A day starts when the clock first shows it, be it for a minute.
    latest, of_day = date.min, {}
    for minute in range(int((last - first) / timedelta(minutes=1))):
        time = first + timedelta(minutes=minute)
        latest = max(latest, time.astimezone(ZoneInfo(zone)).date())
        if minute % 29 == 0:
            of_day[latest] = of_day.get(latest, 0) + 1
    lines = []
    for day in (date(*day) for day in days):
        for condition in (f"in {day}", f"where day(ordered_at) = {day}", f"where ordered_at = {day}",
                          f"where days_since(ordered_at) = days_since({day})",
                          f"where month(ordered_at) = {day:%Y-%m} and day(ordered_at) = {day}",
                          f"where ordered_at >= {day} and day(ordered_at) < {day + timedelta(days=1)}"):
            lines.append((f"from orders {condition} | aggregate {{ n = count() }}", of_day.get(day, 0)))
    counts = ask(run, "\n".join(text for text, _ in lines), "--engine", engine, "--format", "jsonl")
    found = [json.loads(line)["n"] for line in counts.splitlines()]
    assert [(text, n) for (text, _), n in zip(lines, found)] == lines
