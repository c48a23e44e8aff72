"""What stands behind the last question: `.why`, `.explain`, `.sql`; and tables that are too wide."""

import re
import sqlite3

import pytest

from asking import answered
from terminal import ENTER, PROMPT

SEGMENT = "segment where recency < 30 and monetary > 20000"


@pytest.mark.parametrize("columns", [60, 80, 132])
def test_why_a_customer_is_in_or_not(prompt, columns):
    terminal = prompt(columns=columns, rows=40)
    key = answered(terminal, SEGMENT)[2].split()[0]
    rows = answered(terminal, f".why {key}")
    assert rows[2].startswith("✓ recency < 30") and max(map(len, rows)) <= columns
    assert f"customer {key} is in" in " ".join(rows)
    rows = answered(terminal, ".why 12")
    assert rows[2].startswith("✗") and "needs" in rows[0] and "is not in" in " ".join(rows[-2:])


@pytest.mark.parametrize("asked, condition", [
    ("segment big where monetary > 20000", "big"),
    ("from big | where recency < 30 | sort id | take 3", "(big) and (recency < 30)"),
    ("from customers where monetary > 20000 | where recency < 30 | select id", "(monetary > 20000) and (recency < 30)"),
    ("explain big", "big"),
])
def test_the_last_segment_is_what_customers_were_picked_by(prompt, asked, condition):
    terminal = prompt(columns=132, rows=40)
    answered(terminal, "segment big where monetary > 20000")
    answered(terminal, asked)
    assert answered(terminal, ".why 12")[2].split("  ")[0] == "✗ " + condition


def test_why_says_what_it_lacks(prompt):
    terminal = prompt(columns=100)
    assert answered(terminal, ".why") == ["whose key? write `.why 4711`"]
    assert answered(terminal, ".why 12") == ["no segment has been asked yet: write `.why 12 in vip`"]
    answered(terminal, "from orders | take 3")
    assert answered(terminal, ".why 12") == ["no segment has been asked yet: write `.why 12 in vip`"]
    assert answered(terminal, ".why 999999 in repeat_buyers")[0].startswith("error[E0710]")
    assert answered(terminal, ".why 12 in coolin")[0].startswith("error[E0301]")
    assert answered(terminal, ".why 12 in repeat_buyers")[-1].startswith("customer 12 is not in repeat_buyers")
    assert answered(terminal, ".why 12 repeat_buyers")[-1].startswith("customer 12 is not in repeat_buyers")


def test_the_sql_of_the_last_question(prompt, tmp_path):
    terminal = prompt(columns=132, rows=60)
    assert answered(terminal, ".sql") == ["nothing has been asked yet"]
    answered(terminal, "segment where recency < 30")
    rows = answered(terminal, ".sql")
    assert rows[0].startswith("SELECT") and rows[-1].startswith("-- ?")
    assert answered(terminal, ".sql from products | take 1 | select id")[0].startswith("SELECT")
    assert answered(terminal, ".sql from product | take 1")[0].startswith("error[E0302]")
    assert answered(terminal, ".sql metric half = monetary / 2") == ["that defines something and asks nothing"]
    # A definition is asked about as the segment that it names.
    answered(terminal, "segment big where monetary > 20000")
    assert answered(terminal, ".sql")[0].startswith("SELECT")


def test_how_the_last_question_is_answered(prompt):
    terminal = prompt(columns=132, rows=60)
    assert answered(terminal, ".explain") == ["nothing has been asked yet"]
    answered(terminal, "segment where recency < 30")
    rows = answered(terminal, ".explain")
    assert rows[0] == "as of 2026-06-30 UTC" and any("scan customers" in row for row in rows) and any(row.startswith("engine: columns") for row in rows)
    assert any("scan products" in row for row in answered(terminal, ".explain from products | take 1"))
    assert answered(terminal, ".explain E0301")[0].startswith("E0301")
    assert answered(terminal, ".explain segment where recncy < 1")[0].startswith("error[E0301]")
    answered(terminal, ".set engine sqlite")
    assert answered(terminal, ".explain")[-1].startswith("engine: sqlite")


# Wide tables

WIDE = "from customers | take 3 | select id, name, email, phone, country, region, city, joined_at, birthday, 公司 = name"


@pytest.mark.parametrize("columns", [40, 80, 132])
@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_hidden_columns_are_named_and_where_they_are(prompt, columns, locale):
    terminal = prompt(columns=columns, rows=40, LC_ALL=locale)
    rows = answered(terminal, WIDE)
    assert max(map(len, rows)) <= columns
    shown = rows[0].split()
    remark = " ".join(rows[5:-1])
    hidden = re.search(r"(\d+) columns? hidden: (.*) \(`.last csv` has all\)", " ".join(remark.split()))
    if columns < 132:
        assert hidden and int(hidden[1]) == len(hidden[2].split(", "))
        assert shown + hidden[2].split(", ") == ["id", "name", "email", "phone", "country", "region", "city", "joined_at", "birthday", "公司"]
    header = answered(terminal, ".last csv")[0]
    assert header.replace("\n", "").startswith("id,name,email,phone,count")


def test_the_table_is_aligned_under_wide_characters(prompt):
    terminal = prompt(columns=80)
    rows = answered(terminal, "from customers where id in (3, 4, 5) | select name, id")
    # The rule stands under the names in the columns of the screen, not in characters.
    screen = terminal.screen
    columns = [next(x for x in range(8, 60) if screen.buffer[y][x].data.isdigit()) for y in range(3, 6)]
    assert len(set(columns)) == 1, rows
