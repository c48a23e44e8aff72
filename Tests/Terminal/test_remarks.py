"""What is wrong with the statement, in a row below it, while nobody types."""

import time

import pytest

from terminal import DOWN, ENTER, ESCAPE, LEFT, PROMPT, TAB, UP, ctrl, pasted

WRONG = "segment where recncy < 30"
MESSAGE = "E0301: there is no field, metric or segment named `recncy`"
KEY = "Ctrl-O: did you mean `recency`?"


def remarked(terminal, message, row=1):
    terminal.until(lambda: len(terminal.rows()) > row and terminal.rows()[row].startswith(message), f"a row that begins with {message!r}")


def silent(terminal, rows=1):
    """Long enough for every remark to come."""
    deadline = time.monotonic() + 1.6
    while time.monotonic() < deadline:
        terminal._receive(0.05)
    assert len(terminal.rows()) == rows, terminal.rows()


@pytest.mark.parametrize("columns, expected", [
    (40, "E0301: there is no field, metric or se…"),
    (80, "E0301: there is no field, metric or segment n…  " + KEY),
    (132, MESSAGE + "  " + KEY),
])
def test_the_row_says_what_is_wrong_and_the_text_shows_where(open_prompt, columns, expected):
    terminal = open_prompt(columns=columns)
    terminal.type(WRONG + " ")
    remarked(terminal, expected)
    assert terminal.rows() == [PROMPT + WRONG, expected]
    terminal.is_at(0, len(PROMPT + WRONG) + 1)
    assert terminal.underlined(0) == ("recncy", {"red"})
    assert terminal.colours(1, 0, 20) == {"red"}
    if columns > 40:
        assert terminal.colours(1, expected.index(KEY), len(KEY)) == {"cyan"}


def test_the_key_corrects_and_undo_takes_it_back(open_prompt):
    terminal = open_prompt()
    terminal.type(WRONG + " ")
    remarked(terminal, "E0301")
    terminal.send(ctrl("o"))
    terminal.shows(PROMPT + "segment where recency < 30")
    terminal.is_at(0, len(PROMPT + WRONG) + 2)
    terminal.until(lambda: not any("E0301" in row for row in terminal.rows()), "no remark")
    terminal.send(ctrl("_"))
    terminal.shows(PROMPT + WRONG)
    terminal.is_at(0, len(PROMPT + WRONG) + 1)
    remarked(terminal, "E0301")


def test_the_key_need_not_wait_for_the_row(open_prompt):
    terminal = open_prompt()
    terminal.send("segment where monetary == 5" + ctrl("o"))
    terminal.shows(PROMPT + "segment where monetary = 5")


def test_the_key_beeps_where_there_is_nothing_to_correct(open_prompt):
    terminal = open_prompt()
    terminal.type("segment where recency < 30")
    terminal.settle()
    before = terminal.received.count(b"\x07")
    terminal.send(ctrl("o"))
    terminal.until(lambda: terminal.received.count(b"\x07") > before, "a beep")
    assert terminal.rows()[0] == PROMPT + "segment where recency < 30"


@pytest.mark.parametrize("mode", ["insert", "command"])
def test_vi_corrects_and_undoes_in_both_modes(open_prompt, mode):
    terminal = open_prompt(editrc="bind -v\n")
    terminal.type(WRONG + " ")
    if mode == "command":
        terminal.send(ESCAPE)
        terminal.is_at(0, len(PROMPT + WRONG))
    remarked(terminal, "E0301")
    terminal.send(ctrl("o"))
    terminal.shows(PROMPT + "segment where recency < 30")
    terminal.send(ctrl("_") if mode == "insert" else "u")
    terminal.shows(PROMPT + WRONG)
    if mode == "insert":
        terminal.type("x")
        terminal.shows(PROMPT + WRONG + " x")


@pytest.mark.parametrize("unfinished", [
    "segment where rece", "segment where", "segment where recency <", "from customers |", 'segment where city = "', 'segment where city = "Lon',
    "segment where count(orders where amount", "seg", ".forma", "segment where any(orders",
])
def test_what_is_only_unfinished_is_not_wrong(open_prompt, unfinished):
    terminal = open_prompt(columns=132)
    terminal.send(unfinished)
    deadline = time.monotonic() + 1.6
    while time.monotonic() < deadline:
        terminal._receive(0.05)
        assert not any("E0" in row for row in terminal.rows())


@pytest.mark.parametrize("unfinished, code, part", [
    ("segment where recncy < 30 and ", "E0301", "recncy"),
    ("segment where count(orders where amout > 5", "E0301", "amout"),
    ('from customers | where monetary > "x" | sort ', "E0401", '"x"'),
])
def test_what_is_wrong_before_an_unfinished_end_is_said(open_prompt, unfinished, code, part):
    terminal = open_prompt(columns=100)
    terminal.send(unfinished)
    remarked(terminal, code)
    assert terminal.underlined(0)[0] == part


def test_a_word_that_nothing_begins_with_is_wrong_when_typing_stops(open_prompt):
    terminal = open_prompt()
    terminal.send("segment where cnt")
    remarked(terminal, "E0301")
    assert terminal.underlined(0) == ("cnt", {"red"})


def test_the_row_stays_while_typing_goes_on_and_goes_when_all_is_well(open_prompt):
    terminal = open_prompt()
    terminal.type(WRONG + " ")
    remarked(terminal, "E0301")
    terminal.type("and")
    assert terminal.rows()[1].startswith("E0301")
    terminal.send(ctrl("u"))
    terminal.until(lambda: terminal.rows() == [PROMPT.rstrip()], "an empty prompt")


def test_enter_does_not_wait_and_leaves_no_row_behind(open_prompt):
    terminal = open_prompt()
    terminal.type(WRONG + " ")
    remarked(terminal, "E0301")
    terminal.send(ENTER)
    terminal.shows("error[E0301]")
    terminal.awaits_input()
    assert terminal.rows()[1].startswith("error[E0301]")
    assert not any(row.startswith("E0301") for row in terminal.rows())
    assert terminal.underlined(0)[0] == ""


def test_ctrl_c_leaves_no_row_behind(open_prompt):
    terminal = open_prompt()
    terminal.type(WRONG + " ")
    remarked(terminal, "E0301")
    terminal.send(ctrl("c"))
    terminal.awaits_input()
    assert terminal.rows() == [PROMPT + WRONG + " ^C", PROMPT.rstrip()]


def test_a_list_stands_where_the_row_was(open_prompt):
    terminal = open_prompt()
    terminal.type("segment where recncy < 30 and ma")
    remarked(terminal, "E0301")
    terminal.send(TAB)
    terminal.shows("may_email")
    terminal.until(lambda: terminal.rows()[-1].startswith("E0301"), "the row below the statement again")
    assert terminal.rows()[0] == PROMPT + "segment where recncy < 30 and ma"
    assert not terminal.rows()[1].startswith("E0301")


def test_at_the_bottom_of_the_screen_the_text_makes_room(open_prompt):
    terminal = open_prompt(rows=6)
    terminal.send(".timing" + ENTER + ".timing" + ENTER + ".timing" + ENTER)
    terminal.until(lambda: terminal.cursor[0] == 5, "a prompt in the last row")
    terminal.type(WRONG + " ")
    remarked(terminal, "E0301", row=5)
    assert terminal.rows()[4] == PROMPT + WRONG
    terminal.is_at(4, len(PROMPT + WRONG) + 1)
    terminal.send(ctrl("u") + "segment" + ENTER)
    terminal.type("where x")
    remarked(terminal, "E0301", row=5)
    assert terminal.rows()[3:5] == [PROMPT + "segment", "  where x"]


def test_where_the_text_fills_the_screen_there_is_no_row(open_prompt):
    terminal = open_prompt(rows=5, columns=60)
    terminal.send(pasted("segment\nwhere\nrecncy\n<\n30 "))
    terminal.is_at(4, 3)
    silent(terminal, rows=5)
    assert terminal.underlined(2) == ("recncy", {"red"})
    terminal.send(UP + "\x7f")
    terminal.shows_rows(PROMPT + "segment", "where", "recncy", "", "30")


def test_the_text_grows_into_the_row(open_prompt):
    terminal = open_prompt()
    terminal.type(WRONG + " ")
    remarked(terminal, "E0301")
    terminal.send(ESCAPE + ENTER)
    terminal.is_at(1, 2)
    remarked(terminal, "E0301", row=2)
    assert terminal.rows()[:2] == [PROMPT + WRONG, ""]
    terminal.send(pasted("and\nmonetary\n> 5 "))
    remarked(terminal, "E0301", row=4)
    assert terminal.rows()[:4] == [PROMPT + WRONG, "  and", "monetary", "> 5"]
    terminal.send(UP * 2)
    terminal.is_at(1, 4)
    terminal.type("x")
    assert terminal.rows()[:4] == [PROMPT + WRONG, "  anxd", "monetary", "> 5"]


@pytest.mark.parametrize("term", ["linux", "screen", "vt100", "xterm-256color"])
@pytest.mark.parametrize("columns", [40, 90])
def test_it_follows_a_change_of_width(open_prompt, term, columns):
    # The emulator cuts rows where most terminals wrap them anew; those that cut them too say so by their names.
    terminal = open_prompt(columns=60, TERM=term, **({"STY": "1"} if term in ("screen", "vt100", "xterm-256color") else {}))
    terminal.type(WRONG + " ")
    remarked(terminal, "E0301")
    terminal.resize(24, columns)
    text = PROMPT + WRONG
    terminal.until(lambda: terminal.rows()[0] == text[:columns] and terminal.rows()[-1].startswith("E0301"), "the text and its row")
    assert len(terminal.rows()) == (2 if len(text) < columns else 3)
    terminal.send("x")
    terminal.until(lambda: any(row.endswith("30 x") for row in terminal.rows()), "what was typed")


def test_without_colour_the_row_is_plain(open_prompt):
    terminal = open_prompt(NO_COLOR="1")
    terminal.type(WRONG + " ")
    remarked(terminal, "E0301")
    assert terminal.colours(1, 0, 80) == {"default"}
    assert terminal.underlined(0)[0] == ""


def test_a_dumb_terminal_shows_none(open_prompt):
    terminal = open_prompt(TERM="dumb")
    terminal.send(WRONG + " ")
    silent(terminal, rows=len(terminal.rows()))
    assert b"E0301" not in terminal.received and b"\x1b" not in terminal.received


@pytest.mark.parametrize("variables", [{}, {"LC_ALL": "C"}])
def test_the_right_characters_are_marked_behind_wide_ones(open_prompt, variables):
    terminal = open_prompt(**variables)
    terminal.type('segment where 城市 = "東京e\u0301" and recncy < 3 ')
    remarked(terminal, "E0301")
    assert terminal.underlined(0) == ("recncy", {"red"})
    terminal.send(ctrl("o"))
    terminal.shows('"東京é" and recency < 3')


def test_a_warning_is_yellow_and_errors_come_first(open_prompt):
    terminal = open_prompt(columns=100)
    terminal.send("segment where 1 = 2 ")
    remarked(terminal, "E04")
    first = terminal.rows()[1]
    assert terminal.colours(1, 0, len(first) // 2) == {"brown"}
    terminal.send("and recncy < 3 ")
    remarked(terminal, "E0301")
    assert terminal.colours(1, 0, 20) == {"red"}


def test_history_and_movements_do_not_leave_marks(open_prompt):
    terminal = open_prompt()
    terminal.send("segment where recency < 1" + ENTER)
    terminal.awaits_input()
    terminal.send(ctrl("l") + WRONG + " ")
    remarked(terminal, "E0301")
    terminal.send(UP)
    terminal.shows(PROMPT + "segment where recency < 1")
    terminal.until(lambda: not any("E0301" in row for row in terminal.rows()), "no remark")
    assert terminal.underlined(0)[0] == ""
    terminal.send(DOWN)
    terminal.shows(PROMPT + WRONG)
    terminal.send(LEFT * 8)
    remarked(terminal, "E0301")
