"""What the program writes to, what it never writes over, and what it leaves behind when it is stopped."""

import json
import os
import resource
import shutil
import signal
import subprocess
import threading
import time

import pytest

HEADER = "id,customer_id,ordered_at,amount,status\n"
BAD = HEADER + "1,1,never,5,\n"
TAKE = "from customers | sort id | take 1 | select id"


@pytest.fixture
def folder(shop, tmp_path):
    """With a store `g.db`, and names that lead to it."""
    shutil.copyfile(shop, tmp_path / "g.db")
    os.link(tmp_path / "g.db", tmp_path / "hard.csv")
    os.symlink("g.db", tmp_path / "soft.csv")
    (tmp_path / "bad.csv").write_text(BAD)
    (tmp_path / "q.cq").write_text(TAKE)
    (tmp_path / "d.cq").write_text("segment few where id < 3\n")
    (tmp_path / "r.cq").write_text('import "d.cq" as d\nfrom d.few | select id\n')
    return tmp_path


def contents(folder):
    return {name.name: name.read_bytes() for name in sorted(folder.iterdir()) if name.is_file() and not name.is_symlink()}


PLACES = ["g.db", "hard.csv", "soft.csv", "g.db-wal", "g.db-journal", "g.db-shm", "g.db.columns/x.csv", "./g.db"]


@pytest.mark.parametrize("place", PLACES)
def test_no_output_goes_over_a_database(run, folder, place):
    before = contents(folder)
    (folder / "g.db.columns").mkdir()
    for answer in (
        run("query", "-s", "g.db", TAKE, "--format", "csv", "-o", place),
        run("run", "-s", "g.db", "q.cq", "--format", "csv", "-o", place),
        run("query", "-s", "hard.csv", TAKE, "--format", "csv", "-o", place),
        run("g.db", input=TAKE + f"\n.last csv > {place}\n"),
        run("g.db", input=f"segment a where id < 3\n.save a {place}\n"),
        run("import", "-s", "g.db", "--into", "orders", "bad.csv", "--rejects", place),
        run("model", "infer", "g.db", "-o", place),
    ):
        assert answer.returncode != 0, answer.args
        assert "database" in answer.stderr or "File exists" in answer.stderr, answer.stderr
    assert contents(folder) == before


def test_no_output_goes_over_a_database_that_is_not_open(run, folder, shop):
    before = contents(folder)
    answer = run("query", "-s", shop, TAKE, "--format", "csv", "-o", "g.db")
    assert answer.returncode == 1 and "g.db is a database" in answer.stderr
    assert contents(folder) == before


def test_no_result_goes_over_what_is_read(run, folder):
    before = contents(folder)
    with open(folder / "q.cq") as script:
        answers = [
            run("run", "-s", "g.db", "q.cq", "--format", "csv", "-o", "q.cq"),
            run("run", "-s", "g.db", "r.cq", "--format", "csv", "-o", "r.cq"),
            run("run", "-s", "g.db", "r.cq", "--format", "csv", "-o", "d.cq"),
            run("query", "-s", "g.db", "-", "--format", "csv", "-o", "q.cq", input=None, stdin=script),
            run("g.db", input=".run q.cq\n.last csv > q.cq\n"),
            run("import", "-s", "g.db", "--into", "orders", "bad.csv", "--rejects", "bad.csv"),
        ]
    with open(folder / "bad.csv") as rows:
        answers.append(run("import", "-s", "g.db", "--into", "orders", "-", "--rejects", "bad.csv", input=None, stdin=rows))
    (folder / "empty.csv").write_text(HEADER)
    answers.append(run("import", "-s", "g.db", "--into", "orders", "empty.csv", "bad.csv", "--rejects", "bad.csv"))
    for answer in answers:
        assert answer.returncode != 0 and "is what is being read" in answer.stderr, answer.args
    (folder / "empty.csv").unlink()
    assert contents(folder) == before
    # A script is saved over the one that was run.
    answer = run("g.db", input=".run q.cq\nsegment a where id < 3\n.save a\n")
    assert answer.returncode == 0 and "segment a" in (folder / "q.cq").read_text()


def test_rejects_go_to_pipes_and_devices(run, folder):
    import_bad = ("import", "-s", "g.db", "--into", "orders", "bad.csv", "--rejects")
    os.mkfifo(folder / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((folder / "pipe").read_text()))
    reader.start()
    run(*import_bad, "pipe")
    reader.join()
    assert read[0].endswith(",1,1,never,5,\n") and (folder / "pipe").is_fifo()
    # Who reads finds the end where there is nothing to read.
    (folder / "good.csv").write_text(HEADER + "900000,1,2026-01-01,5,\n")
    reader = threading.Thread(target=lambda: read.append((folder / "pipe").read_text()))
    reader.start()
    assert run("import", "-s", "g.db", "--into", "orders", "good.csv", "--rejects", "pipe").returncode == 0
    reader.join()
    assert read[1] == ""
    assert run(*import_bad, "/dev/null").returncode == 1 and not os.path.isfile("/dev/null")
    # What the shell has opened is written to, be it a file.
    for name in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
        with open(folder / "out", "w") as out:
            run(*import_bad, name, stdout=out)
            run("query", "-s", "g.db", TAKE, "-o", name, "--format", "csv", stdout=out)
        assert (folder / "out").read_text().endswith(",1,1,never,5,\nid\n1\n")
    # A link that the user names leads to the file that is meant, be it there or not.
    for target in ("there.csv", "not-there.csv"):
        os.symlink(target, folder / "link.csv")
        run(*import_bad, "link.csv")
        assert (folder / "link.csv").is_symlink() and "never" in (folder / target).read_text()
        (folder / "link.csv").unlink()


def test_nothing_that_was_planted_is_followed(run, folder):
    (folder / "secret").write_text("mine")
    for name in ("bad.csv.rejects.csv.part", "bad.csv.rejects.csv"):
        os.symlink("secret", folder / name)
    answer = run("import", "-s", "g.db", "--into", "orders", "bad.csv")
    assert answer.returncode == 1 and "bad.csv.rejects.csv: it is no regular file" in answer.stderr
    assert (folder / "secret").read_text() == "mine" and (folder / "bad.csv.rejects.csv").is_symlink()


def test_one_file_into_three_stores_at_once(command, run, tmp_path):
    (tmp_path / "orders.csv").write_text(HEADER + "".join(f"{n},1,{'never' if n % 2 else '2026-01-01'},5,\n" for n in range(1, 4001)))
    for store in "abc":
        assert run("init", f"{store}.db").returncode == 0
    processes = [
        subprocess.Popen([command, "import", "-s", f"{store}.db", "--into", "orders", "--create-customers", "orders.csv"], cwd=tmp_path,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for store in "abc"]
    for process in processes:
        error = process.communicate()[1]
        assert process.returncode == 0, error
    assert sorted(name for name in os.listdir(tmp_path) if "rejects" in name) == ["orders.csv.rejects.csv"]
    assert (tmp_path / "orders.csv.rejects.csv").read_text().count("never") == 4000


def test_mended_rejects_are_not_overwritten(run, folder):
    path = folder / "bad.csv.rejects.csv"
    first = run("import", "-s", "g.db", "--into", "orders", "bad.csv")
    assert "earlier import" not in first.stderr
    # The same rows once more replace the same rows.
    assert "earlier import" not in run("import", "-s", "g.db", "--into", "orders", "bad.csv").stderr
    mended = path.read_text().replace(",never,5", ",2026-01-01,5")
    path.write_text(mended)
    answer = run("import", "-s", "g.db", "--into", "orders", "bad.csv")
    assert "rows rejected by an earlier import were there: bad.csv.rejects-1.csv has them now" in answer.stderr
    assert (folder / "bad.csv.rejects-1.csv").read_text() == mended and "never" in path.read_text()
    # The same where the place was chosen, and for a second file of the same command.
    (folder / "worse.csv").write_text(HEADER + "2,1,nie,5,\n")
    run("import", "-s", "g.db", "--into", "orders", "bad.csv", "worse.csv", "--rejects", "kept.csv")
    assert "nie" in (folder / "kept.csv").read_text() and "never" in (folder / "kept-1.csv").read_text()
    # An import that is given up changes nothing there.
    before = contents(folder)
    assert run("import", "-s", "g.db", "--into", "orders", "worse.csv", "--rejects", "kept.csv", "--on-error", "abort").returncode == 1
    after = contents(folder)
    assert {name for name in before if before[name] != after[name]} <= {"g.db", "hard.csv"} and before.keys() == after.keys()


def test_rows_without_what_they_need_are_rejected(run, folder):
    def report(name, text, into):
        (folder / name).write_text(text)
        return run("import", "-s", "g.db", "--into", into, "--generate-keys", name).stderr

    assert ": 1 added" in report("c.csv", "name,city\na,\n,\n \n", "customers")
    assert ": 1 added" in report("c.jsonl", '{"name": "a"}\n{}\n{"name": null}\n{"other": 1}\n', "customers")
    assert "no value for any field of customers" in (folder / "c.jsonl.rejects.jsonl").read_text()


@pytest.mark.parametrize("ending", ["file", "pipe"])
def test_keys_count_on_every_line(run, folder, ending):
    def bring(text):
        (folder / "o.jsonl").write_text(text)
        if ending == "pipe":
            return run("import", "-s", "g.db", "--into", "orders", "--format", "jsonl", "-", input=text)
        return run("import", "-s", "g.db", "--into", "orders", "o.jsonl")

    def count():
        return run("query", "-s", "g.db", "--engine", "sqlite", "from orders where id = 700001 | aggregate { n = count() }").stdout.split()[1]

    keyless, keyed = {"customer_id": 1, "ordered_at": "2026-03-01"}, {"id": 700001, "customer_id": 1, "ordered_at": "2026-03-01"}
    total = run("query", "-s", "g.db", "from orders | aggregate { n = count() }").stdout
    answer = bring(json.dumps(keyless) + "\n" + json.dumps(keyed) + "\n")
    assert ": 1 added" in answer.stderr and "1 row rejected" in answer.stderr
    if ending == "file":
        assert count() == "1"
        assert ": 0 added, 1 unchanged" in bring(json.dumps(keyless) + "\n" + json.dumps(keyed) + "\n").stderr
    else:
        # Of a stream nobody knows what comes: the row is kept for an import of its own.
        assert count() == "0"
        rejects = (folder / "orders.rejects.jsonl").read_text()
        assert "is a key, and records before this one have none" in rejects
        (folder / "rest.jsonl").write_text(rejects)
        assert ": 1 added" in run("import", "-s", "g.db", "--into", "orders", "rest.jsonl").stderr
        assert count() == "1"
    assert run("query", "-s", "g.db", "from orders | aggregate { n = count() }").stdout != total


def limit_files():
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


def test_more_than_a_file_may_hold_is_an_error(run, folder):
    (folder / "o.csv").write_text(HEADER + "".join(f"{n},1,{'never' if n % 2 else '2026-01-01'},5,\n" for n in range(900000, 901000)))
    before = contents(folder)
    for arguments in (
        ("query", "-s", "g.db", "from orders", "-o", "out.csv"),
        ("import", "-s", "g.db", "--into", "orders", "o.csv"),
        ("init", "new.db"), ("generate", "new.db"), ("model", "infer", "g.db", "-o", "model.cq"),
    ):
        answer = run(*arguments, preexec_fn=limit_files)
        assert answer.returncode in (1, 2) and "error[" in answer.stderr, arguments
        # Nobody looks for room on a disk that has some.
        assert "the disk that holds" not in answer.stderr, arguments
        assert contents(folder) == before, arguments
    script = "segment a where name = \"%s\"\n.save a a.cq\n" % ("x" * 2000)
    answer = run("g.db", input=script, preexec_fn=limit_files)
    assert answer.returncode == 1 and contents(folder) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_a_draft_does_not_outlive_its_process(command, run, folder, number):
    # Twelve hundred questions take long enough for a signal to arrive between two of them.
    (folder / "long.cq").write_text("".join("from orders | select id, customer.name\n" for _ in range(1200)))
    process = subprocess.Popen([command, "run", "-s", "g.db", "long.cq", "-o", "vip.jsonl"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        # Something is in it: the handler of signals is there.
        while not (drafts := [name for name in os.listdir(folder) if ".partial-" in name and (folder / name).stat().st_size > 0]):
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.01)
        process.send_signal(number)
        process.wait()
    finally:
        process.kill()
        process.communicate()
    assert process.returncode != 0 and len(drafts) == 1
    left = [name for name in os.listdir(folder) if ".partial-" in name]
    assert left == ([] if number != signal.SIGKILL else drafts)
    # What looks like a draft and is none, or is being written by somebody else, stays.
    (folder / "vip.jsonl.partial-notes").write_text("mine")
    assert run("query", "-s", "g.db", TAKE, "-o", "vip.jsonl").returncode == 0
    assert [name for name in os.listdir(folder) if ".partial-" in name] == ["vip.jsonl.partial-notes"]


def test_what_names_people_is_its_owners_alone(run, tmp_path):
    former = os.umask(0o022)
    try:
        assert run("generate", "made.db", "--customers", "1500").returncode == 0
        assert run("init", "empty.db").returncode == 0
        (tmp_path / "bad.csv").write_text(BAD)
        run("import", "-s", "empty.db", "--into", "orders", "bad.csv")
        assert run("query", "-s", "made.db", "from customers | group by city { n = count() }", "-o", "out.csv").returncode == 0
        os.chmod(tmp_path / "out.csv", 0o640)
        assert run("query", "-s", "made.db", TAKE, "-o", "out.csv").returncode == 0
        assert run("query", "-s", "made.db", TAKE, "-o", "new.csv").returncode == 0
    finally:
        os.umask(former)

    def mode(path):
        return (tmp_path / path).stat().st_mode & 0o777

    assert [mode(name) for name in ("made.db", "empty.db", "bad.csv.rejects.csv", "made.db.columns")] == [0o600, 0o600, 0o600, 0o700]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "made.db.columns").iterdir()} == {0o600}
    assert mode("out.csv") == 0o640 and mode("new.csv") == 0o644
