"""`clientele lint`: findings, fixes, files that use each other."""

import json
import os

import pytest

ODD = "segment where recency < 3\nfrom customers | take 5\n"
MENDED = "segment where recency < 3\nfrom customers | sort id | take 5\n"
FINE = "from customers | sort monetary desc | take 5\n"
BROKEN = "segment where recencey < 3\n"
EXAMPLES = os.path.join(os.path.dirname(__file__), "../../examples")


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


def test_findings_go_to_standard_error(run, write):
    write("a.cq", ODD)
    answer = run("lint", "a.cq")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("warning[L0203]: ") and "--> a.cq:2:18" in answer.stderr
    assert answer.stderr.count("warning[") == 1


def test_nothing_odd(run, write):
    write("a.cq", FINE)
    answer = run("lint", "a.cq")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert run("lint", input=FINE).returncode == 0


def test_the_binder_warns_too(run):
    answer = run("lint", input="segment where count(orders) >= 0\n")
    assert answer.returncode == 1 and "warning[E0440]" in answer.stderr
    assert run("lint", input="-- lint: allow E0440\nsegment where count(orders) >= 0\n").returncode == 0


def test_values_that_no_record_has_are_found_with_a_store(run, shop, write):
    write("a.cq", 'segment s where city = "Berlni"\nsegment t where city = "Berlin"\n')
    assert run("lint", "a.cq").returncode == 0
    answer = run("lint", "-s", shop, "a.cq")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.count("warning[") == answer.stderr.count("warning[E0416]") == 1 and "a.cq:1:24" in answer.stderr


def test_errors_are_no_findings(run, write):
    write("a.cq", BROKEN)
    write("b.cq", ODD)
    answer = run("lint", "--fix", "a.cq", "b.cq", "missing.cq")
    assert answer.returncode == 2
    assert "error[E0301]" in answer.stderr and "can't read missing.cq" in answer.stderr
    assert (run("lint", "b.cq").returncode, run("lint", input="segment where (").returncode) == (0, 2)


def test_fix_mends_in_place_and_reports_the_rest(run, write):
    path = write("a.cq", "segment active where recency < 3\n" + ODD)
    answer = run("lint", "--fix", "a.cq")
    assert answer.returncode == 1 and answer.stdout == ""
    assert "L0203" not in answer.stderr and "L0104" in answer.stderr
    assert path.read_text() == "segment active where recency < 3\n" + MENDED
    path = write("b.cq", ODD)
    assert run("lint", "--fix", "b.cq").returncode == 0
    assert path.read_text() == MENDED


def test_fix_of_standard_input(run):
    answer = run("lint", "--fix", input=ODD)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, MENDED, "")


def test_dry_runs_write_nothing(run, write):
    path = write("a.cq", ODD)
    write("b.cq", FINE)
    answer = run("lint", "--check", "a.cq", "b.cq")
    assert (answer.returncode, answer.stdout, answer.stderr) == (1, "a.cq\n", "")
    answer = run("lint", "--fix", "--diff", "a.cq", "b.cq")
    assert answer.returncode == 1
    assert answer.stdout == "--- a.cq\n+++ a.cq\n@@ -1,2 +1,2 @@\n segment where recency < 3\n-from customers | take 5\n+from customers | sort id | take 5\n"
    assert path.read_text() == ODD


def test_files_use_each_other(run, write):
    write("lib/m.cq", "segment vip where monetary > 9000\nsegment lapsed_ones where recency > 300\nfrom customers | aggregate { n = count() }\n")
    write("main.cq", 'import "lib/m.cq" as m\nfrom m.vip | aggregate { n = count() }\n')
    alone = run("lint", "lib/m.cq")
    assert alone.stderr.count("L0103") == 2
    together = run("lint", ".")
    assert together.stderr.count("L0103") == 1 and "`lapsed_ones`" in together.stderr


def test_models_are_passed_over(run, write):
    write("model.cq", "entity customers { key id: int, name: text display }\n")
    assert run("lint", "model.cq").returncode == 0


def test_an_allowed_finding(run):
    assert run("lint", input="-- lint: allow L0203\nfrom customers | take 5\n").returncode == 0


def test_findings_as_json(run):
    answer = run("lint", "--error-format", "json", input=ODD)
    finding = json.loads(answer.stderr)
    assert (finding["code"], finding["severity"], finding["span"]["line"]) == ("L0203", "warning", 2)
    assert finding["fixes"]


def test_pages(run):
    assert run("explain", "L0203").stdout.startswith("L0203: ")
    assert "L0203  `take` without `sort`" in run("explain", "codes").stdout


def test_a_store_of_its_own(run, shop, write):
    write("a.cq", FINE)
    assert run("lint", "-s", shop, "a.cq").returncode == 0
    assert run("lint", "-s", "missing.db", "a.cq").returncode == 2


def test_examples_are_in_order(run):
    answer = run("lint", EXAMPLES)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert run("fmt", "--check", EXAMPLES).returncode == 0
