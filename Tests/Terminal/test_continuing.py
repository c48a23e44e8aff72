"""Lines that belong together: pasted by a terminal that does not mark pastes, typed behind the last statement, or still to come."""

import os

import pytest

from asking import answered, completed
from terminal import ENTER, PROMPT, ctrl


def sent_at_once(terminal, text, rows):
    """The rows below a text that comes in one piece, its last Enter included."""
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(text.replace("\n", ENTER))
    terminal.until(lambda: terminal.cursor[0] >= rows and terminal.rows()[-1] == PROMPT.rstrip(), f"an answer to {text!r}")
    terminal.awaits_input()
    return terminal.rows()[rows:-1]


@pytest.mark.parametrize("kind", ["xterm-256color", "dumb"])
def test_lines_that_come_at_once_are_one_statement(prompt, kind):
    terminal = prompt(columns=120, TERM=kind)
    if kind == "dumb":
        terminal.send("segment target where city = \"Berlin\"\nor city = \"Hamburg\"\nfrom target | group by city { n = count() }\n")
        terminal.until(lambda: any("Hamburg" in row for row in terminal.rows()[2:]), "both cities")
    else:
        text = 'segment target where (monetary > 5000)\n\n  and recency < 30\n| take 3\n'
        rows = sent_at_once(terminal, text.replace("\n| take 3", ""), 3)
        assert rows[0].startswith("target: ") and len([row for row in rows if "target" in row]) == 1
        both = answered(terminal, "segment again where monetary > 5000 and recency < 30")
        assert rows[0].split()[1] == both[0].split()[1]


def test_statements_that_come_at_once_are_answered_in_order(prompt):
    terminal = prompt(columns=120)
    rows = sent_at_once(terminal, "metric double = 2 * monetary\nfrom customers | take 1 | select id, double\nfrom customers | aggregate { all_of_them = count() }\n", 3)
    assert rows[0] == "from customers | take 1 | select id, double" and rows[1].split() == ["id", "double"]
    assert [row for row in rows if row.strip() == "1500"]


def test_a_command_ends_with_its_line(prompt):
    terminal = prompt(columns=120)
    terminal.send(".format csv" + ENTER + "from customers | take 2 | select id" + ENTER + ".timing off" + ENTER)
    terminal.until(lambda: terminal.rows()[-1] == PROMPT.rstrip() and any("timing" in row for row in terminal.rows()), "all three")
    terminal.awaits_input()
    rows = terminal.rows()
    at = rows.index(PROMPT + "from customers | take 2 | select id")
    assert rows[at + 1:at + 4] == ["id", "1", "2"]


def test_a_statement_goes_on_from_the_last_one(prompt):
    terminal = prompt(columns=120)
    answered(terminal, 'from customers where city = "Berlin" | select id, city')
    rows = answered(terminal, "| take 2")
    assert rows[0] == 'goes on from the last statement: from customers where city = "Berlin" | select id, city | take 2'
    assert [row.split()[1] for row in rows if row.strip().endswith("Berlin")][-2:] == ["Berlin", "Berlin"]
    assert "2" in [row.strip() for row in answered(terminal, "| aggregate { n = count() }")]

    both = answered(terminal, "segment again where monetary > 5000 and recency < 30")[0].split()[1]
    answered(terminal, "segment target where monetary > 5000")
    assert answered(terminal, "and recency < 30")[1].split()[:2] == ["target:", both]


def test_what_goes_on_is_completed_and_checked_as_a_whole(prompt):
    terminal = prompt(columns=120)
    answered(terminal, "from customers | select id, spent = monetary")
    assert completed(terminal, "| sort spe")[0] == "| sort spent"
    terminal.type("| sort spemt | take 1")
    terminal.shows("did you mean `spent`?")
    assert terminal.underlined(terminal.cursor[0])[0] == "spemt"


def test_nothing_goes_on_from_nothing(prompt):
    terminal = prompt(columns=120)
    assert any("E02" in row for row in answered(terminal, "| take 2"))


@pytest.mark.parametrize("text, missing", [
    ("segment where monetary >", "expected a field, a value or a condition"), ("segment where (recency < 3", "`(` is never closed"),
    ("from customers |", "expected a stage"), ("from customers | group by city {", "expected `}`"),
])
def test_enter_in_an_empty_row_says_what_is_missing(prompt, text, missing):
    terminal = prompt(columns=120)
    terminal.type(text)
    terminal.send(ENTER)
    terminal.settle()
    assert missing not in "\n".join(terminal.rows())
    terminal.send(ENTER)
    terminal.shows(missing)


def resident(terminal):
    with open(f"/proc/{terminal.process.pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def test_a_paste_without_end_is_dropped(prompt):
    terminal = prompt(columns=100)
    before = resident(terminal)
    terminal.send("\x1b[200~")
    for _ in range(17):
        terminal.send("recency " * (1 << 17))
    terminal.send("\x1b[201~")
    terminal.until(lambda: any("longer than 16 MiB" in row for row in terminal.rows()), "a word about it")
    assert resident(terminal) - before < 100 << 20
    assert [row for row in answered(terminal, "from customers | aggregate { n = count() }") if row.strip() == "1500"]
