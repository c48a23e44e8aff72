"""Questions beside a program that writes to the same store."""

import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time

import pytest

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LANG": "C.UTF-8"}
QUESTION = "from customers | aggregate { n = count() }\n"


@pytest.fixture
def readers(command):
    """Options of a process that may read what everybody may read, and write nothing."""
    if os.geteuid() != 0:
        # The directory is what keeps the user from writing.
        return {}
    options = {"user": 65534, "group": 65534, "extra_groups": []}
    try:
        works = subprocess.run([command, "--help"], capture_output=True, **options).returncode == 0
    except PermissionError:
        works = False
    if not works:
        pytest.skip("nobody else may run the program")
    return options


def open_to_all(tmp_path):
    """Tests that run side by side have folders of their own, one deeper."""
    temporary = pathlib.Path(tempfile.gettempdir())
    for parent in [tmp_path, *tmp_path.parents]:
        if parent == temporary:
            break
        parent.chmod(0o755)


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
def test_a_store_that_nobody_can_keep_from_changing(command, run, tmp_path, readers, engine):
    """Without permission to write to the directory of a store with a write-ahead log that nobody has open, SQLite reads
    the file as one that never changes. It changes between two questions of one session all the same."""
    folder = tmp_path / "shared"
    folder.mkdir()
    path = folder / "shop.db"
    assert run("init", str(path)).returncode == 0
    # Whoever makes a store may read it, and nobody else.
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)

    def add(key):
        writer = sqlite3.connect(path)
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("INSERT INTO customers (id) VALUES (?)", (key,))
        writer.commit()
        writer.close()

    add(1)
    open_to_all(tmp_path)
    signals = tmp_path / "signals"
    signals.mkdir()
    signals.chmod(0o777)
    # Between its questions the session waits for the writer.
    script = QUESTION
    for key in (2, 3):
        asked, added = signals / ("asked-%d" % key), signals / ("added-%d" % key)
        wait = "while ! test -e %s; do sleep 0.01; done" % added
        script += ".last csv | { cat >/dev/null; touch %s; %s; }\n" % (asked, wait) + QUESTION
    folder.chmod(0o555)
    process = subprocess.Popen(
        [command, str(path), "--engine", engine, "--as-of", "2026-06-30", "--allow", "shell"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT, **readers)
    try:
        process.stdin.write(script)
        process.stdin.close()
        for key in (2, 3):
            while not (signals / ("asked-%d" % key)).exists():
                assert process.poll() is None, process.stderr.read()
                time.sleep(0.01)
            folder.chmod(0o755)
            add(key)
            folder.chmod(0o555)
            (signals / ("added-%d" % key)).touch()
        output, errors = process.stdout.read(), process.stderr.read()
        assert process.wait() == 0, errors
        assert output.split() == ["n", "1", "n", "2", "n", "3"]
    finally:
        process.kill()
        folder.chmod(0o755)


def test_a_log_that_nobody_may_open(command, run, tmp_path, readers):
    """A log with commits in it is not passed over, also where a link leads to the store."""
    assert run("init", "shop.db").returncode == 0
    folder, links = tmp_path / "folder", tmp_path / "links"
    folder.mkdir()
    links.mkdir()
    writer = sqlite3.connect(tmp_path / "shop.db")
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("INSERT INTO customers (id) VALUES (1)")
    writer.commit()
    # What a program leaves that was killed, in a copy.
    for ending in ("", "-wal"):
        shutil.copyfile(tmp_path / ("shop.db" + ending), folder / ("shop.db" + ending))
    writer.close()
    (links / "shop.db").symlink_to(folder / "shop.db")
    open_to_all(tmp_path)
    for directory in (folder, links):
        directory.chmod(0o555)
    try:
        for directory in (folder, links):
            path = str(directory / "shop.db")
            answer = subprocess.run([command, "query", "-s", path, "--as-of", "2026-06-30", QUESTION],
                                    capture_output=True, text=True, env=ENVIRONMENT, **readers)
            assert (answer.returncode, answer.stdout) == (2, ""), answer.stdout
            assert "E0528" in answer.stderr and "write-ahead log" in answer.stderr
    finally:
        for directory in (folder, links):
            directory.chmod(0o755)
