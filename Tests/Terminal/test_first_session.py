"""The first session in docs/first-session.md is what a user would see.

The document is prose with marks and, below each, the screen that the mark's keys lead to. With CLIENTELE_UPDATE_DOCS=1 the
screens are written anew, to be reviewed as a difference; else they must be the same. Times are masked.
"""

import os
import re
from pathlib import Path

from terminal import ENTER, PROMPT, TAB, UP, Terminal, ctrl

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENT = REPOSITORY / "docs" / "first-session.md"
ROWS, COLUMNS = 24, 80

# The keys of a mark are sent as they stand but for these; `$ ` at the start is the shell's prompt, `+` goes on from the
# screen before, `…` at the end waits for what the prompt says below a statement while nothing is typed.
MARK = re.compile(r"<!-- keys: (.*?) -->\n```text\n(.*?)```\n", re.DOTALL)
KEYS = {"⏎": ENTER, "⇥": TAB, "↑": UP, "␄": ctrl("d"), "␏": ctrl("o"), "←": "\x1b[D"}


def masked(screen):
    """Without the time that answers took, and without what an emulator leaves behind the last character of a row."""
    screen = re.sub(r"\bin \d[\d.]* (µs|ms|s)\b", "in … ms", screen)
    return "\n".join(row.rstrip() for row in screen.rstrip("\n").split("\n"))


class Session:
    """A shell on a terminal, in a folder with the examples."""

    def __init__(self, command, folder):
        (folder / "examples").symlink_to(REPOSITORY / "examples")
        (folder / "bin").mkdir()
        (folder / "bin" / "clientele").symlink_to(command)
        environment = {
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder), "XDG_STATE_HOME": str(folder / ".state"), "TERM": "xterm-256color",
            "XDG_CONFIG_HOME": str(folder / ".config"), "LANG": "C.UTF-8", "PS1": "$ ", "CLIENTELE_PAGER": "", "TMPDIR": str(folder),
        }
        self.terminal = Terminal("/bin/sh", [], environment, ROWS, COLUMNS, folder=str(folder))
        self.terminal.shows("$")

    def press(self, keys):
        """Types a mark's keys on a screen that begins with them."""
        typed = "".join(KEYS.get(character, character) for character in keys)
        if keys.startswith("$ "):
            # The shell's own screen: it has no Ctrl-L.
            self.terminal.send("clear; echo cleared" + ENTER)
            self.terminal.shows_rows("cleared", "$")
            self.terminal.screen.reset()
            self.terminal.send(ENTER)
            self.terminal.until(lambda: self.terminal.rows() == ["", "$"], "an empty screen")
            typed = typed[2:]
        elif not keys.startswith("+"):
            if self.terminal.rows()[-1] != PROMPT.rstrip():
                self.terminal.send(ctrl("c")) # what was only typed is dropped
            self.terminal.awaits_input()
            self.terminal.settle()
            self.terminal.send(ctrl("l"))
            self.terminal.until(lambda: self.terminal.cursor[0] == 0, "an empty screen")
        self.before = self.below()
        for character in typed.removeprefix("+").removesuffix("…"):
            self.terminal.send(character)

    def screen(self):
        return masked("\n".join(self.terminal.rows()).lstrip("\n"))

    def below(self):
        """The rows below the cursor."""
        return self.terminal.rows()[self.terminal.cursor[0] + 1:]

    def recorded(self, keys):
        """The screen when all is quiet, for a new recording."""
        if keys.endswith("…"):
            self.terminal.until(lambda: self.below() not in ([], self.before), "what the prompt says while nothing is typed")
        while True:
            for _ in range(8):
                self.terminal.settle()
            if self.terminal.cursor[1] > 0:
                return self.screen()


def test_the_document_shows_what_happens(command, tmp_path):
    text = DOCUMENT.read_text()
    session = Session(command, tmp_path)
    is_updating = "CLIENTELE_UPDATE_DOCS" in os.environ
    count = 0

    def shown(mark):
        nonlocal count
        count += 1
        keys, written = mark[1], masked(mark[2])
        session.press(keys)
        if is_updating:
            written = session.recorded(keys)
        else:
            session.terminal.until(lambda: session.screen() == written, f"after {keys}\n{written}\n")
        return f"<!-- keys: {keys} -->\n```text\n{written}\n```\n"

    rewritten = MARK.sub(shown, text)
    session.terminal.close()
    assert count >= 12
    if is_updating:
        DOCUMENT.write_text(rewritten)
