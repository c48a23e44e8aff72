"""The same text gives the same rows, whichever way it is asked; formats and files."""

import csv
import io
import json
import os
import stat
import subprocess

import pytest

import pexpect

TEXT = "segment where recency < 30 and monetary > 100"


def test_query_run_standard_input_and_the_prompt_give_the_same_rows(command, run, ask, shop, tmp_path):
    expected = ask(TEXT).stdout
    assert len(expected.splitlines()) > 5
    (tmp_path / "audience.cq").write_text("-- who bought lately\n" + TEXT + "\n")
    as_of = ("--as-of", "2026-06-30")
    assert run("run", "-s", shop, *as_of, "audience.cq").stdout == expected
    assert run("query", "-s", shop, *as_of, "-", input=TEXT).stdout == expected
    assert run(shop, *as_of, input=TEXT).stdout == expected

    variables = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TERM": "dumb", "LANG": "C.UTF-8"}
    prompt = pexpect.spawn(command, [shop, *as_of, "--format", "csv"], env=variables, encoding="utf-8", timeout=10)
    prompt.expect_exact("clientele> ")
    prompt.sendline(TEXT)
    prompt.expect_exact(" customers, as of 2026-06-30 (UTC)")
    answer = prompt.before.splitlines()
    start = next(index for index, line in enumerate(answer) if line.startswith("id,"))
    prompt.sendeof()
    assert answer[start:start + len(expected.splitlines())] == expected.splitlines()


def test_a_pipe_gets_csv_and_every_row_and_nothing_else(ask):
    answer = ask("from customers")
    rows = list(csv.reader(io.StringIO(answer.stdout)))
    assert rows[0][0] == "id" and len(rows) == 201
    assert answer.stderr == "" and answer.returncode == 0


def test_every_format_holds_the_same_values(ask):
    text = "from customers | sort id | take 3 | select id, name"
    names = [row["name"] for row in csv.DictReader(io.StringIO(ask(text).stdout))]
    assert [row["name"] for row in json.loads(ask(text, "--format", "json").stdout)] == names
    assert [json.loads(line)["name"] for line in ask(text, "--format=jsonl").stdout.splitlines()] == names
    assert [line.split("\t")[1] for line in ask(text, "--format", "tsv").stdout.splitlines()[1:]] == names
    assert [line.split("|")[2].strip() for line in ask(text, "--format", "markdown").stdout.splitlines()[2:]] == names
    table = ask(text, "--format", "table").stdout.splitlines()
    assert [line.split("  ", 1)[1].strip() for line in table[2:]] == names


def test_a_reader_that_stops_early_is_no_error(command, shop):
    program = subprocess.Popen([command, "query", "-s", shop, "from orders"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert program.stdout.readline().startswith(b"id,")
    program.stdout.close()
    assert program.wait(20) == 0
    assert program.stderr.read() == b""


def test_a_full_disk_is_an_error(ask):
    with open("/dev/full", "w") as full:
        answer = ask("from customers", stdout=full)
    assert answer.returncode == 1
    assert "No space left" in answer.stderr


def test_a_closed_standard_output_is_an_error(command, shop):
    script = f'exec "{command}" query -s "{shop}" "from customers" >&-'
    answer = subprocess.run(["sh", "-c", script], capture_output=True, text=True)
    assert answer.returncode == 1
    assert answer.stderr.startswith("error[E0808]")


def test_a_file_takes_its_format_from_its_name(ask, tmp_path):
    assert ask("from customers | take 2 | select id", "-o", "two.jsonl").stdout == ""
    assert len([json.loads(line) for line in (tmp_path / "two.jsonl").read_text().splitlines()]) == 2


def test_a_file_is_replaced_when_all_went_well_and_only_then(run, ask, shop, tmp_path):
    file = tmp_path / "vip.csv"
    file.write_text("precious\n")
    file.chmod(0o640)
    assert ask("segment where bogus < 3", "-o", "vip.csv").returncode == 2
    (tmp_path / "good.cq").write_text("from customers | take 1 | select id")
    (tmp_path / "bad.cq").write_text("from nowhere")
    assert run("run", "-s", shop, "good.cq", "bad.cq", "-o", "vip.csv").returncode == 2
    assert file.read_text() == "precious\n"
    assert run("run", "-s", shop, "good.cq", "-o", "vip.csv").returncode == 0
    assert file.read_text() == "id\n1\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.cq", "good.cq", "vip.csv"]


def test_a_link_stays_a_link_to_the_replaced_file(ask, tmp_path):
    (tmp_path / "real.csv").write_text("old\n")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert ask("from customers | take 1 | select id", "-o", "link.csv").returncode == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "id\n1\n"


def test_a_file_that_cannot_be_written_is_an_error(ask):
    answer = ask("from customers", "-o", "missing/vip.csv")
    assert answer.returncode == 1
    assert "missing/vip.csv" in answer.stderr


def test_timing_says_how_many_and_how_long_beside_the_data(ask):
    answer = ask("segment where recency >= 0", "--timing")
    assert " of 200 customers, as of 2026-06-30 (UTC), in " in answer.stderr
    assert answer.stdout.startswith("id,")


@pytest.mark.parametrize("as_of, day", [
    ("2026-03-01", "2026-03-01"), ("2026-03", "2026-03-31"), ("2026-03-01T09:00", "2026-03-01 09:00"),
])
def test_as_of_takes_days_months_and_times(run, shop, as_of, day):
    answer = run("query", "-s", shop, "--as-of", as_of, "--timing", "from customers | aggregate { n = count() }")
    assert answer.returncode == 0
    assert f"as of {day}" in answer.stderr


def test_the_store_may_stand_in_the_environment(run, shop):
    answer = run("query", "from customers | aggregate { n = count() }", environment={"CLIENTELE_STORE": shop})
    assert answer.stdout == "n\n200\n"
