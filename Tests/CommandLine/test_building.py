"""What a user sees, and can stop, while the columns of a question are built."""

import os
import pty
import signal
import sqlite3
import subprocess
import time

import pytest

QUESTION = "from customers | where sum(orders.amount) > 50000 | aggregate { n = count() }"
ANSWER = "n\n583\n"


@pytest.fixture
def slow(tmp_path):
    """The arguments that ask a database whose amounts have to be computed when they are read, which takes a while."""
    database = sqlite3.connect(tmp_path / "slow.db")
    database.executescript("""
        create table customers (id integer primary key, filler blob);
        create table orders (id integer primary key, customer integer, at integer, paid integer,
            cents integer generated always as (paid + 0 * length(hex(zeroblob(6000 + paid)))));
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
            insert into customers select i, zeroblob(5000) from n;
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 120000)
            insert into orders select i, i % 1000 + 1, 1780000000 + i, i % 1000 from n;
        """)
    database.close()
    (tmp_path / "slow.cq").write_text("""
        entity customers { key id: int }
        entity orders of customers by "customer" at at {
          key id: int, at: time = epoch_seconds("at"), amount: int = "cents"
        }
        """)
    return ["query", "-s", "slow.db", "--model", "slow.cq", "--as-of", "2026-06-30", "--format", "csv"]


def catches(program, number):
    """Whether it has come so far that it handles the signal."""
    with open(f"/proc/{program.pid}/status") as status:
        return any(line.startswith("SigCgt:") and int(line.split()[1], 16) >> number - 1 & 1 for line in status)


def on_a_terminal(command, arguments, folder, interrupt_at=None, terminal="xterm-256color"):
    """Exit code, standard output, and what the program writes to a terminal that is its standard error.

    It is interrupted when it has written `interrupt_at`; as soon as it can be, where that is empty."""
    leader, follower = pty.openpty()
    program = subprocess.Popen(
        [command, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=follower, cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": terminal, "LANG": "C.UTF-8"})
    os.close(follower)
    seen = b""
    if interrupt_at == b"":
        while not catches(program, signal.SIGINT):
            time.sleep(0.001)
        program.send_signal(signal.SIGINT)
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
        if interrupt_at and interrupt_at in seen:
            interrupt_at = None
            program.send_signal(signal.SIGINT)
    os.close(leader)
    out = program.stdout.read().decode()
    return program.wait(30), out, seen.decode()


def cached(folder):
    return [name for _, _, names in os.walk(folder / ".cache") for name in names]


def test_a_terminal_sees_how_far_columns_are(command, slow, tmp_path):
    code, out, seen = on_a_terminal(command, [*slow, QUESTION], tmp_path)
    assert (code, out) == (0, ANSWER)
    lines = seen.split("\r\x1b[K")
    assert len(lines) > 3 and lines[0] == "" and lines[-1] == "", "in its own place, and wiped"
    assert all(line.startswith("building columns: orders [") and line.endswith(" rows") for line in lines[1:-1])
    shares = [int(line.split("] ")[1].split(" %")[0]) for line in lines[1:-1]]
    assert shares == sorted(shares) and shares[0] < shares[-1] <= 100
    assert on_a_terminal(command, [*slow, QUESTION], tmp_path) == (0, ANSWER, ""), "nothing to wait for"


@pytest.mark.parametrize("arguments, terminal", [(["--no-progress"], "xterm"), ([], "dumb")])
def test_nothing_is_shown_to_who_does_not_want_it(command, slow, tmp_path, arguments, terminal):
    assert on_a_terminal(command, [*slow, *arguments, QUESTION], tmp_path, terminal=terminal) == (0, ANSWER, "")


def test_nothing_is_shown_in_a_pipe(run, slow):
    answer = run(*slow, QUESTION, environment={"TERM": "xterm-256color"})
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, ANSWER, "")


def test_ctrl_c_stops_building(command, run, slow, tmp_path):
    code, out, seen = on_a_terminal(command, [*slow, QUESTION], tmp_path, interrupt_at=b"building columns")
    assert (code, out) == (130, "")
    assert seen.endswith("\r\x1b[K\r\ninterrupted\r\n") or seen.endswith("\r\x1b[K\r\n\x1b[2minterrupted\x1b[0m\r\n")
    assert all(name.endswith(".column") for name in cached(tmp_path))
    answer = run(*slow, QUESTION)
    assert (answer.returncode, answer.stdout) == (0, ANSWER)


def test_ctrl_c_ends_what_does_not_notice_it(command, slow, tmp_path):
    # Compiling takes seconds and asks nobody whether it is to go on.
    (tmp_path / "long.cq").write_text("".join(f"metric m{n} = monetary + {n}\n" for n in range(100_000)))
    arguments = ["run", *slow[1:], str(tmp_path / "long.cq")]
    code, out, seen = on_a_terminal(command, arguments, tmp_path, interrupt_at=b"")
    assert (code, out) == (130, "")
    assert seen in ("\r\x1b[K\r\ninterrupted\r\n", "\r\x1b[K\r\n\x1b[2minterrupted\x1b[0m\r\n")
