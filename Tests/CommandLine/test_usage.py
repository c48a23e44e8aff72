"""Help, misspelt commands and options, stores that are none."""

import re

import pytest

COMMANDS = ["query", "run", "explain", "init", "import", "imports", "generate", "model", "fmt", "lint"]


def test_help_fits_a_screen_and_names_every_command(run):
    answer = run("--help")
    lines = answer.stdout.splitlines()
    assert answer.returncode == 0 and answer.stderr == ""
    assert len(lines) <= 24 and all(len(line) <= 80 for line in lines)
    for name in COMMANDS:
        assert any(line.startswith(f"  {name} ") for line in lines)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_has_its_usage_and_an_example(run, name):
    page = run(name, "--help").stdout
    assert f"Usage: clientele {name} " in page
    assert re.search(r"Examples?:\n  clientele " + name, page)
    assert all(len(line) <= 80 for line in page.splitlines())
    assert run("help", name).stdout == page
    assert run(name, "x", "-h").stdout == page


def test_help_of_a_store_is_the_page_of_the_prompt(run):
    page = run("shop.db", "--help").stdout
    assert "Usage: clientele STORE" in page and "--no-init" in page and "--as-of DATE" in page
    assert all(len(line) <= 80 for line in page.splitlines())


def test_version(run):
    assert re.fullmatch(r"clientele \d+\.\d+\.\d+\n", run("--version").stdout)


@pytest.mark.parametrize("typed, meant", [("qurey", "query"), ("improt", "import"), ("genrate", "generate")])
def test_a_misspelt_command_is_recognised(run, typed, meant):
    answer = run(typed, "-s", "shop.db", "from customers")
    assert answer.returncode == 2
    assert f"there is no file {typed}" in answer.stderr
    assert f"did you mean the command `{meant}`?" in answer.stderr


def test_a_word_that_is_no_command_lists_them(run):
    answer = run("frob")
    assert answer.returncode == 2
    assert "there is no file frob" in answer.stderr and ", ".join(COMMANDS) in answer.stderr


@pytest.mark.parametrize("arguments, message", [
    (["query", "--formt", "csv", "from customers"], "did you mean `--format`?"),
    (["query", "-x", "from customers"], "there is no option `-x`"),
    (["query", "--format", "xml", "from customers"], "takes table, vertical, csv, tsv, json, jsonl or markdown, not `xml`"),
    (["query"], "TEXT is missing"),
    (["query", "-s"], "`-s` needs a value"),
    (["query", "--timing=yes", "from customers"], "`--timing` takes no value"),
    (["query", "from customers", "from orders"], "`from orders` is one argument too many"),
    (["run"], "FILE.cq is missing"),
    (["import"], "FILE is missing"),
    (["generate", "x.db", "--customers", "many"], "`--customers` takes a whole number"),
])
def test_mistakes_in_arguments_say_what_is_right(run, arguments, message):
    answer = run(*arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert message in answer.stderr
    assert answer.stderr.count("error[") == 1


def test_mistakes_in_arguments_show_the_usage_of_their_command(run):
    assert "usage: clientele run -s STORE FILE.cq" in run("run", "--bogus").stderr


def test_a_store_is_needed(run):
    answer = run("query", "from customers")
    assert answer.returncode == 2
    assert "CLIENTELE_STORE" in answer.stderr


def test_a_store_and_a_text_together_are_a_query_meant(run, shop):
    answer = run(shop, "from customers")
    assert answer.returncode == 2
    assert "clientele query -s" in answer.stderr


def test_files_that_are_no_store(run, tmp_path):
    (tmp_path / "orders.csv").write_text("id\n1\n" * 300)
    for path, code in (("missing.db", "E0520"), ("orders.csv", "E0521"), (".", "E0528")):
        answer = run("query", "-s", path, "from customers")
        assert answer.returncode == 2
        assert f"error[{code}]" in answer.stderr


@pytest.mark.parametrize("option, value, code", [("--as-of", "yesterday", "E0801"), ("--time-zone", "Bejing", "E0802")])
def test_days_and_zones_that_are_none(ask, run, shop, option, value, code):
    answer = run("query", "-s", shop, option, value, "from customers")
    assert answer.returncode == 2
    assert f"error[{code}]" in answer.stderr
