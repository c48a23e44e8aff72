"""Undoing, emoji, typing ahead, texts that fill the screen, and the keys of both editing modes."""

import time

import pytest

from terminal import DOWN, ENTER, ESCAPE, LEFT, PROMPT, RIGHT, UP, ctrl, pasted


@pytest.mark.parametrize("key", [ctrl("_"), ctrl("x") + ctrl("u")])
def test_undo_goes_back_word_by_word(open_prompt, key):
    terminal = open_prompt()
    terminal.type("segment where recency")
    for left in ["segment where ", "segment where", "segment ", "segment", ""]:
        terminal.send(key)
        terminal.until(lambda: terminal.rows() == [(PROMPT + left).rstrip()] and terminal.cursor == (0, len(PROMPT + left)), repr(left))
    before = terminal.received.count(b"\x07")
    terminal.send(key)
    terminal.until(lambda: terminal.received.count(b"\x07") > before, "a beep")


def test_undo_takes_a_paste_and_a_completion_for_one_step(open_prompt):
    terminal = open_prompt()
    terminal.send("segment where mone\t")
    terminal.shows(PROMPT + "segment where monetary")
    terminal.send(ctrl("_"))
    terminal.until(lambda: terminal.cursor == (0, len(PROMPT + "segment where mone")), "what was typed")
    terminal.send(ctrl("u") + pasted("from customers\n| take 2"))
    terminal.shows_rows(PROMPT + "from customers", "| take 2")
    terminal.send(ctrl("_"))
    terminal.until(lambda: terminal.rows() == [PROMPT.rstrip()], "nothing")
    terminal.send(ctrl("_"))
    terminal.until(lambda: terminal.rows()[0].startswith(PROMPT + "segment where mone"), "what was there before")


def test_vi_undoes_with_u_step_by_step(open_prompt):
    terminal = open_prompt(editrc="bind -v\n")
    terminal.type("from customers")
    terminal.send(ESCAPE)
    terminal.is_at(0, len(PROMPT + "from customer"))
    terminal.send("bdw")
    terminal.until(lambda: terminal.rows() == [PROMPT + "from"], "a word less")
    terminal.send("u")
    terminal.until(lambda: terminal.rows() == [PROMPT + "from customers"], "the word again")
    terminal.send("u")
    terminal.until(lambda: terminal.rows() == [PROMPT + "from"] or terminal.rows() == [PROMPT.rstrip()], "what was there before")


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_vi_edits_a_statement_of_several_rows(open_prompt, columns):
    terminal = open_prompt(columns=columns, editrc="bind -v\n")
    terminal.send("from customers | aggregate {" + ENTER)
    terminal.is_at(1, 2)
    terminal.type("n = count() }")
    terminal.send(ESCAPE + "k0")
    terminal.is_at(0, len(PROMPT))
    terminal.send("wcworders" + ESCAPE)
    terminal.until(lambda: terminal.rows()[0] == PROMPT + "from orders| aggregate {" or terminal.rows()[0] == PROMPT + "from orders | aggregate {", "the word changed")
    terminal.send("jA" + ctrl("u"))
    terminal.settle()
    assert terminal.rows()


def test_emoji_take_two_columns(open_prompt):
    terminal = open_prompt()
    terminal.type('segment where city = "👍é"')
    terminal.is_at(0, len(PROMPT) + 26)
    terminal.send(LEFT * 3)
    terminal.is_at(0, len(PROMPT) + 22)
    terminal.type("x")
    terminal.shows('"x👍')


def test_joined_emoji_are_drawn_apart_and_kept_together(open_prompt, tmp_path):
    # libedit counts each of them: on a terminal that joins them the cursor stands too far right. The text is not
    # changed.
    terminal = open_prompt()
    terminal.send('.help "👩\u200d👧"' + ENTER)
    terminal.shows("there is no command")
    terminal.awaits_input()
    terminal.send(ctrl("d"))
    terminal.ends()
    assert '"👩\u200d👧"' in (tmp_path / "state" / "clientele" / "history").read_text()


def test_ctrl_s_freezes_nothing(open_prompt):
    terminal = open_prompt()
    terminal.type("from")
    terminal.send(ctrl("s"))
    terminal.shows("fwd")
    terminal.send(ctrl("g"))
    terminal.until(lambda: terminal.rows() == [PROMPT + "from"], "the end of the search")
    terminal.type(" orders")
    assert terminal.rows() == [PROMPT + "from orders"]


def test_what_is_typed_while_a_statement_runs_is_in_the_next_one(open_prompt, shop):
    terminal = open_prompt(store=shop, arguments=("--as-of", "2026-06-30", "--engine", "sqlite"))
    terminal.send("segment where sum(orders.amount where amount < average_order_value) > 3" + ENTER)
    time.sleep(0.05)
    terminal.send("from orders")
    terminal.until(lambda: terminal.rows() and terminal.rows()[-1] == PROMPT + "from orders", "what was typed")
    assert terminal.cursor[1] == len(PROMPT + "from orders")


@pytest.mark.parametrize("columns", [40, 80])
def test_a_text_that_fills_the_screen_has_no_company_and_gets_it_back(open_prompt, columns):
    terminal = open_prompt(rows=6, columns=columns)
    terminal.send(pasted("segment where\n" + "\n".join(f"-- row {number}" for number in range(8)) + "\nrecncy < 30 "))
    terminal.until(lambda: terminal.rows()[-1] == "recncy < 30", "the last rows")
    deadline = time.monotonic() + 1.4
    while time.monotonic() < deadline:
        terminal._receive(0.05)
    assert not any("E0301" in row for row in terminal.rows())
    terminal.send(UP * 9)
    terminal.until(lambda: terminal.rows()[0] == PROMPT + "segment where", "the first row")
    terminal.send(ctrl("c"))
    terminal.awaits_input()
    terminal.send(ctrl("l") + "segment where recncy < 30 ")
    terminal.until(lambda: terminal.rows()[-1].startswith("E0301"), "a remark")


def test_a_text_grows_over_the_screen_and_shrinks_again(open_prompt):
    terminal = open_prompt(rows=6)
    terminal.send(pasted("segment where\n-- a\n-- b\n-- c\n-- d"))
    terminal.until(lambda: terminal.rows()[-1] == "-- d", "five rows")
    terminal.send(ENTER + "-- e" + ENTER + "-- f")
    terminal.until(lambda: terminal.rows()[-1] == "-- f", "seven rows")
    assert terminal.rows() == ["-- a", "-- b", "-- c", "-- d", "-- e", "-- f"]
    terminal.send("\x7f" * 10)
    terminal.until(lambda: terminal.rows() == [PROMPT + "segment where", "-- a", "-- b", "-- c", "-- d"], "five rows again")
    terminal.type("x")
    assert terminal.rows()[-1] == "-- dx"


@pytest.mark.parametrize("term", ["xterm-256color", "screen", "linux", "vt100", "tmux-256color"])
def test_every_terminal_shows_the_same(open_prompt, term):
    terminal = open_prompt(TERM=term, columns=40)
    terminal.type('segment where city = "東京" and recency < 30')
    terminal.send(ctrl("a") + RIGHT * 8)
    terminal.type("big ")
    terminal.shows_rows(PROMPT + 'segment big where city = "東', '京" and recency < 30')
    terminal.is_at(0, len(PROMPT + "segment big "))
    assert terminal.colours(0, len(PROMPT), 7) == {"blue"} and terminal.colours(0, len(PROMPT) + 8, 3) == {"default"}
    assert terminal.colours(1, 0, 2) == {"green"}
    terminal.send(ctrl("k"))
    terminal.until(lambda: terminal.rows() == [PROMPT + "segment big"], "the rest gone")


def test_down_never_takes_away_what_is_typed(open_prompt):
    terminal = open_prompt()
    terminal.send("metric half = monetary / 2" + ENTER)
    terminal.shows("defined half")
    terminal.awaits_input()
    terminal.type("from orders")
    terminal.send(DOWN)
    terminal.settle()
    assert terminal.rows()[-1] == PROMPT + "from orders"
    terminal.send(UP)
    terminal.shows_rows(PROMPT + "metric half = monetary / 2")
    terminal.send(DOWN)
    terminal.shows_rows(PROMPT + "from orders")
    terminal.type(" x")
    terminal.send(DOWN)
    terminal.settle()
    assert terminal.rows()[-1] == PROMPT + "from orders x"
