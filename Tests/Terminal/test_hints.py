"""What may follow, dim behind the cursor: never part of the statement."""

import pytest

from terminal import ENTER, ESCAPE, LEFT, PROMPT, RIGHT, ctrl, pasted

END_OF_LINE, WORD_RIGHT = "\x1b[F", "\x1bf"
STATEMENT = "from customers | take 2 | select id"


@pytest.fixture
def prompt(open_prompt, tmp_path):
    def start(*history, **options):
        file = tmp_path / "state" / "clientele" / "history"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(entry.replace("\\", "\\\\").replace("\n", "\\n") + "\n" for entry in history))
        return open_prompt(**options)
    return start


def hinted(terminal, typed, rest):
    """Behind what is typed stands the rest, dim, and the cursor before it."""
    terminal.shows(PROMPT + typed + rest)
    column = len(PROMPT + typed)
    terminal.is_at(0, column)
    terminal.until(lambda: terminal.colours(0, column, len(rest.rstrip())) == {"brightblack"}, "a dim hint")


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_the_rest_of_the_latest_statement_that_begins_so_is_hinted_at(prompt, columns):
    terminal = prompt("from orders", STATEMENT, "from customers | take 3", "segment where recency < 3", columns=columns)
    terminal.type("from c")
    hinted(terminal, "from c", "ustomers | take 3")
    terminal.type("ustomers | take 2")
    rest = " | select id"
    hinted(terminal, "from customers | take 2", rest if columns > 40 else rest[:4] + "…")
    assert len(terminal.rows()) == 1, "a hint takes no row of its own"


def test_a_statement_that_would_fail_is_not_hinted_at(prompt):
    terminal = prompt("from customers | take 3", "from customers | take threee", "from customers | where recencey < 3")
    terminal.type("from c")
    hinted(terminal, "from c", "ustomers | take 3")


@pytest.mark.parametrize("key", [RIGHT, "\x1bOC", END_OF_LINE, "\x1bOF", ctrl("e"), ctrl("f")])
def test_keys_that_go_right_take_the_hint(prompt, key):
    terminal = prompt(STATEMENT)
    terminal.type("from")
    hinted(terminal, "from", STATEMENT[4:])
    terminal.send(key)
    terminal.is_at(0, len(PROMPT + STATEMENT))
    terminal.until(lambda: "brightblack" not in terminal.colours(0, len(PROMPT), len(STATEMENT)), "a statement in its own colours")
    terminal.send(key)
    terminal.settle()
    assert terminal.rows() == [PROMPT + STATEMENT]


def test_meta_f_takes_a_word_of_it(prompt):
    terminal = prompt(STATEMENT)
    terminal.type("from")
    hinted(terminal, "from", STATEMENT[4:])
    terminal.send(WORD_RIGHT)
    hinted(terminal, "from customers", " | take 2 | select id")
    terminal.send(WORD_RIGHT)
    hinted(terminal, "from customers | take", " 2 | select id")
    terminal.send(ctrl("a") + WORD_RIGHT)
    terminal.is_at(0, len(PROMPT + "from"))
    assert terminal.rows() == [PROMPT + "from customers | take"], "elsewhere it is a movement"


def test_a_key_that_the_hint_foresaw_leaves_it_and_another_takes_it_away(prompt):
    terminal = prompt(STATEMENT)
    terminal.type("fro")
    hinted(terminal, "fro", STATEMENT[3:])
    terminal.type("m")
    hinted(terminal, "from", STATEMENT[4:])
    terminal.type("x")
    terminal.shows_rows(PROMPT + "fromx")
    terminal.send("\x7f")
    hinted(terminal, "from", STATEMENT[4:])


def test_enter_runs_what_is_typed_and_leaves_no_hint_behind(prompt):
    terminal = prompt(STATEMENT)
    terminal.type("from customers | take 2")
    hinted(terminal, "from customers | take 2", " | select id")
    terminal.send(ENTER)
    terminal.until(lambda: terminal.cursor[0] > 1, "an answer")
    terminal.awaits_input()
    assert terminal.rows()[0] == PROMPT + "from customers | take 2"
    assert "name" in terminal.rows()[1], "the hint would have selected id alone"


def test_ctrl_c_and_ctrl_d_leave_no_hint_behind(prompt):
    terminal = prompt(STATEMENT)
    terminal.type("from")
    hinted(terminal, "from", STATEMENT[4:])
    terminal.send(ctrl("d"))
    terminal.settle()
    terminal.send(ctrl("c"))
    terminal.awaits_input()
    assert terminal.rows()[0] == PROMPT + "from^C"


def test_there_is_none_inside_of_the_text(prompt):
    terminal = prompt(STATEMENT)
    terminal.type("from")
    hinted(terminal, "from", STATEMENT[4:])
    terminal.send(LEFT)
    terminal.shows_rows(PROMPT + "from")
    terminal.send(RIGHT)
    hinted(terminal, "from", STATEMENT[4:])


def test_a_statement_of_several_rows_is_hinted_at_by_its_first(prompt):
    terminal = prompt("from customers\n  | take 2\n  | select id")
    terminal.type("from")
    hinted(terminal, "from", " customers…")
    terminal.send(RIGHT)
    terminal.shows_rows(PROMPT + "from customers", "  | take 2", "  | select id")
    terminal.is_at(2, len("  | select id"))


def test_a_hint_never_wraps(prompt):
    terminal = prompt("from customers | where city = \"東京都東京都東京都\"", columns=40)
    terminal.type("from customers | where c")
    hinted(terminal, "from customers | where c", "ity…")
    terminal.type("ity =")
    terminal.is_at(1, 0)
    terminal.settle()
    terminal.shows_rows(PROMPT + "from customers | where city =", " \"東京都東京都東京都\"")
    terminal.type(" ")
    terminal.send(RIGHT)
    terminal.is_at(1, 21)


def test_wide_characters_are_hinted_at_in_their_width(prompt):
    terminal = prompt("from customers | where city = \"東京\"", LC_ALL="C")
    terminal.type("from")
    hinted(terminal, "from", " customers | where city = \"東京\"")
    terminal.send(RIGHT)
    terminal.is_at(0, len(PROMPT) + 36)


def test_the_only_word_that_fits_is_hinted_at(prompt):
    terminal = prompt()
    terminal.type("segment where mone")
    hinted(terminal, "segment where mone", "tary")
    terminal.send(RIGHT)
    terminal.type(" ")
    terminal.shows_rows(PROMPT + "segment where monetary")
    terminal.is_at(0, len(PROMPT + "segment where monetary "))


def test_how_a_function_is_called_is_said_and_never_inserted(prompt):
    terminal = prompt(columns=132)
    terminal.type("segment where days_between(")
    hinted(terminal, "segment where days_between(", "from: date or time, to: date or time) → days")
    terminal.send(RIGHT + ctrl("e"))
    terminal.type("birthday, ")
    hinted(terminal, "segment where days_between(birthday, ", "to: date or time) → days")


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_where_it_could_not_be_told_from_the_text_there_is_none(prompt, variables):
    terminal = prompt(STATEMENT, **variables)
    terminal.send("from")
    terminal.settle()
    assert terminal.rows()[-1] == PROMPT + "from"


def test_a_paste_takes_it_away(prompt):
    terminal = prompt(STATEMENT, "from orders\n| take 1")
    terminal.type("from")
    hinted(terminal, "from", " orders…")
    terminal.send(pasted(" products\n| take"))
    terminal.shows_rows(PROMPT + "from products", "| take")
    terminal.settle()
    assert len(terminal.rows()) == 2


def test_keys_that_come_together_are_not_taken_for_the_hint(prompt):
    terminal = prompt(STATEMENT)
    terminal.type("from")
    hinted(terminal, "from", STATEMENT[4:])
    terminal.send("x" + RIGHT + "y")
    terminal.shows_rows(PROMPT + "fromxy")
    terminal.settle()
    assert terminal.rows() == [PROMPT + "fromxy"]


@pytest.mark.parametrize("key", [RIGHT, END_OF_LINE, ctrl("f"), ctrl("e")])
def test_vi_takes_it_and_goes_on_inserting(prompt, key):
    terminal = prompt(STATEMENT, editrc="bind -v\n")
    terminal.type("from")
    hinted(terminal, "from", STATEMENT[4:])
    terminal.send(key)
    terminal.is_at(0, len(PROMPT + STATEMENT))
    terminal.type(", name")
    terminal.shows_rows(PROMPT + STATEMENT + ", name")


def test_vi_keeps_its_movements(prompt):
    terminal = prompt(STATEMENT, editrc="bind -v\n")
    terminal.type("from")
    terminal.send(ESCAPE)
    terminal.is_at(0, len(PROMPT) + 3)
    terminal.send("0" + RIGHT + RIGHT)
    terminal.is_at(0, len(PROMPT) + 2)
    terminal.shows_rows(PROMPT + "from")
