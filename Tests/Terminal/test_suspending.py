"""Ctrl-Z in a shell, and back: the shell gets its terminal as it was, the statement stays."""

import pytest

from terminal import ENTER, PROMPT, Terminal, ctrl

SHELL = "shell$ "


@pytest.fixture
def shell(command, store, tmp_path):
    """A shell with job control that has started the program."""
    terminals = []

    def start(editrc="", rows=24, columns=80, **variables):
        (tmp_path / ".editrc").write_text(editrc)
        environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "LANG": "C.UTF-8",
                       "TERM": "xterm-256color", "PS1": SHELL, "HISTFILE": "/dev/null", **variables}
        terminal = Terminal("/bin/bash", ["--norc", "--noprofile", "-i"], environment, rows, columns)
        terminals.append(terminal)
        terminal.shows(SHELL.rstrip())
        terminal.send(f"clear; {command} {store}\r")
        terminal.until(lambda: terminal.rows() and terminal.rows()[-1] == PROMPT.rstrip() and terminal.cursor[1] == len(PROMPT), "a prompt")
        terminal.send(ctrl("l"))
        terminal.is_at(0, len(PROMPT))
        return terminal

    yield start
    for terminal in terminals:
        terminal.close()


def suspend(terminal):
    terminal.send(ctrl("z"))
    terminal.until(lambda: terminal.rows()[-1] == SHELL.rstrip() and terminal.cursor[1] == len(SHELL), "the shell")


@pytest.mark.parametrize("editrc", ["", "bind -v\n"])
def test_the_statement_is_there_again(shell, editrc):
    terminal = shell(editrc)
    terminal.type("segment where")
    terminal.send(ENTER)
    terminal.type("recency")
    suspend(terminal)
    assert terminal.rows()[:2] == [PROMPT + "segment where", "  recency"]
    terminal.send("stty -a | grep -o ' echo ' && echo sane\r")
    terminal.shows("sane")
    terminal.send("fg\r")
    terminal.shows_rows(PROMPT + "segment where", "  recency")
    terminal.type(" < 3")
    terminal.shows_rows(PROMPT + "segment where", "  recency < 3")


def test_what_is_beside_the_statement_goes_and_comes_again(shell):
    terminal = shell()
    terminal.send("segment where recncy < 30 ")
    terminal.until(lambda: terminal.rows()[-1].startswith("E0301"), "a remark")
    suspend(terminal)
    assert terminal.rows()[0] == PROMPT + "segment where recncy < 30"
    assert not any(row.startswith("E0301") for row in terminal.rows())
    assert terminal.received.rfind(b"\x1b[?2004l") > 0
    terminal.send("fg\r")
    terminal.until(lambda: terminal.rows()[-1].startswith("E0301") and terminal.rows()[-2] == PROMPT + "segment where recncy < 30", "the remark again")
    terminal.send("x")
    terminal.shows(PROMPT + "segment where recncy < 30 x")


def test_a_hint_is_not_left_in_the_shell(shell, tmp_path):
    (tmp_path / "state" / "clientele").mkdir(parents=True)
    (tmp_path / "state" / "clientele" / "history").write_text("from customers | take 2\n")
    terminal = shell()
    terminal.type("from")
    terminal.shows(PROMPT + "from customers | take 2")
    suspend(terminal)
    assert terminal.rows()[0] == PROMPT + "from"
    terminal.send("fg\r")
    terminal.until(lambda: terminal.rows()[-1] == PROMPT + "from customers | take 2", "the hint again")


def test_a_size_that_changed_meanwhile_is_found(shell):
    terminal = shell(columns=80)
    terminal.type("segment where recency < 30 and monetary > 5000")
    suspend(terminal)
    terminal.resize(24, 40)
    terminal.send("clear; fg\r")
    terminal.shows_rows(PROMPT + "segment where recency < 30 an", "d monetary > 5000")
    terminal.type("x")
    terminal.shows_rows(PROMPT + "segment where recency < 30 an", "d monetary > 5000x")
