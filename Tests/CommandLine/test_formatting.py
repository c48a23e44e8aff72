"""`clientele fmt`: files, folders, standard input, what must not be touched."""

import os
import stat

import pytest

UGLY = "from customers|take 5 -- five\n"
TIDY = "from customers | take 5  -- five\n"
BROKEN = "segment where (\n"


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def said(answer):
    return answer.returncode, answer.stdout, answer.stderr


def test_standard_input(run):
    assert said(run("fmt", input=UGLY)) == (0, TIDY, "")
    assert said(run("fmt", "-", input=TIDY)) == (0, TIDY, "")
    assert said(run("fmt", input="")) == (0, "", "")


def test_files_are_rewritten_in_place(run, write):
    ugly, tidy = write("a.cq", UGLY), write("b.cq", TIDY)
    os.utime(tidy, (0, 0))
    assert said(run("fmt", ugly, tidy)) == (0, "", "")
    assert ugly.read_text() == TIDY
    assert tidy.stat().st_mtime == 0, "what is laid out already is not written"


def test_permissions_and_links_stay(run, write, tmp_path):
    ugly = write("a.cq", "#!/usr/bin/env -S clientele run\n" + UGLY)
    ugly.chmod(0o750)
    (tmp_path / "link.cq").symlink_to("a.cq")
    assert run("fmt", tmp_path / "link.cq").returncode == 0
    assert (tmp_path / "link.cq").is_symlink() and ugly.read_text().endswith(TIDY)
    assert stat.S_IMODE(ugly.stat().st_mode) == 0o750
    assert sorted(os.listdir(tmp_path)) == ["a.cq", "link.cq"], "no file is left behind"


def test_folders_are_searched(run, write, tmp_path):
    paths = [write(name, UGLY) for name in ["a.cq", "lib/b.cq", "lib/deep/c.cq"]]
    others = [write(name, UGLY) for name in ["notes.txt", ".hidden/d.cq", "lib/.e.cq"]]
    (tmp_path / "lib/deep/loop").symlink_to(tmp_path)
    assert said(run("fmt", "--check", ".", "a.cq")) == (1, "./a.cq\n./lib/b.cq\n./lib/deep/c.cq\n", "")
    assert said(run("fmt", ".")) == (0, "", "")
    assert all(path.read_text() == TIDY for path in paths)
    assert all(path.read_text() == UGLY for path in others)


def test_check_names_and_writes_nothing(run, write):
    ugly, tidy = write("a.cq", UGLY), write("b.cq", TIDY)
    assert said(run("fmt", "--check", "a.cq", "b.cq")) == (1, "a.cq\n", "")
    assert ugly.read_text() == UGLY
    assert said(run("fmt", "--check", tidy)) == (0, "", "")
    assert said(run("fmt", "--check", input=UGLY)) == (1, "<stdin>\n", "")


def test_the_difference_can_be_applied(run, write, tmp_path):
    text = "-- 说明  \n" + "segment a where b\n\n\n\n" * 20 + UGLY + "segment where a in (1,2,)"
    ugly = write("a.cq", text)
    answer = run("fmt", "--diff", "a.cq")
    assert answer.returncode == 1 and answer.stderr == ""
    assert answer.stdout.startswith("--- a.cq\n+++ a.cq\n@@ -1,")
    assert ugly.read_bytes() == text.encode()
    run("fmt", "a.cq")
    assert said(run("fmt", "--diff", "a.cq")) == (0, "", "")
    assert patched(text.encode(), answer.stdout.encode()) == ugly.read_bytes()


def patched(old, difference):
    """What a difference makes of a text."""
    lines, new, position = old.split(b"\n"), [], 0
    body = difference.split(b"\n")[2:]
    for index, line in enumerate(body):
        if line.startswith(b"@@"):
            start = int(line.split()[1].split(b",")[0][1:]) - 1
            new += lines[position:start]
            position = start
        elif line[:1] == b"\\":
            continue
        elif line[:1] in (b" ", b"-"):
            assert lines[position] == line[1:], (position, line)
            position += 1
        if line[:1] in (b" ", b"+"):
            new.append(line[1:])
    return b"\n".join(new + lines[position:]) if position < len(lines) else b"\n".join(new) + b"\n"


def test_what_does_not_parse_is_left_alone(run, write):
    broken, ugly = write("a.cq", BROKEN), write("b.cq", UGLY)
    answer = run("fmt", "a.cq", "b.cq")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "error[E0" in answer.stderr and "a.cq:1:16" in answer.stderr
    assert broken.read_text() == BROKEN and ugly.read_text() == TIDY
    answer = run("fmt", input=BROKEN)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "<stdin>:1:16" in answer.stderr


def test_errors_as_json(run, write):
    write("a.cq", BROKEN)
    answer = run("fmt", "--error-format", "json", "a.cq")
    assert answer.returncode == 2 and answer.stderr.startswith('{"')


@pytest.mark.parametrize("text", [b"segment where city = \"\xc4\"\n", b"-- \xc4\nsegment where  vip\n"])
def test_no_other_encodings(run, write, text):
    path = write("a.cq", text)
    answer = run("fmt", path)
    assert answer.returncode == 2 and "error[E0101]" in answer.stderr
    assert path.read_bytes() == text


def test_files_that_cannot_be_read_or_written(run, write, tmp_path):
    locked = write("locked.cq", UGLY)
    locked.chmod(0o444)
    tidy = write("tidy.cq", TIDY)
    tidy.chmod(0o444)
    ugly = write("ugly.cq", UGLY)
    answer = run("fmt", "missing.cq", "locked.cq", "tidy.cq", "ugly.cq")
    assert answer.returncode == 2
    assert "can't read missing.cq: No such file or directory" in answer.stderr
    assert "can't write locked.cq: it is read-only" in answer.stderr
    assert "tidy.cq" not in answer.stderr
    assert locked.read_text() == UGLY and ugly.read_text() == TIDY
    assert run("fmt", "locked.cq").returncode == 1
    assert run("fmt", "--check", "locked.cq").stdout == "locked.cq\n"


def test_what_is_no_file_is_not_written(run, tmp_path):
    os.mkfifo(tmp_path / "pipe.cq")
    for path, kind in (("/dev/null", "a device"), ("pipe.cq", "a pipe")):
        assert said(run("fmt", path)) == (2, "", f"error[E0804]: can't read {path}: it is {kind}, not a regular file\n")


def test_without_input_at_a_terminal(run):
    main, worker = os.openpty()
    answer = run("fmt", input=None, stdin=worker)
    os.close(main)
    os.close(worker)
    assert answer.returncode == 2 and "FILE.cq is missing" in answer.stderr


def test_results_keep_their_headings(ask, run):
    question = "from customers | take 1 | select id,  length( name )*2 , monetary\n-- half\n/2"
    tidy = run("fmt", input=question).stdout
    assert tidy != question and ask(tidy).stdout == ask(question).stdout
    assert ask(tidy).stdout.startswith("id,length(name) * 2,monetary / 2\n")


def test_drafts_of_models_are_laid_out(run, shop):
    draft = run("model", "infer", shop).stdout
    assert draft and said(run("fmt", "--diff", input=draft)) == (0, "", "")
