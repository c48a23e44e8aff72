"""Changes of width on a terminal that wraps its rows anew, which the emulator does not: tmux."""

import shutil
import subprocess
import time

import pytest

from terminal import PROMPT

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="there is no tmux here")


@pytest.fixture
def pane(command, shop, tmp_path):
    socket = str(tmp_path / "tmux")
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "LANG": "C.UTF-8", "TERM": "xterm-256color"}

    def tmux(*arguments):
        return subprocess.run(["tmux", "-S", socket, "-f", "/dev/null", *arguments], env=environment, check=True, capture_output=True, text=True).stdout

    tmux("new-session", "-d", "-x", "80", "-y", "20", command, shop, "--as-of", "2026-06-30")
    yield tmux
    subprocess.run(["tmux", "-S", socket, "kill-server"], env=environment, capture_output=True)


def rows(pane):
    return [row.rstrip() for row in pane("capture-pane", "-p").rstrip("\n").split("\n")]


def until(pane, condition, what):
    deadline = time.monotonic() + 30
    while not condition(rows(pane)):
        assert time.monotonic() < deadline, f"waited for {what}:\n" + "\n".join(rows(pane))
        time.sleep(0.1)


def is_there(rows, text):
    """The statement with its row below it. tmux takes rows for its history when it becomes narrow, where nobody can take
    them away, and gives them back when it becomes wide."""
    first = max(index for index, row in enumerate(rows) if row.startswith(PROMPT)) if any(row.startswith(PROMPT) for row in rows) else 0
    shown = "".join(rows[first:-1]).replace(" ", "")
    return rows[-1].startswith("E0301") and shown == (PROMPT + text).replace(" ", "")


@pytest.mark.parametrize("text", [
    "segment where recncy < 30 and monetary > 5000 and frequency > 2 ",
    'segment where recncy < 30 and city = "東京東京東京東京" and monetary > 5000 ',
])
def test_the_statement_and_its_row_are_there_once(pane, text):
    until(pane, lambda rows: rows[-1] == PROMPT.rstrip(), "a prompt")
    pane("send-keys", "C-l")
    pane("send-keys", text)
    until(pane, lambda rows: rows[-1].startswith("E0301"), "a remark")
    for columns in (60, 100, 51, 30, 132, 40, 41, 80):
        pane("resize-window", "-x", str(columns))
        until(pane, lambda rows: is_there(rows, text), f"the statement in {columns} columns")
    pane("send-keys", "C-o")
    until(pane, lambda rows: (PROMPT + text).replace("recncy", "recency").replace(" ", "") in "".join(rows).replace(" ", ""), "the correction")
