"""Keys as the data have them, records that have none, and imports taken back."""

import pytest


@pytest.fixture
def shop(run, tmp_path):
    assert run("init", "a.db").returncode == 0

    class Shop:
        def bring(self, text, *options, name="f.csv"):
            (tmp_path / name).write_text(text)
            return run("import", "-s", "a.db", *options, name)

        def rows(self, question, *options):
            answer = run("query", "-s", "a.db", "--as-of", "2026-12-31", "--format", "csv", *options, question)
            assert answer.returncode == 0, answer.stderr
            return answer.stdout.splitlines()[1:]

    return Shop()


ENGINES = pytest.mark.parametrize("engine", ["columns", "sqlite"])


@ENGINES
def test_leading_zeros_are_other_keys(shop, engine):
    answer = shop.bring("id,name\n00017,Ann\n17,Bob\n", "--into", "customers")
    assert answer.returncode == 0 and "keys of customers are texts from now on" in answer.stderr
    ask = ("--engine", engine)
    assert shop.rows("from customers | select id, name | sort id", *ask) == ["00017,Ann", "17,Bob"]
    assert shop.rows("from customers where id = 17 | select name", *ask) == ["Bob"]
    assert shop.rows('from customers where id in (17, "00017") | select name', *ask) == ["Ann", "Bob"]
    assert shop.rows("from customers | where id != 17 | select name", *ask) == ["Ann"]


@ENGINES
def test_whole_numbers_become_texts_with_the_first_that_is_none(shop, engine):
    ask = ("--engine", engine)
    assert shop.bring("id,name\n1,Ann\n2,Bob\n", "--into", "customers").returncode == 0
    assert shop.bring("id,customer_id,ordered_at,amount\n5,1,2026-03-05,10\n6,2,2026-03-06,20\n",
                      "--into", "orders").returncode == 0
    before = shop.rows("from orders | select id, customer.name, amount | sort amount", *ask)
    # What is no key of anybody does not change what keys are.
    answer = shop.bring("id,customer_id,ordered_at\n7,A-1,2026-03-05\n", "--into", "orders")
    assert answer.returncode == 1 and "texts" not in answer.stderr
    assert shop.rows("from customers where id < 2 | select name", *ask) == ["Ann"]
    answer = shop.bring("id,customer_id,ordered_at,amount\n7,A-1,2026-03-07,30\n",
                        "--into", "orders", "--create-customers")
    assert (answer.returncode == 0 and "keys of customers are texts" in answer.stderr
            and "keys of orders" not in answer.stderr)
    assert shop.rows("from orders | select id, customer.name, amount | sort amount", *ask) == before + ["7,,30.00"]
    assert shop.rows("from customers | select id, n = sum(orders.amount) | sort id", *ask) == [
        "1,10.00", "2,20.00", "A-1,30.00"]
    assert shop.rows("from customers where id = 1 | select name", *ask) == ["Ann"]
    assert shop.bring("id,name\n1,Anna\n", "--into", "customers").stderr.count("1 updated") == 1
    assert shop.rows("from customers where id = 1 | select name", *ask) == ["Anna"]


def test_a_bad_row_does_not_change_what_keys_are(shop):
    shop.bring("id,name\n1,Ann\n", "--into", "customers")
    answer = shop.bring("id,customer_id,ordered_at\n1,1,2026-03-05\nTotal,,\nid,customer_id,ordered_at\nx,1,never\n",
                        "--into", "orders")
    assert "texts" not in answer.stderr and "3 rows rejected" in answer.stderr
    assert shop.rows("from orders | select id + 1") == ["2"]


def test_keys_of_a_pipe_are_looked_at_before(run, shop):
    answer = run("import", "-s", "a.db", "--into", "customers", "-", input="id,name\n1,Ann\nA-2,Bob\n")
    assert answer.returncode == 0 and shop.rows("from customers | select id | sort id") == ["1", "A-2"]


def test_texts_in_the_middle_of_a_large_file(shop):
    rows = "".join(f"{key},n{key}\n" for key in range(1, 60_000)) + "Z9,last\n"
    answer = shop.bring("id,name\n" + rows, "--into", "customers")
    assert "60000 added" in answer.stderr.replace(",", "").replace("'", "").replace("\u202f", "")
    assert shop.rows('from customers where id in ("Z9", 1, 59999) | select id') == ["1", "59999", "Z9"]


def test_two_reports_with_one_row_more(shop):
    text = "customer_id,ordered_at,amount\n1,2026-03-05,10\n2,2026-03-06,20\n"
    shop.bring(text, "--into", "orders", "--create-customers")
    answer = shop.bring(text + "2,2026-03-07,30\n", "--into", "orders", name="later.csv")
    assert "2 rows without keys are equal to rows imported before" in answer.stderr
    assert shop.rows("from orders | aggregate { n = count(), total = sum(amount) }") == ["3,60.00"]
    answer = shop.bring(text, "--into", "orders", "--again")
    assert shop.rows("from orders | aggregate { n = count() }") == ["5"]


def test_a_corrected_mapping_mends_the_same_records(shop):
    text = "C,Ordered,Wert\n1,2026-01-05,10\n"
    shop.bring(text, "--into", "orders", "--create-customers", "--map", "customer_id=C")
    answer = shop.bring(text, "--into", "orders", "--map", "customer_id=C,amount=Wert")
    assert "1 updated" in answer.stderr
    assert shop.rows("from orders | select amount") == ["10.00"]


def test_records_without_keys_beside_texts(shop):
    shop.bring("id,customer_id,ordered_at\nA-1,1,2026-03-05\n2,1,2026-03-05\n",
               "--into", "orders", "--create-customers")
    shop.bring("customer_id,ordered_at\n1,2026-03-06\n1,2026-03-07\n", "--into", "orders")
    keys = shop.rows("from orders | select id | sort id")
    assert len(keys) == len(set(keys)) == 4 and {"A-1", "2"} < set(keys)


def test_the_last_import_is_taken_back(run, shop, tmp_path):
    shop.bring("id,name\n1,Ann\n2,Bob\n", "--into", "customers")
    question = "from customers | select id, name | sort id"
    before = shop.rows(question)
    shop.bring("id,name\n1,Anna\nA-3,Cleo\n", "--into", "customers")
    assert shop.rows(question) == ["1,Anna", "2,Bob", "A-3,Cleo"]
    listed = run("imports", "-s", "a.db", "--format", "csv").stdout.splitlines()
    assert [line.split(",")[0] for line in listed[1:]] == ["1", "2"]
    answer = run("imports", "undo", "-s", "a.db")
    assert answer.returncode == 0 and "took back import 2" in answer.stderr and answer.stdout == ""
    assert shop.rows(question) == before and shop.rows("from customers where id < 2 | select id") == ["1"]
    assert run("imports", "undo", "2", "-s", "a.db").returncode == 1
    assert run("imports", "undo", "-s", "a.db").returncode == 0 and shop.rows(question) == []
    answer = run("imports", "undo", "-s", "a.db")
    assert answer.returncode == 1 and "E0618" in answer.stderr


def test_imports_are_no_question(run, shop):
    for words in (["redo"], ["undo", "x"], ["undo", "1", "2"]):
        assert run("imports", *words, "-s", "a.db").returncode == 2
    assert run("imports", "-s", "missing.db").returncode == 2
