"""Making stores and filling them."""

import os
import pty
import signal
import subprocess
import threading
import time

ORDERS = "id,customer_id,ordered_at,amount\n1,7,2026-06-01,10.50\n2,7,2026-06-02,not money\n3,8,2026-06-03,3\n"


def make_store(run, tmp_path):
    assert run("init", "shop.db").returncode == 0
    (tmp_path / "orders.csv").write_text(ORDERS)


def test_a_store_never_replaces_a_file(run, tmp_path):
    (tmp_path / "notes.txt").write_text("precious")
    for command in ("init", "generate"):
        answer = run(command, "notes.txt")
        assert answer.returncode == 2
        assert "exists already" in answer.stderr
    assert (tmp_path / "notes.txt").read_text() == "precious"


def test_import_sums_up_and_keeps_rejected_rows(run, tmp_path):
    make_store(run, tmp_path)
    answer = run("import", "-s", "shop.db", "--into", "orders", "--create-customers", "orders.csv")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert "3 rows into orders: 2 added, 2 customers created" in answer.stderr
    assert "1 row rejected and not imported: orders.csv.rejects.csv" in answer.stderr
    assert "not money" in (tmp_path / "orders.csv.rejects.csv").read_text()
    assert "\r" not in answer.stderr and "\x1b" not in answer.stderr
    count = run("query", "-s", "shop.db", "from orders | aggregate { n = count(), s = sum(amount) }")
    assert count.stdout == "n,s\n2,13.50\n"


def test_abort_leaves_the_store_as_it_was(run, tmp_path):
    make_store(run, tmp_path)
    answer = run("import", "-s", "shop.db", "--into", "orders", "--create-customers", "--on-error", "abort", "orders.csv")
    assert answer.returncode == 1
    assert "error[E0609]" in answer.stderr
    assert run("query", "-s", "shop.db", "from orders | aggregate { n = count() }").stdout == "n\n0\n"


def test_import_from_standard_input(run, tmp_path):
    make_store(run, tmp_path)
    answer = run("import", "-s", "shop.db", "--into", "customers", "--format", "jsonl", "-", input='{"id": 1, "name": "Ana"}\n')
    assert answer.returncode == 0
    assert run("query", "-s", "shop.db", "from customers | select name").stdout == "name\nAna\n"


def test_mistakes_in_an_import_are_the_users(run, tmp_path):
    make_store(run, tmp_path)
    for arguments in (["--into", "order"], ["--into", "orders", "--map", "amount"], ["--into", "orders", "--map", "price=amount"],
                      ["--into", "orders", "--date-format", "x"]):
        answer = run("import", "-s", "shop.db", *arguments, "orders.csv")
        assert answer.returncode == 2, answer.stderr
    assert run("import", "-s", "shop.db", "--into", "orders", "missing.csv").returncode == 1


def on_a_terminal(command, arguments, folder):
    """What the program writes to a terminal that is its standard error."""
    leader, follower = pty.openpty()
    program = subprocess.Popen(
        [command, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=follower, cwd=folder,
        env={"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8"})
    os.close(follower)
    seen = b""
    while True:
        try:
            data = os.read(leader, 65536)
        except OSError:
            break
        if not data:
            break
        seen += data
    os.close(leader)
    return program.wait(30), seen


def test_progress_is_shown_on_a_terminal_unless_it_is_not_wanted(command, tmp_path):
    code, seen = on_a_terminal(command, ["generate", "a.db", "--customers", "1500"], tmp_path)
    assert code == 0 and b"%" in seen and b"\r" in seen
    code, seen = on_a_terminal(command, ["generate", "b.db", "--customers", "1500", "--no-progress"], tmp_path)
    assert code == 0 and b"%" not in seen


def interrupted(command, arguments, folder, after, number=signal.SIGINT):
    program = subprocess.Popen([command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder)
    after(program)
    program.send_signal(number)
    out, errors = program.communicate(timeout=20)
    return program.returncode, out, errors


def test_interrupted_generation_leaves_no_file(run, command, tmp_path):
    def is_under_way(program):
        while not list(tmp_path.glob("big.db.partial-*-journal")) and program.poll() is None:
            time.sleep(0.01)
        time.sleep(0.2)

    for number in (signal.SIGINT, signal.SIGTERM):
        code, _, errors = interrupted(command, ["generate", "big.db", "--customers", "1000000"], tmp_path, is_under_way, number)
        assert (code, errors) == (130, "interrupted\n")
        assert list(tmp_path.iterdir()) == []
    # Who is killed can't clear up; there is no store all the same, and the next one does.
    code, _, _ = interrupted(command, ["generate", "big.db", "--customers", "1000000"], tmp_path, is_under_way, signal.SIGKILL)
    assert code == -signal.SIGKILL and not (tmp_path / "big.db").exists()
    assert run("generate", "big.db", "--customers", "10").returncode == 0
    assert [file.name for file in tmp_path.iterdir()] == ["big.db"]


def at_work(program):
    """Waits until it has worked for a while, and not only waited for the processor."""
    while program.poll() is None:
        fields = open(f"/proc/{program.pid}/stat").read().rsplit(")", 1)[1].split()
        if (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") > 0.4:
            return
        time.sleep(0.01)


def test_an_interrupted_import_leaves_the_store_as_it_was(run, command, tmp_path):
    make_store(run, tmp_path)
    os.mkfifo(tmp_path / "endless.csv")
    stop = threading.Event()

    def feed():
        try:
            with open(tmp_path / "endless.csv", "w") as file:
                file.write("id,name\n")
                number = 0
                while not stop.is_set():
                    number += 1
                    file.write(f"{number},Ana\n")
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    code, _, errors = interrupted(
        command, ["import", "-s", "shop.db", "--into", "customers", "endless.csv"], tmp_path, at_work)
    stop.set()
    assert code == 130, errors
    assert run("query", "-s", "shop.db", "from customers | aggregate { n = count() }").stdout == "n\n0\n"


def test_an_interrupted_question_says_nothing_on_standard_output(command, shop, tmp_path):
    slow = "segment where count(orders where amount > monetary / 100) > 2 and sum(orders.amount where amount < average_order_value) > 3"
    text = f"{slow}\n" * 200
    # Over columns two hundred of these take no time to interrupt.
    code, out, errors = interrupted(
        command, ["query", "-s", shop, "--engine", "sqlite", "-o", "slow.jsonl", text], tmp_path, at_work)
    assert (code, out, errors) == (130, "", "interrupted\n")
    assert list(tmp_path.iterdir()) == []
