"""Commands on terminals that can little, without colour, and under job control."""

import os
import re
import signal

import pytest

from asking import AS_OF, answered
from terminal import ENTER, PROMPT, Terminal, ctrl

LINES = [
    "segment where recency < 30 and monetary > 20000", ".last", ".last json", ".last csv | head -1", ".last > x.csv", ".why 12", ".explain", ".sql",
    ".save big", ".run big.cq", ".fields orders", ".segments", ".params", ".set", ".set as-of 2026-03", ".timing off", ".format csv", ".open",
    ".history 2", ".help", ".help last", ".nonsense",
]


def test_a_dumb_terminal_gets_no_escape_from_any_command(prompt):
    terminal = prompt(TERM="dumb", columns=80, rows=60, CLIENTELE_PAGER="less")
    for line in LINES:
        terminal.send(line + "\n")
        terminal.settle()
        terminal.awaits_input()
    assert terminal.received.count(PROMPT.encode()) == len(LINES) + 1, "each was answered"
    assert b"\x1b" not in terminal.received


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_without_colour_nothing_is_coloured_and_all_fits(prompt, columns):
    terminal = prompt(NO_COLOR="1", columns=columns, rows=100)
    for line in [".fields orders", ".params", ".set", ".help", ".help save", ".why 12 in repeat_buyers", "from customers | take 2"]:
        assert max(map(len, answered(terminal, line))) <= columns, line
    parameters = re.findall(rb"\x1b\[([0-9;]*)m", terminal.received)
    assert not any(re.search(rb"(^|;)(3[0-8]|4[0-8]|9[0-7])(;|$)", found) for found in parameters)


def test_headings_are_bold_where_there_is_colour(prompt):
    terminal = prompt()
    answered(terminal, "from customers | take 2 | select id, recency")
    row = next(y for y, text in enumerate(terminal.screen.display) if text.split() == ["id", "recency"])
    column = terminal.screen.display[row].index("recency")
    assert terminal.screen.buffer[row][column].bold and not terminal.screen.buffer[row + 2][column].bold


@pytest.fixture
def shell(command, shop, tmp_path):
    """A shell with job control on a terminal."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "xterm-256color", "LANG": "C.UTF-8", "PS1": "shell$ ", "CLIENTELE_PAGER": "",
                   "XDG_STATE_HOME": str(tmp_path / "state"), "CLIENTELE": command, "SHOP": shop}
    terminal = Terminal("/bin/sh", [], environment, 24, 80, folder=str(tmp_path))
    terminal.shows("shell$")
    terminal.send("$CLIENTELE $SHOP " + " ".join(AS_OF) + ENTER)
    terminal.awaits_input()
    yield terminal
    terminal.close()


def test_ctrl_z_suspends_a_command_and_the_session(shell):
    answered(shell, "from customers | take 2 | select id")
    shell.send(".last | cat > seen.csv; sleep 60" + ENTER)
    shell.settle()
    shell.send(ctrl("z"))
    shell.until(lambda: shell.rows()[-1] == "shell$", "the shell")
    shell.send("fg" + ENTER)
    shell.settle()
    shell.send(ctrl("c"))
    shell.shows("interrupted")
    shell.awaits_input()
    assert answered(shell, ".last csv")[:2] == ["id", "1"]


def test_ctrl_z_at_the_prompt_keeps_what_was_typed(shell):
    shell.type("from customers | take 2 ")
    shell.send(ctrl("z"))
    shell.until(lambda: shell.rows()[-1] == "shell$", "the shell")
    shell.send("fg" + ENTER)
    shell.until(lambda: shell.rows()[-1].startswith(PROMPT + "from customers | take 2"), "the statement")
    shell.send("| select id" + ENTER)
    shell.shows("2 rows, as of")
    shell.awaits_input()
