import os
import re
import signal

from terminal import DOWN, ENTER, ESCAPE, LEFT, PROMPT, TAB, UP, ctrl, pasted


def counting(name):
    """A statement with an answer that has `name` for a heading."""
    return "from customers | aggregate { %s = count() }" % name


def answer(terminal, name):
    """The answer to `counting(name)` is there: `name` in a row of its own, below the statement."""
    terminal.until(
        lambda: any(name in row and "count" not in row for row in terminal.rows()), f"an answer headed {name}")
    terminal.awaits_input()


def test_a_statement_is_answered_and_exit_leaves(open_prompt):
    terminal = open_prompt()
    terminal.type(counting("swallows"))
    terminal.send(ENTER)
    answer(terminal, "swallows")
    terminal.send(".exit" + ENTER)
    assert terminal.ends() == 0
    assert terminal.modes_are_restored()


def test_enter_starts_a_row_until_the_statement_is_complete(open_prompt):
    terminal = open_prompt()
    terminal.send("from customers | aggregate {" + ENTER)
    terminal.is_at(1, 2)
    terminal.send("swifts = count()" + ENTER + "}")
    terminal.shows_rows(PROMPT + "from customers | aggregate {", "  swifts = count()", "  }")
    terminal.send(ENTER)
    answer(terminal, "swifts")


def test_up_and_down_move_between_rows_and_then_through_history(open_prompt):
    terminal = open_prompt()
    terminal.send(counting("swallows") + ENTER)
    answer(terminal, "swallows")
    terminal.send("from customers | aggregate {" + ENTER + "swifts = count() }")
    terminal.shows("swifts = count() }")
    row, column = terminal.cursor
    terminal.send(UP)
    terminal.is_at(row - 1, len(PROMPT) + column)
    terminal.send(UP)
    terminal.shows_rows(PROMPT + counting("swallows"))
    terminal.send(DOWN)
    terminal.shows_rows(PROMPT + "from customers | aggregate {", "  swifts = count() }")
    terminal.send(ENTER)
    answer(terminal, "swifts")


def test_history_outlives_the_session_and_is_private(open_prompt, tmp_path):
    first = open_prompt()
    first.send("from customers | aggregate {" + ENTER + "swifts = count() }" + ENTER)
    answer(first, "swifts")
    first.send(ctrl("d"))
    assert first.ends() == 0

    second = open_prompt()
    second.send(UP)
    second.shows_rows(PROMPT + "from customers | aggregate {", "  swifts = count() }")
    files = [os.path.join(folder, name) for folder, _, names in os.walk(tmp_path / "state") for name in names]
    assert files and all(os.stat(file).st_mode & 0o077 == 0 for file in files)


def test_sessions_at_once_keep_each_others_history(open_prompt):
    first, second = open_prompt(), open_prompt()
    for terminal, name in ((first, "swallows"), (second, "swifts"), (first, "martins")):
        terminal.send(counting(name) + ENTER)
        answer(terminal, name)
    third = open_prompt()
    for name in ("martins", "swifts", "swallows"):
        third.send(UP)
        third.shows_rows(PROMPT + counting(name))


def test_tab_completes_a_keyword(open_prompt):
    terminal = open_prompt()
    terminal.type("segm")
    terminal.send(TAB)
    terminal.shows(PROMPT + "segment")


def test_tab_lists_what_is_ambiguous(open_prompt):
    terminal = open_prompt()
    terminal.type("from customers | s")
    terminal.send(TAB)
    terminal.until(lambda: terminal.rows()[-1] == PROMPT + "from customers | s" and len(terminal.rows()) > 1, "a list")
    listed = " ".join(terminal.rows()[1:-1])
    assert "select" in listed and "sort" in listed
    assert terminal.cursor == (len(terminal.rows()) - 1, len(PROMPT + "from customers | s"))


def test_a_paste_is_not_executed(open_prompt):
    terminal = open_prompt()
    terminal.send(pasted("from customers\n| aggregate {\n\tswifts = count() }\n"))
    terminal.is_at(3, 0)
    assert terminal.rows() == [PROMPT + "from customers", "| aggregate {", "        swifts = count() }"]
    terminal.settle()
    assert len(terminal.rows()) == 3, "nothing has been run"
    terminal.send(ENTER)
    answer(terminal, "swifts")


def test_ctrl_c_drops_the_statement_and_keeps_the_session(open_prompt):
    terminal = open_prompt()
    terminal.type("segment where")
    terminal.send(ENTER)
    terminal.type("nonsense")
    terminal.send(UP + ctrl("c"))
    terminal.awaits_input()
    terminal.send(counting("swallows") + ENTER)
    answer(terminal, "swallows")
    terminal.send(UP)
    terminal.shows_rows(PROMPT + counting("swallows"))


def test_ctrl_d_leaves_from_an_empty_prompt_only(open_prompt):
    terminal = open_prompt()
    terminal.type("se")
    terminal.send(ctrl("a") + ctrl("d"))
    terminal.shows_rows(PROMPT + "e")
    terminal.send(ctrl("e") + ctrl("d") + ctrl("u"))
    terminal.awaits_input()
    terminal.send(ctrl("d"))
    assert terminal.ends() == 0
    assert terminal.modes_are_restored()
    assert terminal.received.rfind(b"\x1b[?2004l") > terminal.received.rfind(b"\x1b[?2004h"), "pastes unbracketed again"


def test_wide_characters_move_the_cursor_by_two_columns(open_prompt):
    terminal = open_prompt()
    terminal.type('segment where city = "東京é"')
    terminal.is_at(0, len(PROMPT) + 28)
    terminal.send(LEFT + LEFT + LEFT)
    terminal.is_at(0, len(PROMPT) + 24)
    terminal.type("x")
    terminal.shows('東x京é"')


def test_text_survives_a_change_of_width(open_prompt):
    # The emulator, like the console, cuts rows where other terminals wrap them anew.
    terminal = open_prompt(columns=60, TERM="linux")
    terminal.type('segment where city = "a rather long name of a town somewhere"')
    terminal.resize(24, 30)
    terminal.shows_rows(PROMPT + "segment where city", '= "a rather long name of a tow', 'n somewhere"')
    terminal.is_at(2, 12)
    terminal.resize(24, 90)
    terminal.shows_rows(PROMPT + 'segment where city = "a rather long name of a town somewhere"')
    terminal.is_at(0, len(PROMPT) + 61)


def test_vi_keys_from_editrc_and_a_paste_there(open_prompt):
    terminal = open_prompt(editrc="bind -v\n")
    terminal.type("from x")
    terminal.send(ESCAPE + "x" + "a")
    terminal.send(pasted("customers\n| aggregate {"))
    terminal.shows_rows(PROMPT + "from customers", "| aggregate {")
    terminal.type(" swifts = count() }")
    terminal.shows_rows(PROMPT + "from customers", "| aggregate { swifts = count() }")
    terminal.send(ESCAPE + ENTER)
    answer(terminal, "swifts")


def test_the_c_locale_loses_no_character(open_prompt):
    statement = '.help 東京 ü'
    terminal = open_prompt(LC_ALL="C")
    terminal.type(statement)
    terminal.is_at(0, len(PROMPT) + 12)
    terminal.send(ENTER)
    terminal.awaits_input()
    terminal.send(ctrl("d"))
    terminal.ends()
    again = open_prompt(LC_ALL="C")
    again.send(UP)
    again.shows_rows(PROMPT + statement)


def test_a_dumb_terminal_gets_no_escape(open_prompt):
    terminal = open_prompt(TERM="dumb")
    terminal.send(counting("swallows") + "\n")
    answer(terminal, "swallows")
    terminal.send("segment where" + ctrl("c"))
    terminal.awaits_input()
    terminal.send(ctrl("d"))
    assert terminal.ends() == 0
    assert b"\x1b" not in terminal.received


def test_keywords_are_coloured_unless_no_color_is_set(open_prompt):
    coloured = open_prompt()
    coloured.type("segment where x")
    coloured.until(lambda: coloured.colour(0, len(PROMPT)) != coloured.colour(0, len(PROMPT) + 14), "a coloured keyword")

    plain = open_prompt(NO_COLOR="1")
    plain.type("segment where x")
    plain.settle()
    parameters = re.findall(rb"\x1b\[([0-9;]*)m", plain.received)
    assert not any(re.search(rb"(^|;)(3[0-8]|4[0-8]|9[0-7])(;|$)", found) for found in parameters)


def test_a_killed_session_restores_the_terminal(open_prompt):
    terminal = open_prompt()
    terminal.type("segment where")
    terminal.process.kill(signal.SIGTERM)
    terminal.ends()
    assert terminal.process.signalstatus == signal.SIGTERM
    assert terminal.modes_are_restored()
    assert terminal.received.endswith(b"\x1b[?2004l")


def test_a_statement_taller_than_the_screen_can_be_edited_anywhere(open_prompt):
    terminal = open_prompt(rows=8, columns=40)
    names = ["swallows"] + [f"n{number}" for number in range(12)]
    rows = ["from customers | aggregate {"] + [f"{name} = count()," for name in names] + ["last = count() }"]
    terminal.send(pasted("\n".join(rows)))
    terminal.until(lambda: terminal.rows() == rows[-8:], "the last rows")
    terminal.is_at(7, 16)
    terminal.send(UP * 5)
    terminal.is_at(2, min(16, len(rows[-6])))
    assert terminal.rows() == rows[-8:]
    terminal.send(UP * 8)
    terminal.until(lambda: terminal.rows() == rows[1:9], "the second row at the top")
    terminal.is_at(0, 13)
    terminal.send(UP)
    terminal.until(lambda: terminal.rows() == [PROMPT + rows[0]] + rows[1:8], "the first rows")
    terminal.send(DOWN + ctrl("a"))
    terminal.type("x")
    terminal.until(lambda: terminal.rows() == [PROMPT + rows[0], "x" + rows[1]] + rows[2:8], "the edited row")
    terminal.is_at(1, 1)
    terminal.send(ENTER)
    answer(terminal, "xswallows")
