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


def test_whole_numbers_among_texts_are_written_in_one_way(shop):
    shop.bring("id,name\n17,Ann\nA-1,Bob\n", "--into", "customers")
    answer = shop.bring("id,name\n17.0,Anna\n 17 ,Anna\n", "--into", "customers")
    assert "1 updated" in answer.stderr and "added" in answer.stderr and " 0 added" in answer.stderr
    assert shop.rows("from customers | select id, name | sort id") == ["17,Anna", "A-1,Bob"]


def test_texts_have_no_order_among_numbers(run, shop):
    shop.bring("id,name\n9,Ann\n100,Bob\nA-1,Cy\n", "--into", "customers")
    for condition in ("id > 50", "id between 50 and 150"):
        answer = run("query", "-s", "a.db", "--as-of", "2026-12-31", "segment where " + condition)
        assert answer.returncode == 2 and "E0401" in answer.stderr
    assert shop.rows("from customers where id in (9, 100) | select name | sort name") == ["Ann", "Bob"]


def test_the_greatest_number_is_a_key_like_others(shop, tmp_path):
    (tmp_path / "m.cq").write_text(
        'entity orders from "x" { id: key = "no", customer_id: key = key_of("who", "email"), ordered_at: time = "at" }\n')
    shop.bring("id,email\n9223372036854775807,max@example.com\n", "--into", "customers")
    answer = shop.bring("no,who,at\n1,new@example.com,2026-03-05\n", "--mapping", "m.cq", "--create-customers")
    assert answer.returncode == 0 and "1 customer created" in answer.stderr
    assert shop.rows("from orders | select customer_id") == ["1"]


def test_many_equal_rows_without_keys_are_soon_known(shop):
    text = "customer_id,ordered_at\n" + "1,2026-03-05\n" * 4_000
    shop.bring(text, "--into", "orders", "--create-customers")
    answer = shop.bring(text, "--into", "orders")
    assert "0 added" in answer.stderr and "unchanged" in answer.stderr
    assert shop.rows("from orders | aggregate { n = count() }") == ["4000"]


def test_undo_minds_whoever_wrote_between_two_imports(run, shop, tmp_path):
    import sqlite3
    shop.bring("id,name\n1,Ann\n2,Bob\n", "--into", "customers")
    shop.bring("id,name\n1,Anna\n", "--into", "customers")
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("UPDATE customers SET name = 'By hand' WHERE id = 1")
    database.commit()
    database.close()
    shop.bring("id,name\n3,Cy\n", "--into", "customers")
    answer = run("imports", "undo", "2", "-s", "a.db")
    assert answer.returncode == 1 and "somebody has written" in answer.stderr
    assert run("imports", "undo", "-s", "a.db").returncode == 0
    # What was written between is still there, and still minded.
    assert run("imports", "undo", "-s", "a.db").returncode == 1
    assert shop.rows("from customers | select id, name | sort id") == ["1,By hand", "2,Bob"]


def test_redirected_files_are_read_from_their_beginning(command, shop, tmp_path):
    import subprocess
    (tmp_path / "in.csv").write_text("id,name\n1,Ann\nA-3,Cy\n")
    with open(tmp_path / "in.csv") as file:
        answer = subprocess.run([command, "import", "-s", str(tmp_path / "a.db"), "--into", "customers", "-"], stdin=file,
                                capture_output=True, text=True, cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert shop.rows("from customers | select id | sort id") == ["1", "A-3"]


@pytest.mark.parametrize("name", ["tables", "rows", "a#b"])
def test_tables_of_any_name_come_back(run, tmp_path, name):
    (tmp_path / "m.cq").write_text(f'entity people from "{name}" {{ key id: int, number: text }}\n')
    assert run("init", "n.db", "--model", "m.cq").returncode == 0
    for text in ("id,number\n5,x\n", "id,number\n3,y\n5,z\n"):
        (tmp_path / "f.csv").write_text(text)
        assert run("import", "-s", "n.db", "--into", "people", "f.csv").returncode == 0
    assert run("imports", "undo", "-s", "n.db").returncode == 0
    assert run("query", "-s", "n.db", "from people | select id, number").stdout.splitlines()[1:] == ["5,x"]
