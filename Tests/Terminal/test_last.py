"""`.last`: the last result again, in other formats, to files and to commands of the shell."""

import csv
import json
import time

import pytest

from asking import answered
from terminal import ENTER, PROMPT, ctrl

FEW = "segment where recency < 30 and monetary > 20000"
MANY = "from orders | select id, amount"


def test_before_any_question_there_is_nothing(prompt):
    assert answered(prompt(), ".last") == ["nothing has been asked yet: there is no last result"]


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_all_rows_that_were_cut_to_the_screen(prompt, columns):
    terminal = prompt(rows=16, columns=columns)
    cut = answered(terminal, "from customers | take 40 | select id, recency")
    assert " ".join(cut[-3:]).count("… 30 more rows (`.last` shows all)") == 1
    answered(terminal, ".last")
    rows = [row.split() for row in terminal.rows() if row[:1] == " " or row[:1].isdigit()]
    assert [words[0] for words in rows if len(words) == 2][-1] == "40", "the last of them is on the screen"


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
def test_other_formats_hold_the_same(prompt, engine):
    terminal = prompt(rows=40, columns=132, arguments=("--engine", engine))
    shown = answered(terminal, FEW)
    first = shown[2].split()[0]
    as_json = answered(terminal, ".last json")
    assert json.loads("\n".join(as_json[:-1]))[0]["id"] == int(first)
    as_csv = answered(terminal, ".last csv")
    assert as_csv[0] == "id,name,country,city,recency,monetary" and as_csv[1].startswith(first + ",")
    assert answered(terminal, ".last markdown")[0].startswith("|")
    assert answered(terminal, ".last tsv")[0].split() == as_csv[0].split(",")
    assert as_csv[-1] == as_json[-1] and as_csv[-1].endswith("of 1,500 customers, as of 2026-06-30 (UTC)")
    assert answered(terminal, ".last")[0] == shown[0], "the session's own format has not changed"


def test_an_explanation_is_a_result_too(prompt):
    terminal = prompt(rows=40)
    answered(terminal, "explain recency < 30 and monetary > 20000")
    assert answered(terminal, ".last csv")[0] == "level,clause,customers,lost"


def test_a_wrong_statement_leaves_the_last_result(prompt):
    terminal = prompt(rows=40)
    answered(terminal, "from customers | take 1 | select id")
    answered(terminal, "segment where recncy < 3")
    assert answered(terminal, ".last csv")[:2] == ["id", "1"]


def test_into_a_file(prompt, tmp_path):
    terminal = prompt()
    answered(terminal, MANY)
    assert answered(terminal, ".last csv > all.csv") == ["14,415 rows in all.csv, as csv"]
    rows = list(csv.reader(open(tmp_path / "all.csv")))
    assert len(rows) == 14416 and rows[0] == ["id", "amount"]
    # The ending says the format, names with blanks stand in quotes, and what is there is replaced.
    assert answered(terminal, '.last > "my file.jsonl"') == ["14,415 rows in my file.jsonl, as jsonl"]
    assert json.loads((tmp_path / "my file.jsonl").read_text().splitlines()[0])["id"] == 1
    assert answered(terminal, ".last json>all.csv") == ["14,415 rows in all.csv, as json"]
    assert len(json.loads((tmp_path / "all.csv").read_text())) == 14415


def test_a_file_that_cannot_be_written(prompt, tmp_path):
    terminal = prompt()
    answered(terminal, "from customers | take 2 | select id")
    assert answered(terminal, ".last csv > nowhere/x.csv")[0].startswith("error[E0808]: can't write nowhere/x.csv")
    assert answered(terminal, ".last csv > /dev/full") == ["the answer could not be written: cannot write: No space left on device"]
    assert answered(terminal, ".last csv >")[0].startswith("no file stands behind `>`")
    assert answered(terminal, ".last csv >> x.csv")[0].startswith("`.last` replaces a file")
    assert not list(tmp_path.glob("*.csv*"))


@pytest.mark.parametrize("locale", ["C.UTF-8", "C", "zh_CN.UTF-8"])
def test_into_a_command(prompt, locale):
    terminal = prompt(LC_ALL=locale)
    answered(terminal, "from customers where id in (3, 4) | select id, name, city")
    assert answered(terminal, ".last csv | tail -1 | tr , ' '") == ["4 马雨涵 深圳", "2 rows to `tail -1 | tr , ' '`, as csv"]


def test_a_command_that_stops_reading_ends_nothing(prompt):
    terminal = prompt()
    answered(terminal, MANY)
    assert answered(terminal, ".last csv | head -2") == ["id,amount", "1,381.78", "`head -2` stopped reading before the last row"]
    assert answered(terminal, ".last csv | tail -1")[-1] == "14,415 rows to `tail -1`, as csv"


@pytest.mark.parametrize("line, complaint", [
    ("nosuchprogram", "`nosuchprogram` failed: there is no such program (exit code 127)"),
    ("false", "`false` failed: exit code 1"),
    ("sh -c 'kill -9 $$'", "`sh -c 'kill -9 $$'` failed: killed by signal 9"),
    ("exec sh -c 'kill -9 $$'", "`exec sh -c 'kill -9 $$'` failed: killed by signal 9"),
])
def test_a_command_that_fails_is_said(prompt, line, complaint):
    terminal = prompt(columns=120)
    answered(terminal, "from customers | take 2 | select id")
    assert answered(terminal, ".last csv | " + line)[-1] == complaint
    assert answered(terminal, ".last csv")[0] == "id"


@pytest.mark.parametrize("line, presses", [("sleep 60", 1), ("trap '' INT; sleep 60", 3)])
def test_ctrl_c_stops_a_command(prompt, line, presses):
    terminal = prompt()
    answered(terminal, MANY)
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(".last csv | " + line + ENTER)
    terminal.is_at(1, 0)
    for _ in range(presses):
        time.sleep(0.3)
        terminal.send(ctrl("c"))
    terminal.shows("interrupted")
    terminal.awaits_input()
    assert answered(terminal, ".last csv | head -1")[0] == "id,amount"


def test_a_command_may_have_its_own_use_for_ctrl_c(prompt):
    terminal = prompt()
    answered(terminal, MANY)
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(".last csv | sh -c 'trap \"echo caught; exit 0\" INT; cat > seen.csv; echo reading; while :; do sleep 0.1; done'" + ENTER)
    terminal.until(lambda: "reading" in terminal.rows(), "the command")
    terminal.send(ctrl("c"))
    terminal.until(lambda: any(row.endswith("caught") for row in terminal.rows()), "its answer")
    terminal.awaits_input()
    assert not any("interrupted" in row for row in terminal.rows())


def test_unknown_formats_are_named(prompt):
    terminal = prompt()
    answered(terminal, "from customers | take 2 | select id")
    assert answered(terminal, ".last xml") == ["there is no format `xml`: table, vertical, csv, tsv, json, jsonl, markdown"]
    assert answered(terminal, ".last csv |") == ["no command stands behind `|`: write `.last csv | head -3`"]
