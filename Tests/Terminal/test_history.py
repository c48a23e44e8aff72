"""Statements of former and of other sessions."""

import signal

import pytest

from terminal import ENTER, ESCAPE, PROMPT, UP, ctrl

ROWS = "from customers\n  | take 2\n  | select id"


@pytest.fixture
def prompt(open_prompt, tmp_path):
    def start(*history, **options):
        file = tmp_path / "state" / "clientele" / "history"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(entry.replace("\\", "\\\\").replace("\n", "\\n") + "\n" for entry in history))
        return open_prompt(**options)
    return start


@pytest.mark.parametrize("editrc", [None, "bind -v\n"])
def test_ctrl_r_finds_a_statement_by_any_part_of_it(prompt, editrc):
    terminal = prompt("segment where recency < 1", "segment where monetary > 5", "segment where recency < 2", editrc=editrc)
    terminal.send(ctrl("r") + "recency")
    terminal.until(lambda: terminal.rows()[0] == PROMPT + "segment where recency < 2", "the latest")
    terminal.send(ctrl("r"))
    terminal.until(lambda: terminal.rows()[0] == PROMPT + "segment where recency < 1", "the one before")
    terminal.send(ESCAPE)
    terminal.until(lambda: terminal.rows()[-1] != "" and not any("bck" in row for row in terminal.rows()), "the end of the search")
    terminal.settle()
    assert terminal.rows()[0] == PROMPT + "segment where recency < 1"


def test_a_search_finds_whole_statements_of_several_rows(prompt):
    terminal = prompt(ROWS, "segment where monetary > 5")
    terminal.send(ctrl("r") + "select")
    terminal.until(lambda: terminal.rows()[:3] == [PROMPT + "from customers", "  | take 2", "  | select id"], "the statement")
    terminal.send(ENTER)
    terminal.until(lambda: len(terminal.rows()) > 3 and not any("bck" in row for row in terminal.rows()), "an answer")
    terminal.awaits_input()
    assert terminal.rows()[:3] == [PROMPT + "from customers", "  | take 2", "  | select id"]
    assert any("id" == row.strip() for row in terminal.rows()[3:])


def test_nothing_is_remarked_on_while_searching(prompt):
    terminal = prompt("segment where recncy < 1")
    terminal.send(ctrl("r") + "recn")
    terminal.until(lambda: terminal.rows()[0] == PROMPT + "segment where recncy < 1", "the statement")
    for _ in range(8):
        terminal.settle()
    assert not any("E0" in row for row in terminal.rows())
    terminal.send(ESCAPE)
    terminal.until(lambda: terminal.rows()[-1].startswith("E0301"), "the remark, once it is found")


def test_vi_searches_from_command_mode(prompt):
    terminal = prompt("segment where recency < 1", "segment where monetary > 5", editrc="bind -v\n")
    terminal.send(ESCAPE)
    terminal.settle()
    terminal.send("/recency" + ENTER)
    terminal.until(lambda: terminal.rows() and terminal.rows()[0] == PROMPT + "segment where recency < 1", "the statement")


@pytest.mark.parametrize("editrc", [None, "bind -v\n"])
def test_a_session_that_is_killed_while_editing_loses_nothing_that_was_run(prompt, open_prompt, editrc):
    first = prompt(editrc=editrc)
    second = open_prompt(editrc=editrc)
    for terminal, name in ((first, "a"), (second, "b"), (first, "c")):
        terminal.send(f"metric {name}1 = monetary" + ENTER)
        terminal.shows(f"defined {name}1")
        terminal.awaits_input()
    first.type("segment where recency < ")
    first.process.kill(signal.SIGKILL)
    first.ends()
    second.send("metric d1 = monetary" + ENTER)
    second.shows("defined d1")
    third = open_prompt(editrc=editrc)
    for name in "dcba":
        third.send(UP)
        third.shows(f"metric {name}1 = monetary")


def test_every_session_hints_at_what_it_knows(prompt, open_prompt):
    first = prompt()
    first.send("metric half = monetary / 2" + ENTER)
    first.shows("defined half")
    first.send("metric h")
    first.shows(PROMPT + "metric half = monetary / 2")
    second = open_prompt()
    second.send("metric h")
    second.shows(PROMPT + "metric half = monetary / 2")
