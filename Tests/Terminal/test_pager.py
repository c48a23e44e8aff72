"""Results that are taller than the screen go through the pager; the terminal is sane however that ends."""

import fcntl
import os
import re
import shutil
import signal
import sys
import termios
import time

import pytest

from asking import answered
from terminal import ENTER, PROMPT, ctrl

needs_less = pytest.mark.skipif(shutil.which("less") is None, reason="less is not installed")
TALL = "from customers | take 300 | select id, recency"
SUMMARY = "300 rows, as of 2026-06-30 (UTC), in "


def ask(terminal, text):
    """Sends a statement to a clear screen, without waiting for a prompt."""
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(text + ENTER)


@needs_less
@pytest.mark.parametrize("columns", [40, 80, 132])
def test_less_shows_the_first_screen_and_the_count(prompt, columns):
    terminal = prompt(rows=20, columns=columns, CLIENTELE_PAGER=None)
    ask(terminal, TALL)
    terminal.until(lambda: terminal.rows()[-1].startswith("300 rows. q leaves"), "the pager's last row")
    assert terminal.rows()[0].split() == ["id", "recency"]
    assert terminal.screen.buffer[0][terminal.rows()[0].index("id")].bold, "colours pass through"
    terminal.send(" ")
    terminal.until(lambda: any(row.split()[:1] == ["30"] for row in terminal.rows()), "the next screen")
    terminal.send("q")
    terminal.shows(SUMMARY if columns > 40 else "300 rows, as of 2026-06-30 (UTC)")
    terminal.awaits_input()
    assert answered(terminal, "from customers | take 2 | select id")[:1] == ["id"]


@needs_less
def test_the_pager_takes_no_time_off_the_answer(prompt):
    terminal = prompt(rows=20, CLIENTELE_PAGER=None)
    start = time.monotonic()
    ask(terminal, TALL)
    terminal.shows("q leaves")
    until_shown = time.monotonic() - start
    time.sleep(1.5 + until_shown)
    terminal.send("q")
    terminal.shows(SUMMARY)
    told = re.search(r"in ([\d.]+) (µs|ms|s)$", "\n".join(terminal.rows()), re.MULTILINE)
    seconds = float(told[1]) * {"µs": 1e-6, "ms": 1e-3, "s": 1}[told[2]]
    assert seconds <= until_shown, "the time of the reader is not counted"


@needs_less
def test_ctrl_c_is_the_pagers(prompt):
    terminal = prompt(rows=20, CLIENTELE_PAGER=None)
    ask(terminal, TALL)
    terminal.shows("q leaves")
    terminal.send(ctrl("c"))
    terminal.settle()
    assert not any(row.startswith(PROMPT.rstrip()) or "killed" in row for row in terminal.rows()[1:]), "it is still there"
    # A key that comes before less has taken in the signal is lost with it.
    is_last = re.compile(r" *300 +[\d·]+$").match
    terminal.until(lambda: any(map(is_last, terminal.rows())) or terminal.send("G") and False, "the last row")
    terminal.send("q")
    terminal.shows(SUMMARY)
    terminal.awaits_input()


@needs_less
def test_what_fits_is_not_paged(prompt):
    terminal = prompt(rows=20, CLIENTELE_PAGER=None)
    rows = answered(terminal, "from customers | take 14 | select id")
    assert rows[0].strip() == "id" and rows[-1].startswith("14 rows")
    ask(terminal, "from customers | take 17 | select id")
    terminal.shows("q leaves")
    terminal.send("q")
    terminal.awaits_input()


@needs_less
def test_help_is_paged_too(prompt):
    terminal = prompt(rows=12, CLIENTELE_PAGER=None)
    ask(terminal, ".help")
    terminal.shows("q leaves")
    terminal.send("q")
    terminal.awaits_input()


@pytest.mark.parametrize("variables", [
    {"CLIENTELE_PAGER": "tee paged.txt > /dev/null"},
    {"CLIENTELE_PAGER": None, "PAGER": "tee paged.txt > /dev/null"},
    {"CLIENTELE_PAGER": "tee paged.txt > /dev/null", "PAGER": "false"},
])
def test_the_environment_names_the_pager(prompt, tmp_path, variables):
    terminal = prompt(rows=20, **variables)
    assert answered(terminal, TALL)[0].startswith(SUMMARY)
    rows = (tmp_path / "paged.txt").read_text().splitlines()
    assert len(rows) == 302 and rows[-1].split()[0] == "300"


@pytest.mark.parametrize("variables", [
    {"CLIENTELE_PAGER": "", "PAGER": "less"},
    {"CLIENTELE_PAGER": "cat", "PAGER": "less"},
    {"CLIENTELE_PAGER": None, "PAGER": ""},
    {"CLIENTELE_PAGER": None, "TERM": "dumb"},
])
def test_without_a_pager_the_screen_is_filled_and_the_rest_counted(prompt, variables):
    terminal = prompt(rows=20, **variables)
    terminal.send(TALL + ENTER)
    terminal.shows("… 286 more rows (`.last` shows all)")
    terminal.shows(SUMMARY)
    terminal.awaits_input()


def test_the_pager_can_be_set(prompt, tmp_path):
    terminal = prompt(rows=20)
    assert answered(terminal, ".set pager") == ["pager: off"]
    assert answered(terminal, ".set pager tee paged.txt > /dev/null") == ["pager: tee paged.txt > /dev/null"]
    assert answered(terminal, TALL)[0].startswith(SUMMARY)
    assert answered(terminal, ".set pager off") == ["pager: off"]
    assert "… 286 more rows (`.last` shows all)" in answered(terminal, TALL)


def test_a_pager_that_reads_little_leaves_no_error(prompt):
    terminal = prompt(rows=20, CLIENTELE_PAGER="head -3")
    assert answered(terminal, "from orders | select id, amount, status")[3:] == ["14,415 rows, as of 2026-06-30 (UTC), in " + terminal.rows()[-2].split(" in ")[1]]
    assert answered(terminal, ".last csv | tail -1")[-1] == "14,415 rows to `tail -1`, as csv", "all of them were kept"


def test_a_pager_that_cannot_be_run(prompt):
    terminal = prompt(rows=20, columns=200, CLIENTELE_PAGER="nosuchpager --now")
    rows = answered(terminal, TALL)
    assert any(row.startswith("the pager `nosuchpager --now` can't be run: there is no such program") for row in rows)
    assert rows[-1].startswith(SUMMARY)
    assert "… 286 more rows (`.last` shows all)" in answered(terminal, TALL), "as without one from then on"


@needs_less
@pytest.mark.parametrize("pager", ["echo $$ > pager.pid; exec less +F", "sh -c 'echo $$ > pager.pid; exec less +F'"])
def test_the_terminal_is_sane_after_a_pager_is_killed(prompt, tmp_path, pager):
    terminal = prompt(rows=20, CLIENTELE_PAGER=pager)
    ask(terminal, TALL)
    terminal.until(lambda: (tmp_path / "pager.pid").exists() and (tmp_path / "pager.pid").read_text().strip(), "a pager")
    terminal.settle()
    os.kill(int((tmp_path / "pager.pid").read_text()), signal.SIGKILL)
    terminal.shows("the pager was killed by signal 9")
    terminal.awaits_input()
    assert answered(terminal, "from customers | take 1 | select id")[0].strip() == "id"
    terminal.send(ctrl("d"))
    assert terminal.ends() == 0
    assert terminal.modes_are_restored()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_terminal_is_sane_when_the_session_is_ended_from_outside(prompt, number):
    terminal = prompt()
    terminal.type("from custo")
    terminal.process.kill(number)
    terminal.ends()
    assert terminal.process.signalstatus == number
    assert terminal.modes_are_restored()


def held_by(terminal):
    """How many bytes of whole lines the terminal holds that nobody has read."""
    descriptor = os.open(os.readlink(f"/proc/{terminal.process.pid}/fd/0"), os.O_RDONLY | os.O_NOCTTY)
    try:
        return int.from_bytes(fcntl.ioctl(descriptor, termios.FIONREAD, bytes(4)), sys.byteorder)
    finally:
        os.close(descriptor)


@needs_less
def test_what_was_typed_ahead_is_kept_for_the_prompt(prompt, tmp_path):
    # Nearly as much as a terminal holds.
    numbers = ", ".join(str(number) for number in range(1, 700))
    ahead = f"from customers where id in ({numbers}) | take 2 | select id, known = id * 1000" + ENTER
    (tmp_path / "two.cq").write_text(f"{TALL}\n{TALL}\n")
    # While the first result is being read, and before the second one is there, all of it has been typed.
    os.mkfifo(tmp_path / "gate")
    terminal = prompt(rows=20, CLIENTELE_PAGER="if mkdir first 2>&-; then cat > first/result; read word < gate; else exec less; fi")
    ask(terminal, ".run two.cq")
    terminal.until((tmp_path / "first" / "result").exists, "the first result")
    terminal.send(ahead)
    terminal.until(lambda: held_by(terminal) == len(ahead), "the typed text in the terminal")
    with open(tmp_path / "gate", "w") as gate:
        gate.write("go on\n")
    terminal.until(lambda: any(row.startswith("300 rows. q leaves") for row in terminal.rows()), "the second result")
    terminal.settle()
    assert ["id", "recency"] in [row.split() for row in terminal.rows()], "the pager has not been steered"
    terminal.send("q")
    terminal.shows("2000")
    terminal.awaits_input()


@needs_less
def test_the_pager_writes_no_files_and_runs_nothing(prompt, tmp_path):
    terminal = prompt(rows=20, CLIENTELE_PAGER=None)
    ask(terminal, TALL)
    terminal.shows("q leaves")
    terminal.send("s" + str(tmp_path / "500") + ENTER)
    terminal.settle()
    terminal.send("!touch " + str(tmp_path / "run") + ENTER)
    terminal.settle()
    terminal.send("q")
    terminal.send("q")
    terminal.shows(SUMMARY)
    assert not (tmp_path / "500").exists() and not (tmp_path / "run").exists()
