"""Script files: several, checked, with parameters, executable; and what their errors look like."""

import json
import os
import subprocess

COUNT = "from rich | aggregate { n = count() }"


def test_a_file_can_name_what_an_earlier_one_defines(run, shop, tmp_path):
    (tmp_path / "define.cq").write_text("param min: money = 100\nsegment rich where monetary > $min")
    (tmp_path / "ask.cq").write_text(COUNT)
    some = run("run", "-s", shop, "define.cq", "ask.cq")
    none = run("run", "-s", shop, "define.cq", "ask.cq", "--param", "min=100000000")
    assert some.returncode == none.returncode == 0
    assert int(some.stdout.split()[1]) > 0
    assert none.stdout == "n\n0\n"


def test_a_value_reaches_the_file_that_declares_its_parameter(run, shop, tmp_path):
    (tmp_path / "plain.cq").write_text("metric half = monetary / 2")
    (tmp_path / "ask.cq").write_text("param most: int\nfrom customers | where id <= $most | aggregate { n = count() }")
    assert run("run", "-s", shop, "plain.cq", "ask.cq", "--param", "most=3").stdout == "n\n3\n"
    answer = run("run", "-s", shop, "plain.cq", "ask.cq", "--param", "most=3", "--param", "mots=4")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "`mots`" in answer.stderr


def test_an_error_stops_before_the_next_file(run, shop, tmp_path):
    (tmp_path / "good.cq").write_text("from customers | take 1 | select id")
    (tmp_path / "bad.cq").write_text("from customers | take 1 | select id\nfrom nowhere")
    answer = run("run", "-s", shop, "good.cq", "bad.cq", "good.cq")
    assert answer.returncode == 2
    assert answer.stdout == "id\n1\n", "a file with an error runs none of its statements"
    assert "bad.cq:2:6" in answer.stderr


def test_check_runs_nothing(run, shop, tmp_path):
    (tmp_path / "good.cq").write_text("from customers")
    (tmp_path / "bad.cq").write_text("segment where recency <")
    assert (run("run", "-s", shop, "--check", "good.cq").returncode, run("run", "-s", shop, "--check", "good.cq").stdout) == (0, "")
    assert run("run", "-s", shop, "--check", "good.cq", "bad.cq").returncode == 2


def test_a_missing_file_runs_nothing(run, shop, tmp_path):
    (tmp_path / "good.cq").write_text("from customers")
    answer = run("run", "-s", shop, "good.cq", "missing.cq")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "missing.cq" in answer.stderr


def test_a_script_can_be_run_by_its_name(command, shop, tmp_path):
    script = tmp_path / "audience.cq"
    script.write_text(f"#!/usr/bin/env -S {command} run -s {shop}\nfrom customers | aggregate {{ n = count() }}\n")
    script.chmod(0o755)
    answer = subprocess.run([script], capture_output=True, text=True, timeout=20)
    assert (answer.returncode, answer.stdout) == (0, "n\n200\n")


def test_an_unknown_parameter_and_one_without_a_value_are_errors(ask):
    assert ask("from customers", "--param", "min=3").returncode == 2
    answer = ask("from customers", "--param", "min")
    assert answer.returncode == 2
    assert "--param name=value" in answer.stderr


def test_a_misspelt_field_gets_its_place_and_a_suggestion(ask):
    answer = ask("segment where recncy < 30")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "<query>:1:15" in answer.stderr
    assert "did you mean `recency`?" in answer.stderr
    assert answer.stderr.count("error[") == 1


def test_errors_for_programs_are_json_a_line_each(ask, run):
    error = json.loads(ask("segment where recncy < 30", "--error-format", "json").stderr)
    assert (error["code"], error["span"]["line"], error["span"]["column"]) == ("E0301", 1, 15)
    assert error["fixes"][0]["edits"][0]["replacement"] == "recency"
    for arguments in (["query", "--bogus"], ["query", "-s", "missing.db", "from customers"], ["qurey"]):
        answer = run(*arguments, "--error-format=json")
        assert len(answer.stderr.splitlines()) == 1
        assert json.loads(answer.stderr)["severity"] == "error"


def test_explain_shows_stages_and_pages(run, shop):
    sql = run("explain", "-s", shop, "--stage", "sql", "segment where recency < 30")
    assert sql.stdout.startswith("SELECT") and "<" in sql.stdout
    assert run("explain", "segment where recency < 30").returncode == 0, "the standard model needs no store"
    assert "unknown name" in run("explain", "E0301").stdout
    assert run("explain", "e0301").stdout == run("explain", "E0301").stdout
    codes = run("explain", "codes").stdout.splitlines()
    assert len(codes) > 50 and codes == sorted(codes)
    assert run("explain", "E9999").returncode == 2


def test_a_text_may_begin_with_a_comment(ask):
    assert ask("-- how many\nfrom customers | aggregate { n = count() }").stdout == "n\n200\n"


def test_an_empty_text_is_no_error(ask):
    answer = ask("  -- nothing\n")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_bytes_that_are_no_text_are_one_error(command, shop, tmp_path):
    (tmp_path / "noise.cq").write_bytes(os.urandom(2000) + b"\xff\xfe\0")
    answer = subprocess.run([command, "run", "-s", shop, tmp_path / "noise.cq"], capture_output=True, timeout=20)
    assert answer.returncode == 2
    answer.stderr.decode("utf-8")


def test_imports_are_relative_to_their_file(run, shop, tmp_path):
    (tmp_path / "a" / "lib").mkdir(parents=True)
    (tmp_path / "a" / "lib" / "base.cq").write_text("param min: money = 100\nsegment rich where monetary > $min")
    (tmp_path / "a" / "metrics.cq").write_text('import "lib/base.cq" as base\nsegment few where base.rich and frequency < 3\nfrom few')
    (tmp_path / "ask.cq").write_text('import "a/metrics.cq" as m\nimport "a/lib/base.cq" as b\nfrom b.rich | where not m.few | aggregate { n = count() }')
    some = run("run", "-s", shop, "ask.cq")
    assert some.returncode == 0 and int(some.stdout.split()[1]) > 0
    assert run("run", "-s", shop, "ask.cq", "--param", "b.min=100000000").stdout == "n\n0\n"
    text = 'import "a/metrics.cq" as m from m.few | aggregate { n = count() }'
    assert int(run("query", "-s", shop, text).stdout.split()[1]) > 0
    assert run("run", "-s", shop, "--check", "ask.cq").returncode == 0
    assert "segment m.few" in run("explain", "--stage", "bound", text).stdout


def test_an_imported_file_is_blamed_by_its_name(run, shop, tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "m.cq").write_text("metric a = frequency\nmetric b = a + recencey")
    (tmp_path / "ask.cq").write_text('import "lib/m.cq" as m\nfrom customers | where m.b > 5 and m.a > 3')
    answer = run("run", "-s", shop, "ask.cq", "--error-format", "json")
    assert (answer.returncode, answer.stdout) == (2, "")
    (problem,) = [json.loads(line) for line in answer.stderr.splitlines()]
    assert (problem["code"], problem["span"]["file"], problem["span"]["line"], problem["span"]["column"]) == ("E0301", "lib/m.cq", 2, 16)
    (tmp_path / "lib" / "m.cq").write_bytes(b"metric a = 1\n-- \xff\n")
    answer = run("run", "-s", shop, "ask.cq")
    assert "E0320" in answer.stderr and "line 2" in answer.stderr and "ask.cq:1:8" in answer.stderr


def test_a_circle_through_a_link_is_a_circle(run, shop, tmp_path):
    (tmp_path / "here").symlink_to(tmp_path)
    (tmp_path / "a.cq").write_text('import "here/a.cq" as a\nsegment where a.x')
    answer = run("run", "-s", shop, "a.cq")
    assert answer.returncode == 2 and "E0321" in answer.stderr


def test_a_piped_script_starts_no_program_unless_it_may(command, shop, tmp_path):
    script = "from customers | take 2 | select id\n.last csv | cat > taken.csv\n"
    def piped(*options):
        return subprocess.run([command, shop, *options], input=script, capture_output=True, text=True, cwd=tmp_path)
    refused = piped()
    assert refused.returncode == 2 and "--allow shell" in refused.stderr
    assert not (tmp_path / "taken.csv").exists()
    assert piped("--allow", "shell").returncode == 0
    assert (tmp_path / "taken.csv").read_text() == "id\n1\n2\n"
    assert piped("--allow", "all").returncode == 2
