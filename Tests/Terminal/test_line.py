"""The line between the program and the terminal: slow, silent, or at rest."""

import os
import re
import statistics
import termios
import time

import pytest

from terminal import ENTER, PROMPT, RIGHT, ctrl, pasted

AS_OF = ("--as-of", "2026-06-30")
BYTES_A_SECOND = 120  # 1200 baud


@pytest.fixture
def prompt(open_prompt, shop, tmp_path):
    def start(*history, **options):
        file = tmp_path / "state" / "clientele" / "history"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(entry + "\n" for entry in history))
        return open_prompt(store=shop, arguments=AS_OF, **options)
    return start


def processor_seconds(terminal):
    fields = open(f"/proc/{terminal.process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def threads(terminal):
    return len(os.listdir(f"/proc/{terminal.process.pid}/task"))


@pytest.mark.parametrize("text", ["", "segment where recency < 30", "segment where recncy < 30 "])
def test_at_rest_it_takes_no_time_and_no_thread(prompt, text):
    terminal = prompt()
    terminal.send(text)
    # What a key has begun takes as long as it takes: at rest is what has neither worked nor written for a while.
    seen = []

    def rests():
        seen.append((processor_seconds(terminal), len(terminal.received), threads(terminal)))
        return len(seen) > 50 and len(set(seen[-50:])) == 1 and seen[-1][2] == 1

    terminal.until(rests, "rest")
    before = processor_seconds(terminal)
    received = len(terminal.received)
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        terminal._receive(0.1)
    assert processor_seconds(terminal) - before <= 0.02
    assert len(terminal.received) == received
    assert threads(terminal) == 1


def test_nothing_is_ever_asked_of_the_terminal(prompt):
    terminal = prompt("from customers | take 2")
    terminal.send("from")
    terminal.shows(PROMPT + "from customers | take 2")
    terminal.send(RIGHT + pasted(" | x") + ctrl("u") + "segment where recncy < 30 ")
    terminal.shows("E0301")
    terminal.send(ctrl("o"))
    terminal.shows("customers")
    terminal.resize(24, 50)
    terminal.send(ENTER)
    terminal.awaits_input()
    questions = re.findall(rb"\x1b\[[?>=]?\d*[cn]|\x1b\[\d*t|\x1b\]|\x1bP|\x05|\x1bZ", terminal.received)
    assert questions == []


def test_a_key_costs_a_slow_line_few_bytes(prompt):
    """The line does not say how slow it is, so everything is shown: colours, hints, remarks, numbers."""
    terminal = prompt("segment where recency < 30 and monetary > 5000 and frequency >= 2")
    terminal.settle()
    costs = []
    for character in "segment where recency < 30 and monetary > 5000":
        before = len(terminal.received)
        terminal.send(character)
        terminal.until(lambda: len(terminal.received) > before, "an echo")
        while terminal._receive(0.02):
            pass
        costs.append(len(terminal.received) - before)
    assert statistics.median(costs) <= 12, costs
    assert statistics.mean(costs) <= 24, costs
    terminal.shows(PROMPT + "segment where recency < 30 and monetary > 5000 and frequency >= 2")


def test_a_terminal_that_takes_1200_baud_keeps_up_with_a_typist(prompt):
    terminal = prompt()
    terminal.settle()
    text = "segment where recency < 30 and monetary > 5000"
    for character in text:
        terminal.send(character)
        # A typist of five characters a second, and a line that gives what it can in that time: so many bytes a key,
        # whenever the program comes to write them.
        budget = int(BYTES_A_SECOND * 0.2)
        while budget > 0 and terminal.process.child_fd in _readable(terminal, 0.4):
            try:
                data = os.read(terminal.process.child_fd, budget)
            except OSError:
                break
            budget -= len(data)
            terminal.received += data
            terminal._stream.feed(data)
    lag = len(text) - max(0, len(terminal.rows()[-1 if not terminal.rows()[-1].endswith("customers") else -2]) - len(PROMPT))
    assert lag <= 10, terminal.rows()
    terminal.shows(PROMPT + text)


def _readable(terminal, seconds):
    import select
    return select.select([terminal.process.child_fd], [], [], seconds)[0]


def test_a_line_that_says_it_is_slow_gets_the_statement_alone(prompt):
    terminal = prompt("segment where recency < 30 and monetary > 5000", setup=lambda fd: _speed(fd, termios.B1200))
    before = len(terminal.received)
    text = "segment where recncy < 30 "
    terminal.send(text)
    deadline = time.monotonic() + 1.6
    while time.monotonic() < deadline:
        terminal._receive(0.05)
    assert terminal.rows() == [PROMPT + text.rstrip()]
    assert len(terminal.received) - before < 5 * len(text)
    terminal.send(ctrl("o"))
    terminal.shows(PROMPT + "segment where recency < 30")


def _speed(descriptor, speed):
    modes = termios.tcgetattr(descriptor)
    modes[4] = modes[5] = speed
    termios.tcsetattr(descriptor, termios.TCSANOW, modes)


def test_keys_that_come_faster_than_they_are_drawn_are_all_there(prompt):
    terminal = prompt("segment where recency < 30 and monetary > 5000")
    text = "segment where recency < 30 and city = \"東京\" and monetary > 5000 "
    for start in range(0, len(text), 7):
        terminal.send(text[start:start + 7])
    terminal.until(lambda: "".join(terminal.rows()[:1]).endswith("monetary > 5000"), "all of it")
    terminal.is_at(0, len(PROMPT + text) + 2)


def test_a_long_text_costs_what_it_is_long_also_without_the_marks_of_a_paste(prompt):
    text = "segment where " + "recency < 30 and " * 1000 + "frequency > 2"
    costs = {}
    for way, keys in {"marked": pasted(text), "unmarked": text}.items():
        terminal = prompt(rows=30, columns=100)
        before = processor_seconds(terminal)
        terminal.pour(keys)
        terminal.until(lambda: any(row.endswith("frequency > 2") for row in terminal.rows()), "the end of the text")
        costs[way] = processor_seconds(terminal) - before
    assert costs["unmarked"] <= 20 * max(costs["marked"], 0.02)


@pytest.mark.parametrize("columns", [40, 80, 132])
@pytest.mark.parametrize("variables", [{}, {"LC_ALL": "C"}])
def test_edits_anywhere_leave_every_cell_right(prompt, columns, variables):
    """Insertions and deletions in the middle of wide, wrapped, coloured text, against what it says when drawn anew."""
    terminal = prompt(columns=columns, rows=16, **variables)
    terminal.send(pasted('from customers where city = "東京" and\nname contains "ü東"\n| select id, name'))
    terminal.settle()
    keys = [ctrl("a"), "x", ctrl("p"), "東", ctrl("p"), ctrl("e"), "\x7f", "é", "\x1bb", "ab", ctrl("d"), ctrl("k"), "\x1b[C", ctrl("n"), ctrl("e"), "東東東東",
            "\x7f\x7f", ctrl("a"), "京", ctrl("t"), ctrl("w"), ctrl("y"), "\x1b\r", "z"]
    for key in keys:
        terminal.send(key)
        if anew(terminal, 0.15) is not None:
            # A remark may have come between the two looks: once more, when all of them have.
            assert anew(terminal, 1.2) is None, f"after {key!r}"


def anew(terminal, seconds):
    """What differs when everything is drawn anew after a while; None for nothing."""
    def wait():
        deadline = time.monotonic() + seconds
        while terminal._receive(0.05) or time.monotonic() < deadline:
            pass
    wait()
    shown = cells(terminal)
    terminal.send(ctrl("l"))
    wait()
    return None if cells(terminal) == shown else (shown, cells(terminal))


def cells(terminal):
    screen = terminal.screen
    drawn = [[(cell.data, cell.fg, cell.underscore) for cell in (screen.buffer[row][column] for column in range(screen.columns))]
             for row in range(screen.lines)]
    rows = [[cell if cell[0].strip() else (cell[0],) for cell in row] for row in drawn]
    return rows, terminal.cursor
