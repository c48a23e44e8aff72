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


@pytest.mark.parametrize("name", ["vip.parquet", "vip.xlsx", "vip.html", "vip.csv.gz", "folder.csv/vip.XLS", "vip.2026-06-30"])
def test_a_file_of_no_known_format_is_refused_before_anything_runs(ask, tmp_path, name):
    (tmp_path / "folder.csv").mkdir()
    answer = ask("from customers | take 1", "-o", name)
    assert answer.returncode == 2
    assert "error[E0809]" in answer.stderr and ".csv, .tsv, .tab, .json, .jsonl, .ndjson, .md, .markdown" in answer.stderr
    assert not (tmp_path / name).exists()
    assert "no such field" not in ask("from customers where nonsense", "-o", name).stderr
    # A format that is named needs no ending.
    assert ask("from customers | take 1 | select id", "--format", "csv", "-o", name).returncode == 0
    assert (tmp_path / name).read_text().startswith("id\n")


@pytest.mark.parametrize("name, start", [("out", "id\n1"), (".hidden", "id\n1"), ("a.b/out", "id\n1"), ("out.tab", "id\n1"), ("OUT.JSON", "[\n"), ("out.ndjson", "{"),
                                         ("out.markdown", "|"), ("out.txt", "id\n─")])
def test_the_ending_of_a_file_is_its_format(ask, tmp_path, name, start):
    (tmp_path / "a.b").mkdir()
    answer = ask("from customers where id = 1 | select id", "-o", name)
    assert answer.returncode == 0, answer.stderr
    assert (tmp_path / name).read_text().startswith(start)


TWO = "from customers | sort id | take 2 | select id from customers | sort id | take 1 | select name"


@pytest.mark.parametrize("text", [TWO, "segment a where id = 1 from a | select id explain a", "from customers | take 1 explain customer 1 in buyers"])
@pytest.mark.parametrize("ending", ["csv", "tsv"])
def test_a_file_that_takes_one_result_refuses_several(ask, run, shop, tmp_path, ending, text):
    (tmp_path / f"out.{ending}").write_text("precious")
    answer = ask(text, "-o", f"out.{ending}")
    assert answer.returncode == 2
    assert "error[E0810]" in answer.stderr and ".txt, .json, .jsonl, .md" in answer.stderr
    assert (tmp_path / f"out.{ending}").read_text() == "precious"
    assert ask(text, "--format", ending, "-o", "out").returncode == 2
    # Definitions are no results, and neither is what only a script's next file asks.
    assert ask("segment a where id = 1 metric b = 2 from a | select id", "-o", f"out.{ending}").returncode == 0
    (tmp_path / "a.cq").write_text("from customers | take 1 | select id")
    (tmp_path / "b.cq").write_text("segment a where id = 1")
    assert run("run", "-s", shop, "a.cq", "b.cq", "-o", f"out.{ending}").returncode == 0
    answer = run("run", "-s", shop, "b.cq", "a.cq", "a.cq", "-o", f"out.{ending}")
    assert answer.returncode == 2 and "error[E0810]" in answer.stderr
    assert len(list(tmp_path.iterdir())) == 3 + ((tmp_path / "out").exists())


TITLED = "-- Who they are,\n-- by name\nfrom customers | sort id | take 1 | select id\n\nfrom customers | aggregate { n = count() }\nfrom customers | aggregate {n = count()}"


def test_results_of_one_text_have_titles(ask, run, shop, tmp_path):
    titles = ["Who they are, by name", "from customers | aggregate { n = count() }", "from customers | aggregate { n = count() } (2)"]
    table = ask(TITLED, "--format", "table").stdout
    assert table.splitlines() == [titles[0], "id", "──", " 1", "", titles[1], "  n", "───", "200", "", titles[2], "  n", "───", "200"]
    vertical = ask(TITLED, "--vertical").stdout
    assert vertical.splitlines() == [titles[0], "id  1", "", titles[1], "n  200", "", titles[2], "n  200"]
    markdown = ask(TITLED, "--format", "markdown").stdout
    assert markdown.startswith("## Who they are, by name\n\n|  id |\n") and "|   1 |\n\n## from" in markdown
    assert json.loads(ask(TITLED, "--format", "json").stdout) == dict(zip(titles, [[{"id": 1}], [{"n": 200}], [{"n": 200}]]))
    # A comment that reads like the second of another's is told from it.
    alike = "-- a\nfrom customers | take 1 | select id\n-- a (2)\nfrom customers | take 1 | select id\n-- a\nfrom customers | take 1 | select id"
    assert list(json.loads(ask(alike, "--format", "json").stdout)) == ["a", "a (2)", "a (3)"]
    # One result has none, whatever the format.
    assert ask("-- One\nfrom customers | aggregate { n = count() }", "--format", "table").stdout == "  n\n───\n200\n"
    assert json.loads(ask("from customers | aggregate { n = count() }", "--format", "json").stdout) == [{"n": 200}]
    # Results of several files stand together, too.
    (tmp_path / "a.cq").write_text("-- The first\nfrom customers | aggregate { n = count() }")
    (tmp_path / "b.cq").write_text("-- The second\nfrom customers | aggregate { n = count() }")
    answer = run("run", "-s", shop, "a.cq", "b.cq", "--format", "markdown").stdout
    assert answer == "## The first\n\n|   n |\n| --: |\n| 200 |\n\n## The second\n\n|   n |\n| --: |\n| 200 |\n"


def test_a_folder_takes_a_file_for_each_result(ask, run, shop, tmp_path):
    assert ask(TITLED, "-o", "out/").returncode == 0
    names = ["01-who-they-are-by-name", "02-from-customers-aggregate-n-count", "03-from-customers-aggregate-n-count-2"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [name + ".csv" for name in names]
    assert (tmp_path / "out" / "01-who-they-are-by-name.csv").read_text() == "id\n1\n"
    # A folder that is there needs no slash; names may be Chinese; files of several texts are counted on.
    (tmp_path / "a.cq").write_text("-- 各城市客户数\nfrom customers | aggregate { n = count() }")
    assert run("run", "-s", shop, "a.cq", "a.cq", "-o", "out", "--format", "json").returncode == 0
    assert json.loads((tmp_path / "out" / "02-各城市客户数.json").read_text()) == [{"n": 200}]
    # All or nothing.
    assert ask("from customers | aggregate { n = count() } from customers | aggregate { n = sum(id * 9223372036854775807) }", "-o", "none/").returncode == 1
    assert list((tmp_path / "none").iterdir()) == []
    assert "no/where" in ask(TITLED, "-o", "no/where/").stderr
    (tmp_path / "plain").write_text("")
    assert "E0808" in ask(TITLED, "-o", "plain/").stderr


def test_vertical_has_a_line_for_each_value(ask):
    lines = ask("from customers | sort id | take 2 | select id, phone, name", "--vertical").stdout.splitlines()
    assert [line.split("  ")[0].strip() for line in lines] == ["id", "phone", "name", "", "id", "phone", "name"]
    assert lines[0] == "id     1" and all(line.startswith("phone  ") for line in lines[1::4])
    assert ask("from customers where id = 0 | select id", "--format", "vertical").stdout == ""


def test_files_that_take_several_results_and_standard_output(ask, tmp_path):
    assert ask(TWO, "-o", "out.jsonl").returncode == 0
    assert [list(json.loads(line)) for line in (tmp_path / "out.jsonl").read_text().splitlines()] == [["id"], ["id"], ["name"]]
    for name in ("out.md", "out.txt"):
        assert ask(TWO, "-o", name).returncode == 0
    # What reads a pipe or a device knows what comes.
    assert ask(TWO, "-o", "/dev/null").returncode == 0
    assert ask(TWO, "--format", "csv").stdout.count("\n") == 5


def test_results_of_one_prompt_go_into_a_file_by_the_same_rule(run, shop, tmp_path):
    question = "from customers | sort id | take 1 | select id\n"
    answer = run(shop, "--as-of", "2026-06-30", "-o", "out.csv", input=question + ".timing\n" + question)
    assert answer.returncode == 2 and "error[E0810]" in answer.stderr
    assert not (tmp_path / "out.csv").exists()
    answer = run(shop, "--as-of", "2026-06-30", "-o", "out.jsonl", input=question + ".format csv\n" + question)
    assert answer.returncode == 2 and "error[E0810]" in answer.stderr
    answer = run(shop, "--as-of", "2026-06-30", "-o", "out.jsonl", input=question + ".timing\n" + question)
    assert answer.returncode == 0 and (tmp_path / "out.jsonl").read_text() == '{"id":1}\n{"id":1}\n'
    answer = run(shop, input=question + ".last > vip.xlsx\n")
    assert answer.returncode == 2 and "E0809" in answer.stderr and not (tmp_path / "vip.xlsx").exists()
