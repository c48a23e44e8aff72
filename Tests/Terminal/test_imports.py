"""`.import`: records go into the store, and the session sees them; commands that run something are cancelled."""

import sqlite3
import subprocess

import pytest

from asking import SLOW, answered
from terminal import ENTER, PROMPT, ctrl

COUNT = "from customers | aggregate { customers = count(), spent = sum(monetary) }"


@pytest.fixture
def shelf(open_prompt, store, tmp_path):
    """A session with an empty store, and files of records beside it."""
    (tmp_path / "customers.csv").write_text("id,name,city\n1,Ana,Berlin\n2,王小明,北京\n")
    (tmp_path / "sales.csv").write_text("No,Client,Date,Total\n1,1,2026-05-01,100.00\n2,2,2026-05-02,n/a\n3,9,2026-05-03,20.00\n")

    (tmp_path / "odd.csv").write_text("a,b\n1,2\n")

    def start(**options):
        return open_prompt(arguments=("--as-of", "2026-06-30"), **options)
    return start


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
def test_keys_that_become_texts_are_texts_to_the_session(shelf, tmp_path, engine):
    (tmp_path / "more.csv").write_text("id,name\nA-7,Cleo\n00001,Dan\n")
    terminal = shelf(columns=120)
    answered(terminal, f".set engine {engine}")
    answered(terminal, ".import customers.csv")
    assert answered(terminal, "segment where id = 1")[2].split()[:2] == ["1", "Ana"]
    assert any("keys are texts now" in row for row in answered(terminal, ".import more.csv --into customers"))
    assert answered(terminal, "segment where id = 1")[2].split()[:2] == ["1", "Ana"]
    assert answered(terminal, "segment where id in (\"00001\", \"A-7\") and name != \"Dan\"")[2].split() == ["A-7", "Cleo"]


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
def test_the_session_sees_what_was_imported(shelf, engine):
    terminal = shelf(columns=120)
    answered(terminal, f".set engine {engine}")
    assert answered(terminal, COUNT)[2].split() == ["0", "0.00"]
    rows = answered(terminal, ".import customers.csv")
    assert rows[0] == "customers.csv is taken for customers: csv"
    assert any(row.startswith("customers.csv: 2 rows into customers: 2 added, in ") for row in rows)
    assert answered(terminal, COUNT)[2].split() == ["2", "0.00"]
    rows = answered(terminal, ".import sales.csv --into orders --map id=No,customer_id=Client,ordered_at=Date,amount=Total --create-customers")
    assert rows[0].startswith("sales.csv: 3 rows into orders: 2 added, 1 customer created, in ")
    assert rows[1].startswith("  1 row rejected and not imported: sales.csv.rejects.csv")
    assert answered(terminal, COUNT)[2].split() == ["3", "120.00"]
    assert answered(terminal, "segment where city = \"北京\"")[2].split()[1] == "王小明"


@pytest.mark.parametrize("line, answer", [
    (".import", "which file? write `.import FILE`"),
    (".import -", "standard input is the prompt's: name a file"),
    (".import odd.csv", "error[E0620]: what the records of the file are can't be told from its columns"),
    (".import missing.csv --into orders", "error[E0601]: cannot read missing.csv: No such file or directory"),
    (".import sales.csv --into order", "error[E0602]: the store has no entity order"),
    (".import sales.csv --nonsense", "error[E0805]: there is no option `--nonsense`"),
])
def test_what_cannot_be_imported(shelf, line, answer):
    terminal = shelf(columns=120)
    assert answered(terminal, line)[0].startswith(answer)
    assert answered(terminal, COUNT)[2].split() == ["0", "0.00"]


def test_ctrl_c_stops_an_import_and_leaves_the_store(shelf, tmp_path):
    with open(tmp_path / "customers.csv", "w") as file:
        file.write("id,name,city,email\n")
        for number in range(400_000):
            file.write(f"{number},Name {number},City {number % 100},name{number}@example.com\n")
    terminal = shelf(columns=120)
    terminal.send(".import customers.csv" + ENTER)
    terminal.shows("customers.csv [")
    terminal.send(ctrl("c"))
    terminal.shows("interrupted")
    terminal.awaits_input()
    assert answered(terminal, COUNT)[2].split() == ["0", "0.00"]
    assert answered(terminal, ".set engine")[0] == "engine: columns"


def test_ctrl_c_stops_what_a_command_runs(prompt, tmp_path):
    (tmp_path / "slow.cq").write_text(SLOW + "\n")
    terminal = prompt(columns=132, arguments=("--engine", "sqlite"))
    answered(terminal, "segment big where monetary > 20000")
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(".run slow.cq" + ENTER)
    terminal.settle()
    terminal.send(ctrl("c"))
    terminal.shows("interrupted")
    terminal.awaits_input()
    assert answered(terminal, "from big | aggregate { n = count() }")[0].strip() == "n"


def test_another_store_is_another_session(prompt, store):
    terminal = prompt(columns=120)
    assert answered(terminal, f".open {store}") == [f"{store}, as of 2026-06-30 (UTC)"]
    assert answered(terminal, ".last") == ["nothing has been asked yet: there is no last result"], "it was the other store's"
    assert answered(terminal, COUNT)[2].split() == ["0", "0.00"]


def test_a_database_with_a_model_is_only_read(command, open_prompt, tmp_path):
    database = str(tmp_path / "legacy.db")
    with sqlite3.connect(database) as connection:
        connection.executescript("""
            create table customers (id integer primary key, name text, city text);
            create table orders (id integer primary key, customer_id integer references customers (id), ordered_at text, amount real);
            insert into customers values (1, 'Ana', 'Berlin'), (2, '王小明', '北京');
            insert into orders values (1, 1, '2026-06-01 10:00:00', 20.5), (2, 2, '2026-03-01 10:00:00', 7);""")
    model = subprocess.run([command, "model", "infer", database], capture_output=True, text=True, check=True).stdout
    (tmp_path / "model.cq").write_text(model)
    terminal = open_prompt(store=database, arguments=("--model", "model.cq", "--as-of", "2026-06-30"), columns=120)
    question = "from customers | select id, n = count(orders)"
    assert [row.split() for row in answered(terminal, question)[2:4]] == [["1", "1"], ["2", "1"]]
    assert answered(terminal, ".import customers.csv")[0].startswith("this database is only read")
    # Another instant is another session on the same database and model.
    assert answered(terminal, ".set as-of 2026-05") == ["as-of: 2026-05-31 (UTC)"]
    assert [row.split() for row in answered(terminal, question)[2:4]] == [["1", "0"], ["2", "1"]]
    assert answered(terminal, ".last csv")[:3] == ["id,n", "1,0", "2,1"]
