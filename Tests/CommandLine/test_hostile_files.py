"""Devices, pipes, links, files without an end: an error at once, whichever command is given them."""

import contextlib
import os
import sqlite3
import subprocess

import pytest

LIMIT = 16 << 20


@pytest.fixture
def places(tmp_path):
    """Names of what is no script, in the folder that commands run in."""
    os.mkfifo(tmp_path / "pipe.cq")
    os.symlink("/dev/zero", tmp_path / "zero.cq")
    os.symlink("pipe.cq", tmp_path / "link.cq")
    os.symlink("loop.cq", tmp_path / "loop.cq")
    with open(tmp_path / "large.cq", "wb") as file:
        file.truncate(3 << 30)
    return ["/dev/zero", "pipe.cq", "zero.cq", "link.cq", "loop.cq", "large.cq", "."]


REASONS = {"/dev/zero": "it is a device", "pipe.cq": "it is a pipe", "zero.cq": "it is a device", "link.cq": "it is a pipe",
           "loop.cq": "symbolic links", "large.cq": "larger than 16 MiB", ".": "it is a directory"}


@pytest.mark.parametrize("arguments", [
    ("run", "-s", "STORE", "FILE"), ("run", "--check", "-s", "STORE", "FILE"), ("query", "-s", "STORE", "--model", "FILE", "from customers"),
    ("init", "new.db", "--model", "FILE"), ("lint", "FILE"), ("fmt", "FILE"), ("fmt", "--check", "FILE")], ids=lambda words: " ".join(words[:2]))
def test_scripts_and_models(run, shop, places, arguments):
    for place in places:
        if place == "." and arguments[0] in ("lint", "fmt"):
            continue
        answer = run(*[{"STORE": shop, "FILE": place}.get(word, word) for word in arguments])
        assert answer.returncode == 2 and "error[E0804]" in answer.stderr and REASONS[place] in answer.stderr, place


def test_folders_with_such_files(run, places):
    answer = run("lint", ".")
    assert answer.returncode == 2
    assert sorted(line.split(":")[1].split()[-1] for line in answer.stderr.splitlines() if "E0804" in line) == [
        "./large.cq", "./link.cq", "./loop.cq", "./zero.cq"] or "./pipe.cq" in answer.stderr


def test_imports(run, shop, places, tmp_path):
    for place in places:
        (tmp_path / "ok.cq").write_text(f'import "{place}" as a\nfrom customers | take 1\n')
        answer = run("run", "-s", shop, "ok.cq")
        assert answer.returncode == 2 and "error[E0320]" in answer.stderr and REASONS[place] in answer.stderr and "ok.cq:1:8" in answer.stderr


def test_a_script_of_the_largest_size(run, shop, tmp_path):
    text = "from customers | take 1 --"
    (tmp_path / "ok.cq").write_text(text + "x" * (LIMIT - len(text)))
    assert run("run", "-s", shop, "ok.cq").returncode == 0
    (tmp_path / "ok.cq").write_text(text + "x" * (LIMIT - len(text) + 1))
    assert "larger than 16 MiB" in run("run", "-s", shop, "ok.cq").stderr


@pytest.mark.parametrize("arguments", [("query", "-s", "STORE", "-"), ("STORE",), ("lint", "-"), ("fmt", "-"), ("explain", "-s", "STORE", "-")],
                         ids=lambda words: words[0])
def test_standard_input_without_an_end(command, shop, tmp_path, arguments):
    with open("/dev/zero", "rb") as zero:
        answer = subprocess.run([command, *[shop if word == "STORE" else word for word in arguments]], stdin=zero, capture_output=True, timeout=60, cwd=tmp_path)
    assert answer.returncode == 2
    assert b"error[E0804]: can't read standard input: it is larger than 16 MiB" in answer.stderr


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom"])
def test_imports_of_records(command, tmp_path, device):
    subprocess.run([command, "init", "shop.db"], check=True, capture_output=True, cwd=tmp_path)
    before = (tmp_path / "shop.db").read_bytes()
    with open(device, "rb") as input:
        for operand in (device, "-"):
            answer = subprocess.run([command, "import", "-s", "shop.db", "--into", "customers", operand], stdin=input, capture_output=True, timeout=60, cwd=tmp_path)
            assert answer.returncode == 1 and b"error[E0601]" in answer.stderr and b"it is a device" in answer.stderr
    assert (tmp_path / "shop.db").read_bytes() == before


@pytest.mark.parametrize("beginning, code", [("id\n1\n\"", "E0601"), ("id\n1\nx", "E0601"), ('{"id":1}\n{"id":', "E0601"), ("\0", "E0611")])
def test_a_line_without_an_end(command, tmp_path, beginning, code):
    """Through a pipe, which may go on for ever by right."""
    subprocess.run([command, "init", "shop.db"], check=True, capture_output=True, cwd=tmp_path)
    endless = subprocess.Popen(["sh", "-c", "printf '%b' \"$0\"; tr '\\0' x < /dev/zero", beginning.replace("\0", "\\0000")], stdout=subprocess.PIPE)
    try:
        answer = subprocess.run([command, "import", "-s", "shop.db", "--into", "customers", "-"], stdin=endless.stdout, capture_output=True, timeout=300, cwd=tmp_path)
    finally:
        endless.kill()
        endless.wait()
    assert answer.returncode == 1 and f"error[{code}]" in answer.stderr.decode()
    if code == "E0601":
        assert "does not end within 64 MiB" in answer.stderr.decode()


def test_personal_values_are_not_repeated(run, tmp_path):
    run("init", "shop.db")
    (tmp_path / "born.csv").write_text("id,birthday\n1,1950-13-45\n")
    answer = run("import", "-s", "shop.db", "--into", "customers", "--on-error", "abort", "born.csv")
    assert answer.returncode == 1 and "error[E0609]: born.csv:2: birthday: " in answer.stderr and "1950" not in answer.stderr
    (tmp_path / "orders.csv").write_text("id,customer_id,ordered_at,amount\n7,1,2026-01-01,12x\n")
    assert "12x" in run("import", "-s", "shop.db", "--into", "orders", "--create-customers", "--on-error", "abort", "orders.csv").stderr


def test_exit_codes_of_stores_that_cannot_be_opened(run, tmp_path):
    assert run("query", "-s", ".", "from customers").returncode == 2
    assert run("init", "missing/shop.db").returncode == 2
    # In use by somebody who does not let go of it.
    run("init", "shop.db")
    (tmp_path / "c.csv").write_text("id\n1\n")
    with contextlib.closing(sqlite3.connect(tmp_path / "shop.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for arguments in (("query", "-s", "shop.db", "from customers"), ("import", "-s", "shop.db", "--into", "customers", "c.csv")):
            answer = run(*arguments)
            assert (answer.returncode, answer.stdout) == (2, "") and "error[E0523]" in answer.stderr
        other.execute("ROLLBACK")
    assert run("import", "-s", "shop.db", "--into", "customers", "c.csv").returncode == 0
