"""Scripts and the prompt: `.save`, `.edit`, `.run`, the init file, piped input."""

import os
import signal
import stat
import subprocess

import pytest

from asking import AS_OF, answered, completed
from terminal import DOWN, ENTER, ESCAPE, PROMPT, UP, ctrl, pasted


def run(command, shop, path, *arguments):
    """What `clientele run` prints of a script."""
    done = subprocess.run([command, "run", "-s", shop, *AS_OF, str(path), *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


# .save

@pytest.mark.parametrize("columns", [40, 80, 132])
def test_a_question_becomes_a_segment_of_a_script(prompt, command, shop, tmp_path, columns):
    terminal = prompt(columns=columns)
    answered(terminal, "segment where monetary > 20000")
    assert answered(terminal, ".save big") == ["saved `big` to big.cq"]
    assert (tmp_path / "big.cq").read_text() == "segment big where monetary > 20000\n"
    assert run(command, shop, tmp_path / "big.cq")[0] == 0
    rows = answered(terminal, "from big | aggregate { n = count() }")
    assert rows[0].strip() == "n", "the name is known to the session as well"


def test_comments_go_with_a_definition(prompt, tmp_path):
    terminal = prompt()
    for line in ["-- Who spends.", "-- Reviewed in June.", "segment big where monetary > 20000 -- dollars"]:
        terminal.send(line + ENTER)
    terminal.shows("15 of 1,500 customers")
    terminal.awaits_input()
    assert answered(terminal, ".save big audience.cq") == ["saved `big` to audience.cq"]
    assert (tmp_path / "audience.cq").read_text() == "-- Who spends.\n-- Reviewed in June.\nsegment big where monetary > 20000  -- dollars\n"


def test_what_a_statement_needs_is_saved_with_it(prompt, command, shop, tmp_path):
    terminal = prompt(columns=120)
    answered(terminal, "param least: money = 20000")
    answered(terminal, "metric spent = monetary")
    answered(terminal, "segment big where spent > $least")
    answered(terminal, "segment other where recency < 3")
    answered(terminal, "from big | group by country { n = count() } | sort n desc")
    assert answered(terminal, '.save "big spenders by country" report.cq') == ["saved `big spenders by country` to report.cq"]
    text = (tmp_path / "report.cq").read_text()
    assert [line.split()[0] for line in text.splitlines() if line] == ["param", "metric", "segment", "--", "from"]
    assert "other" not in text
    code, out, _ = run(command, shop, tmp_path / "report.cq")
    assert code == 0 and out.startswith("country,n\n")
    # A second statement brings what the script lacks, and no more.
    answered(terminal, "segment where big and recency < 30")
    assert answered(terminal, ".save fresh") == ["saved `fresh` to report.cq"]
    assert (tmp_path / "report.cq").read_text() == text + "\nsegment fresh where big and recency < 30\n"


def test_a_definition_of_the_same_name_is_not_overwritten(prompt, tmp_path):
    script = tmp_path / "audience.cq"
    script.write_text("-- The audience.\n\n-- Big ones.\nsegment big where monetary > 9\n\nsegment other where recency < 3\n")
    script.chmod(0o640)
    terminal = prompt()
    answered(terminal, "segment big where monetary > 20000")
    assert answered(terminal, ".save big audience.cq") == ["audience.cq:4 defines `big` already: `.save! big` replaces it"]
    assert "monetary > 9" in script.read_text()
    assert answered(terminal, ".save! big audience.cq") == ["saved `big` to audience.cq"]
    assert script.read_text() == "-- The audience.\n\nsegment big where monetary > 20000\n\nsegment other where recency < 3\n"
    assert stat.S_IMODE(script.stat().st_mode) == 0o640
    assert answered(terminal, ".save big") == ["`big` is in audience.cq already, as it is"]
    assert [path.name for path in tmp_path.glob("audience.cq*")] == ["audience.cq"]


def test_a_script_is_not_spoilt(prompt, tmp_path):
    script = tmp_path / "audience.cq"
    script.write_text("segment good where recency < 3\n")
    terminal = prompt(columns=120)
    answered(terminal, "segment where monetary > 20000")
    rows = answered(terminal, ".save city audience.cq")
    assert rows[0].startswith("error[E03") and rows[-1] == "not saved: audience.cq would not compile"
    assert script.read_text() == "segment good where recency < 3\n"


@pytest.mark.parametrize("statement, line, answer", [
    (None, ".save x", "there is no statement to save yet"),
    ("segment big where monetary > 20000", ".save small", "the last statement defines `big`: `.save big` saves it"),
    ("segment where monetary > 20000", ".save", "under which name? write `.save NAME`"),
    ("segment where monetary > 20000", ".save a b c", "a name and a file, no more: put names with blanks into quotes"),
    ("segment where monetary > 20000", ".save big nowhere/big.cq", "error[E0808]: can't write nowhere/big.cq: No such file or directory"),
])
def test_what_cannot_be_saved(prompt, tmp_path, statement, line, answer):
    terminal = prompt(columns=100)
    if statement:
        answered(terminal, statement)
    assert answered(terminal, line)[0] == answer
    assert not list(tmp_path.glob("*.cq"))


# .edit

def editor(tmp_path, script):
    path = tmp_path / "editor"
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("columns", [40, 80, 132])
@pytest.mark.parametrize("mode", ["emacs", "vi"])
def test_what_was_edited_waits_for_enter(prompt, tmp_path, columns, mode):
    terminal = prompt(columns=columns, editrc=f"bind {'-v' if mode == 'vi' else '-e'}\n",
                      VISUAL=editor(tmp_path, 'cp "$1" seen.cq; sed -i s/martins/swifts/ "$1"\n'), EDITOR="false")
    answered(terminal, "from customers | aggregate { martins = count() }")
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(".edit" + ENTER)
    terminal.shows("swifts = count() }")
    terminal.settle()
    assert not any(row.strip() == "swifts" for row in terminal.rows()), "nothing has been run"
    assert (tmp_path / "seen.cq").read_text() == "from customers | aggregate { martins = count() }\n"
    terminal.send(ENTER)
    terminal.until(lambda: any(row.strip() == "swifts" for row in terminal.rows()), "an answer")
    terminal.awaits_input()
    assert not list(tmp_path.glob("clientele-*")), "the file is gone"


def test_several_rows_and_definitions_can_be_edited(prompt, tmp_path):
    terminal = prompt(EDITOR=editor(tmp_path, 'printf "segment 東京 where\\n  recency < 3\\n" > "$1"\n'))
    answered(terminal, "segment big where monetary > 20000")
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(".edit big" + ENTER)
    terminal.shows_rows(PROMPT + "segment 東京 where", "  recency < 3")
    terminal.is_at(2, 13)
    terminal.send(UP)
    terminal.is_at(1, len(PROMPT) + 13)
    terminal.send(ctrl("c"))
    terminal.awaits_input()
    assert answered(terminal, ".edit nothing") == ["this session has defined no `nothing`"]


@pytest.mark.parametrize("variables, answer", [
    ({"EDITOR": "exit 3;"}, "the editor `exit 3;` failed: exit code 3. Nothing has changed"),
    ({"EDITOR": "nosucheditor"}, "the editor `nosucheditor` failed: there is no such program (exit code 127). Nothing has changed"),
    ({"EDITOR": "true", "TMPDIR": "/nonexistent"}, "can't make a file in /nonexistent: No such file or directory"),
])
def test_an_editor_that_fails_is_said(prompt, variables, answer):
    terminal = prompt(columns=132, **variables)
    answered(terminal, "from customers | take 1 | select id")
    assert answered(terminal, ".edit")[-1] == answer
    assert answered(terminal, "from customers | take 1 | select id")[0] == "id"


def test_an_editor_on_a_dumb_terminal(prompt, tmp_path):
    terminal = prompt(TERM="dumb", EDITOR=editor(tmp_path, 'echo "from customers | aggregate { swifts = count() }" > "$1"\n'))
    terminal.send(".edit\n")
    terminal.shows(PROMPT + "from customers | aggregate { swifts = count() }")
    terminal.send("\n")
    terminal.until(lambda: any(row.strip() == "swifts" for row in terminal.rows()), "an answer")
    assert b"\x1b" not in terminal.received


# .run

def test_a_script_runs_and_its_definitions_stay(prompt, tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "metrics.cq").write_text("metric half = monetary / 2\n")
    (tmp_path / "lib" / "audience.cq").write_text(
        'import "metrics.cq" as m\nparam least: money = 20000\nsegment big where m.half * 2 > $least\nfrom big | aggregate { n = count() }\n')
    terminal = prompt()
    many = int(answered(terminal, ".run lib/audience.cq")[2])
    few = int(answered(terminal, ".run lib/audience.cq least=40000")[2])
    assert few < many
    assert int(answered(terminal, "from big | aggregate { n = count() }")[2]) == few
    assert completed(terminal, ".run lib/aud")[0].startswith(".run lib/audience.cq"), "the rest is a hint from the history"
    # What is saved next goes there.
    answered(terminal, "segment where big and recency < 30")
    assert answered(terminal, ".save fresh") == ["saved `fresh` to lib/audience.cq"]


@pytest.mark.parametrize("line, answer", [
    (".run", "which script? write `.run FILE`"),
    (".run missing.cq", "error[E0804]: can't read missing.cq: No such file or directory"),
    (".run wrong.cq", "error[E0301]: there is no field, metric or segment named `recncy`"),
    (".run wrong.cq least", "`least` gives no parameter a value: write `.run FILE name=value`"),
])
def test_a_script_that_cannot_run(prompt, tmp_path, line, answer):
    (tmp_path / "wrong.cq").write_text("segment fine where recency < 3\n\nsegment wrong where recncy < 3\n")
    terminal = prompt(columns=100)
    rows = answered(terminal, line)
    assert rows[0] == answer
    if "E0301" in answer:
        assert rows[1].strip() == "--> wrong.cq:3:21"
        assert answered(terminal, "from fine | take 1")[0].startswith("error[E0302]"), "it ran none of its statements"


# The init file

def config(tmp_path, text):
    (tmp_path / "config" / "clientele").mkdir(parents=True)
    path = tmp_path / "config" / "clientele" / "init.cq"
    path.write_text(text)
    return str(path)


def test_the_init_file_comes_before_the_first_prompt(prompt, tmp_path):
    path = config(tmp_path, "-- mine\n.set format csv\n.timing off\nmetric half = monetary / 2\nsegment big where half > 10000\n")
    terminal = prompt(greeting=True, columns=160)
    assert terminal.rows()[1:-1] == [f"{path} defines big, half"]
    assert answered(terminal, "from customers | take 1 | select id, half") == ["id,half", "1,3407.73", "1 row, as of 2026-06-30 (UTC)"]
    assert prompt(greeting=True, columns=160, arguments=("--no-init",)).rows()[1] == PROMPT.rstrip()


def test_a_wrong_statement_in_it_costs_no_other(prompt, tmp_path):
    path = config(tmp_path, "metric half = monetary / 2\nsegment bad where recncy < 3\nsegment big where half > 10000\nsegment worse where bad and big\n")
    terminal = prompt(greeting=True, columns=160)
    rows = terminal.rows()
    assert f"  --> {path}:2:19" in rows
    assert f"{path} defines big, half" in rows
    assert answered(terminal, "from customers | take 1 | select half")[0].strip() == "half"


def test_what_is_wrong_in_it_is_reported_and_left_out(prompt, tmp_path):
    path = config(tmp_path, "metric half = monetary / 2\n.set nonsense 3\n\nsegment bad where recncy < 3\n.set timing off\n")
    terminal = prompt(greeting=True, columns=160)
    rows = terminal.rows()
    assert f"that was `.set nonsense 3` in {path}:2" in rows
    assert f"  --> {path}:4:19" in rows
    assert answered(terminal, ".timing") == ["timing: off"]
    assert answered(terminal, "from customers | take 1 | select half")[0].strip() == "half"


# Piped input

def piped(command, shop, text, *arguments):
    done = subprocess.run([command, shop, *AS_OF, *arguments], input=text, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_commands_in_piped_input(command, shop):
    code, out, error = piped(command, shop, "segment big where monetary > 20000\nfrom big\n| take 1 | select id\n.last json\n.set format tsv\nfrom big | take 1\n")
    assert (code, error) == (0, "")
    assert out == 'id\n46\n[\n{"id":46}\n]\nid\tname\tcountry\tcity\n46\t王娜\tCN\t重庆\n'


@pytest.mark.parametrize("text, code, message", [
    (".fields nothing\nfrom customers | take 1\n", 2, "there is no entity `nothing`"),
    ("from customers | take 1 | select id\n\n.last xml\n", 2, "there is no format `xml`"),
    (".set timing off\n\nsegment where recncy < 3\n", 2, "<stdin>:3:15"),
    (".edit\n", 2, "an editor needs a terminal to type at"),
    (".exit\nfrom nonsense\n", 0, ""),
])
def test_the_first_thing_that_goes_wrong_ends_piped_input(command, shop, text, code, message):
    found, _, error = piped(command, shop, text)
    assert found == code and message in error


def test_every_command_behaves_without_a_terminal(command, shop, tmp_path):
    for line in [".help", ".help save", ".fields orders", ".metrics", ".segments", ".params", ".set", ".format", ".timing", ".open", ".history 3"]:
        code, out, error = piped(command, shop, line + "\n")
        assert code == 0 and "\x1b" not in out + error, line


# History

def test_a_session_that_is_killed_loses_no_history(prompt):
    first, second = prompt(), prompt()
    answered(first, "from customers | aggregate { swallows = count() }")
    answered(second, ".last csv")
    first.type("from customers | agg")
    first.process.kill(signal.SIGKILL)
    first.ends()
    answered(second, "from customers | aggregate { martins = count() }")
    third = prompt()
    for line in ["from customers | aggregate { martins = count() }", ".last csv", "from customers | aggregate { swallows = count() }"]:
        third.send(UP)
        third.shows_rows(PROMPT + line)


@pytest.mark.parametrize("locale", ["C.UTF-8", "C", "zh_CN.UTF-8"])
def test_the_history_is_listed(prompt, locale):
    terminal = prompt(LC_ALL=locale)
    answered(terminal, 'from customers where city = "東京" | aggregate { swallows = count() }')
    assert answered(terminal, ".history") == ['from customers where city = "東京" | aggregate { swallows = count() }', ".history"]
    assert answered(terminal, ".history 1") == [".history 1"]
    assert answered(terminal, ".history many") == ["how many? `many` is no number"]
