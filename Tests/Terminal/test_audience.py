"""How many customers the statement is about, worked out while nobody types."""

import re
import time

import pytest

from terminal import ENTER, PROMPT, ctrl

from test_building import prompt as slow_prompt  # noqa: F401, a fixture

AS_OF = ("--as-of", "2026-06-30")
SIZE = re.compile(r"^ *([\d,]+) customers?$")


@pytest.fixture
def prompt(open_prompt, shop):
    def start(**options):
        return open_prompt(store=shop, arguments=AS_OF, **options)
    return start


def size(terminal):
    """The number in the last row; None where there is none."""
    found = SIZE.match(terminal.rows()[-1]) if terminal.rows() else None
    return found and int(found[1].replace(",", ""))


def shows_size(terminal):
    terminal.until(lambda: size(terminal) is not None, "a number of customers")
    return size(terminal)


def stays_without(terminal, seconds=1.2):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        terminal._receive(0.05)
        assert size(terminal) is None, terminal.rows()


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_the_number_is_the_answers_and_stands_at_the_right_edge(prompt, columns):
    terminal = prompt(columns=columns)
    terminal.type("segment where recency < 30")
    shown = shows_size(terminal)
    assert terminal.rows()[-1].rstrip().endswith(" customers") and len(terminal.rows()[-1]) == columns - 1
    row = len(terminal.rows()) - 1
    assert terminal.colours(row, 0, columns) == {"brightblack"}
    terminal.is_at(0 if columns > 40 else 0, len(PROMPT + "segment where recency < 30"))
    terminal.send(ENTER)
    terminal.until(lambda: any(" of 1,500 customers" in row for row in terminal.rows()), "an answer")
    assert any(f"{shown:,} of 1,500 customers" in row for row in terminal.rows())
    assert not any(SIZE.match(row) for row in terminal.rows())


@pytest.mark.parametrize("statement", [
    "segment lately where recency < 30", "from customers where recency < 30 | sort monetary desc | select id, name",
    "from customers | where recency < 30 | sort id | where monetary > 0", "segment where recency < 30 and\n\n  monetary > 0",
])
def test_every_form_of_a_question_about_customers_has_one(prompt, statement):
    terminal = prompt()
    terminal.send("segment where recency < 30 and monetary > 0")
    expected = shows_size(terminal)
    terminal.send(ctrl("u") + statement.replace("\n", "\x1b\r"))
    terminal.until(lambda: statement[-9:] in "".join(terminal.rows()), "the statement")
    terminal.until(lambda: size(terminal) == expected, f"{expected} customers")


def test_take_bounds_it(prompt):
    terminal = prompt()
    terminal.send("from customers | sort id | take 1 ")
    assert shows_size(terminal) == 1


@pytest.mark.parametrize("statement", [
    "from customers | group by city { n = count() }", "from orders where amount > 5", "metric half = monetary / 2", ".help", "segment where recncy < 3 ",
    "from customers | aggregate { n = count() }", "segment where recency < 30 and",
])
def test_what_is_not_about_customers_has_none(prompt, statement):
    terminal = prompt()
    terminal.send(statement)
    terminal.shows(statement.rstrip())
    stays_without(terminal)


def test_the_number_goes_with_the_next_key_and_comes_again(prompt):
    terminal = prompt()
    terminal.type("segment where recency < 3")
    few = shows_size(terminal)
    terminal.send("0")
    terminal.until(lambda: size(terminal) not in (None, few), "another number")
    terminal.send("\x7f")
    terminal.until(lambda: size(terminal) == few, "the number again")


def test_it_can_be_turned_off(prompt):
    terminal = prompt()
    terminal.send(".set audience off" + ENTER)
    terminal.shows("audience: off")
    terminal.send("segment where recency < 30")
    stays_without(terminal)
    terminal.send(ctrl("u") + ".set audience on" + ENTER)
    terminal.shows("audience: on")
    terminal.send("segment where recency < 30")
    shows_size(terminal)


def test_definitions_of_the_session_count(prompt):
    terminal = prompt()
    terminal.send("segment where monetary > 5000")
    expected = shows_size(terminal)
    terminal.send(ctrl("u") + "segment vip where monetary > 5000" + ENTER)
    terminal.shows("vip: ")
    terminal.send("from vip | sort monetary")
    terminal.until(lambda: size(terminal) == expected, "the same number")


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
def test_both_engines_know_it(open_prompt, shop, engine):
    terminal = open_prompt(store=shop, arguments=(*AS_OF, "--engine", engine))
    terminal.send("from customers | take 7")
    assert shows_size(terminal) == 7


SLOW = "segment where sum(orders.amount) > 50000"


def test_a_key_cancels_it_and_is_echoed(slow_prompt):
    terminal = slow_prompt(columns=100)
    terminal.send(SLOW)
    terminal.until(lambda: terminal.cursor[1] == len(PROMPT + SLOW), "the statement")
    for key in " and any":
        deadline = time.monotonic() + 0.7  # columns are being built by now
        while time.monotonic() < deadline:
            terminal._receive(0.05)
        assert not any("building" in row for row in terminal.rows())
        column = terminal.cursor[1]
        terminal.send(key)
        terminal.until(lambda: terminal.cursor[1] == column + 1, "an echo")
    terminal.send(ctrl("u") + "from customers | aggregate { n = count() }" + ENTER)
    terminal.shows("1000")
    terminal.awaits_input()


def test_it_gives_up_where_columns_take_long_to_build(slow_prompt):
    terminal = slow_prompt(columns=100)
    terminal.send(SLOW)
    terminal.shows(SLOW)
    deadline = time.monotonic() + 4
    while time.monotonic() < deadline:
        terminal._receive(0.05)
        assert not any("building" in row for row in terminal.rows())
    if size(terminal) is None:  # a fast machine has them within two seconds
        assert terminal.rows() == [PROMPT + SLOW]
    terminal.send(ENTER)
    terminal.until(lambda: any(" of 1,000 customers" in row for row in terminal.rows()), "an answer all the same")


def test_ctrl_c_cancels_it_with_the_statement(slow_prompt):
    terminal = slow_prompt(columns=100)
    terminal.send(SLOW)
    terminal.shows(SLOW)
    deadline = time.monotonic() + 0.8
    while time.monotonic() < deadline:
        terminal._receive(0.05)
    terminal.send(ctrl("c"))
    terminal.awaits_input()
    assert terminal.rows()[0] == PROMPT + SLOW + "^C"
    terminal.send("from customers | aggregate { n = count() }" + ENTER)
    terminal.shows("1000")
