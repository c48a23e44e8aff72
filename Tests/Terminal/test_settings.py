"""Settings, parameters, names and help."""

import json

import pytest

from asking import AS_OF, answered, completed
from terminal import ENTER, PROMPT, ctrl

COUNT = "from customers | aggregate { n = count() }"


def test_all_settings_and_one(prompt):
    terminal = prompt(columns=132)
    rows = answered(terminal, ".set")
    assert [row.split(":")[0] for row in rows] == ["as-of", "time-zone", "engine", "format", "pager", "timing", "audience"]
    assert rows[0].split("  ")[0] == "as-of: 2026-06-30 (UTC)"
    assert answered(terminal, ".set engine") == ["engine: columns"]
    narrow = answered(prompt(columns=40), ".set")
    assert narrow[:2] == ["as-of: 2026-06-30 (UTC)", "    a day (its end), a month, a time,"] and max(map(len, narrow)) <= 40


@pytest.mark.parametrize("value, shown", [
    ("2026-03", "2026-03-31 (UTC)"), ("2026-03-01", "2026-03-01 (UTC)"), ("2026-03-01T09:00", "2026-03-01 09:00 (UTC)"),
])
def test_the_instant_can_be_set(prompt, value, shown):
    terminal = prompt()
    answered(terminal, "segment early where recency < 30")
    before = answered(terminal, COUNT)
    assert answered(terminal, f".set as-of {value}") == [f"as-of: {shown}"]
    after = answered(terminal, COUNT)
    assert int(after[2]) < int(before[2]) and f"as of {shown}" in after[-1]
    assert answered(terminal, "from early | take 1 | select id")[0].strip() == "id", "definitions stay"
    assert answered(terminal, "segment wrong where recncy < 3 and early")[0].startswith("error[E0301]")
    # The last result stays what it was: it was asked as of then.
    answered(terminal, ".set as-of 2025-01-01")
    assert answered(terminal, ".last csv")[1] == "1"


def test_the_last_result_is_as_of_its_own_instant(prompt):
    terminal = prompt(arguments=("--engine", "sqlite"))
    many = answered(terminal, COUNT)[2].strip()
    answered(terminal, ".set as-of 2025-01-01")
    rows = answered(terminal, ".last csv")
    assert rows[:2] == ["n", many] and rows[2].endswith("as of 2026-06-30 (UTC)")


@pytest.mark.parametrize("line, answer", [
    (".set as-of yesterday", "error[E0801]: `yesterday` is not a day, a month or a time"),
    (".set time-zone Bejing", "error[E0802]: there is no time zone `Bejing`"),
    (".set engine duckdb", "there is no engine `duckdb`: sqlite, columns"),
    (".set format xml", "there is no format `xml`: table, vertical, csv, tsv, json, jsonl, markdown"),
    (".set timing maybe", "`timing` is on or off, not `maybe`"),
    (".set fromat csv", "there is no setting `fromat`; did you mean `format`?"),
])
def test_a_value_that_makes_no_sense_changes_nothing(prompt, line, answer):
    terminal = prompt(columns=100)
    before = answered(terminal, ".set")
    assert answered(terminal, line)[0] == answer
    assert answered(terminal, ".set") == before


def test_the_time_zone_moves_the_days(prompt):
    terminal = prompt()
    assert answered(terminal, ".set time-zone Asia/Shanghai") == ["time-zone: Asia/Shanghai"]
    assert answered(terminal, COUNT)[-1].startswith("1 row, as of 2026-06-30 (Asia/Shanghai)")
    assert answered(terminal, ".set time-zone store") == ["time-zone: UTC"]


def test_engines_and_formats_are_switched(prompt):
    terminal = prompt()
    for engine in ["sqlite", "columns"]:
        assert answered(terminal, f".set engine {engine}") == [f"engine: {engine}"]
        assert answered(terminal, COUNT)[2].strip() == "1500"
    assert answered(terminal, ".set format json") == ["format: json"]
    assert json.loads("".join(answered(terminal, COUNT)[:-1])) == [{"n": 1500}]
    assert answered(terminal, ".format table") == ["format: table"]


def test_timing_is_left_out(prompt):
    terminal = prompt()
    assert " in " in answered(terminal, COUNT)[-1]
    assert answered(terminal, ".timing off") == ["timing: off"]
    assert answered(terminal, COUNT)[-1] == "1 row, as of 2026-06-30 (UTC)"
    assert answered(terminal, "segment big where monetary > 20000")[0] == "big: 15 of 1,500 customers, as of 2026-06-30 (UTC); `from big` shows them"
    assert answered(terminal, "explain big")[-1] == "15 of 1,500 customers, as of 2026-06-30 (UTC)"
    assert answered(terminal, ".timing on") == ["timing: on"]
    assert " in " in answered(terminal, COUNT)[-1]


def test_parameters_and_where_they_come_from(prompt, tmp_path):
    (tmp_path / "lib.cq").write_text('param floor: money = 10\nmetric above = monetary > $floor\n')
    terminal = prompt(columns=100, rows=40, arguments=("--param", "least=7000", "--param", "later=x"))
    answered(terminal, 'param city: text = "Berlin"')
    answered(terminal, "param least: money = 5")
    answered(terminal, 'import "lib.cq" as m')
    rows = {row.split()[0]: row.split()[1:] for row in answered(terminal, ".params") if row.startswith("$")}
    assert rows["$churn_days"] == ["int", "30", "ready-made"]
    assert rows["$city"] == ["text", '"Berlin"', "this", "session"]
    assert rows["$least"] == ["money", "7000", "given", "from", "outside"]
    assert rows["$m.floor"] == ["money", "10", "lib.cq"]
    assert rows["$later"][0] == "x" and "--param," in rows["$later"]


# Names

@pytest.mark.parametrize("columns", [40, 80, 132])
def test_lists_say_which_columns_a_narrow_screen_hides(prompt, columns):
    rows = answered(prompt(columns=columns, rows=40), ".fields orders")
    assert max(map(len, rows)) <= columns
    assert ("hidden: label, alias" in rows[-1]) == (columns == 40)


# Help

@pytest.mark.parametrize("columns", [40, 80, 132])
def test_help_groups_the_commands_within_the_screen(prompt, columns):
    terminal = prompt(columns=columns, rows=90)
    rows = answered(terminal, ".help")
    assert max(map(len, rows)) <= columns
    headings = [row for row in rows if row and not row.startswith((" ", "`", "segment", "from")) and rows[rows.index(row) - 1] == ""]
    assert headings[:5] == ["The last question", "Scripts", "What can be asked", "Settings", "The session"]
    for name in [".last", ".why", ".explain", ".sql", ".save", ".save!", ".edit", ".run", ".show", ".describe", ".fields", ".metrics", ".segments", ".params", ".set",
                 ".format", ".timing", ".open", ".import", ".history", ".help", ".exit"]:
        assert any(row.startswith(f"  {name}") for row in rows), name


def test_every_command_has_a_page_with_an_example(prompt):
    terminal = prompt(rows=60)
    names = [row.split()[0] for row in answered(terminal, ".help") if row.startswith("  .")]
    assert len(names) == 23
    for name in names:
        page = answered(terminal, f".help {name}")
        assert page[0].startswith(name) and any(row.startswith("  " + name) for row in page[2:]), name
    assert answered(terminal, ".help lst") == ["there is no command `lst`; did you mean `.last`?"]


@pytest.mark.parametrize("typed, becomes", [
    (".la", ".last"), (".last mark", ".last markdown"), (".last csv > li", ".last csv > lib.cq"), (".set as", ".set as-of"),
    (".set engine sq", ".set engine sqlite"), (".set pager o", None), (".run l", ".run lib.cq"), (".help las", ".help last"),
    (".why 6", ".why 63"), (".why 63 i", ".why 63 in"), (".why 63 in repeat_b", ".why 63 in repeat_buyers"), (".sql from cust", ".sql from customers"),
    (".explain segment where mone", ".explain segment where monetary"), (".edit bi", ".edit big"), (".save b", ".save big"), (".timing of", ".timing off"),
    (".import 'my f", '.import "my file.csv"'), (".import x --into pro", ".import x --into products"), (".open sub/", ".open sub/other.db"),
])
def test_every_argument_is_completed(prompt, tmp_path, typed, becomes):
    (tmp_path / "lib.cq").write_text("")
    (tmp_path / "my file.csv").write_text("")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "other.db").write_text("")
    terminal = prompt(columns=120)
    answered(terminal, "segment big where monetary > 30000")
    answered(terminal, "from customers where id in (63, 500) | select id")
    if typed.startswith(".save"):
        answered(terminal, "segment big where monetary > 30000")
    row, listed = completed(terminal, typed)
    if becomes:
        assert row == becomes
    else:
        assert row == typed and {"on", "off"} <= {word for line in listed for word in line.split()}
