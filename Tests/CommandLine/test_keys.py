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


MADE = "is a number that the store made for a record without a key"


def test_a_key_that_the_store_has_made_is_nobody_elses(shop, tmp_path):
    shop.bring("name,email\nAnn,a@example.com\nBob,b@example.com\n", "--into", "customers", "--generate-keys")
    answer = shop.bring("id,name\n1,Zoe\n3,Cy\n", "--into", "customers")
    assert "1 added" in answer.stderr and "1 row rejected" in answer.stderr
    assert MADE in (tmp_path / "f.csv.rejects.csv").read_text()
    orders = "id,customer_id,ordered_at\n1,1,2026-03-05\n2,3,2026-03-05\n"
    assert "1 row rejected" in shop.bring(orders, "--into", "orders", "--create-customers").stderr
    assert shop.rows("from customers | select id, name, n = count(orders) | sort id") == ["1,Ann,0", "2,Bob,0", "3,Cy,1"]
    assert "1 added" in shop.bring(orders, "--into", "orders", "--made-keys").stderr
    assert "1 updated" in shop.bring("id,name\n1,Anna\n", "--into", "customers", "--made-keys").stderr
    assert shop.rows("from customers | select id, name, n = count(orders) | sort id") == [
        "1,Anna,1", "2,Bob,0", "3,Cy,1"]


def test_a_record_without_a_key_is_not_taken_for_one_that_has_its_number(shop):
    text = "customer_id,ordered_at,amount\n1,2026-03-05,10\n1,2026-03-06,20\n"
    shop.bring(text, "--into", "orders", "--create-customers")
    answer = shop.bring("id,customer_id,ordered_at,amount\n2,1,2026-04-01,99\n7,1,2026-04-02,7\n", "--into", "orders")
    assert "1 added" in answer.stderr and "1 row rejected" in answer.stderr
    assert shop.rows("from orders | select amount | sort amount") == ["7.00", "10.00", "20.00"]
    assert "2 unchanged" in shop.bring(text, "--into", "orders").stderr


def test_customers_known_by_an_address_have_made_keys(shop, tmp_path):
    (tmp_path / "m.cq").write_text(
        'entity orders from "x" { id: key = "no", customer_id: key = key_of("who", "email"), ordered_at: time = "at" }\n')
    text = "no,who,at\n1,a@example.com,2026-03-05\n"
    shop.bring(text, "--mapping", "m.cq", "--create-customers")
    assert "1 row rejected" in shop.bring("id,name\n1,Zoe\n", "--into", "customers").stderr
    # The address still leads to the customer.
    assert "1 added" in shop.bring(text.replace("\n1,", "\n2,"), "--mapping", "m.cq", name="g.csv").stderr
    assert shop.rows("from customers | select email, n = count(orders)") == ["a@example.com,2"]


def test_a_number_that_is_free_again_is_a_key_like_others(shop, tmp_path):
    import sqlite3
    shop.bring("customer_id,ordered_at\n1,2026-03-05\n1,2026-03-06\n", "--into", "orders", "--create-customers")
    database = sqlite3.connect(tmp_path / "a.db")
    database.execute("DELETE FROM orders WHERE id = 1")
    database.commit()
    database.close()
    rows = "id,customer_id,ordered_at,amount\n1,1,2026-04-01,{}\n"
    assert "1 added" in shop.bring(rows.format(5), "--into", "orders").stderr
    assert "1 updated" in shop.bring(rows.format(6), "--into", "orders").stderr


@pytest.mark.parametrize("rows, options", [
    ("1,1,2026-03-05,10\n1,2,2026-03-05,99\n2,3,2026-03-05,5\n", ()),
    ("1,1,2026-03-05,10\n9,2,,\n2,3,2026-03-05,5\n", ("--repeated", "fill")),
    ("A,1,2026-03-05,10\nA,K,2026-03-05,99\n2,3,2026-03-05,5\n", ()),
])
def test_rows_that_are_refused_make_no_customers(run, shop, rows, options):
    answer = shop.bring("id,customer_id,ordered_at,amount\n" + rows, "--into", "orders", "--create-customers", *options)
    assert "2 customers created" in answer.stderr and "1 row rejected" in answer.stderr
    assert shop.rows("from customers | select id | sort id") == ["1", "3"]
    assert run("imports", "undo", "-s", "a.db").returncode == 0 and shop.rows("from customers") == []


def test_a_customer_of_a_refused_row_and_a_good_one_is_made(shop):
    rows = "id,customer_id,ordered_at,amount\n1,1,2026-03-05,10\n1,2,2026-03-05,99\n2,2,2026-03-05,5\n"
    shop.bring(rows, "--into", "orders", "--create-customers")
    assert shop.rows("from customers | select id | sort id") == ["1", "2"]


def test_letter_case_is_no_contradiction_where_it_makes_no_difference(shop):
    rows = "id,name,email\n1,Ann,A@example.com\n1,Ann,a@example.com\n2,Bob,\n2,BOB,\n"
    answer = shop.bring(rows, "--into", "customers")
    assert "2 added, 1 repeated" in answer.stderr and "1 row rejected" in answer.stderr
    assert shop.rows("from customers | select email, name | sort name") == ["A@example.com,Ann", ",Bob"]


def test_who_reads_rejects_from_a_pipe_reads_them_once(run, shop, tmp_path):
    import os
    import threading
    os.mkfifo(tmp_path / "rejects")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "rejects").read_text()), daemon=True)
    reader.start()
    rows = "".join(f"{key},never\n" if key % 3 == 0 else f"{key},2026-01-01\n" for key in range(1, 20_000))
    answer = shop.bring("id,joined_at\n" + rows + "Z9,2026-01-01\n", "--into", "customers", "--rejects", "rejects")
    reader.join(30)
    assert answer.returncode == 0 and len(read) == 1
    assert read[0].count("never") == 2 * 6_666 and read[0].startswith("reject_line,")


def test_columns_of_others_stay_what_they_are(run, shop, tmp_path):
    import sqlite3
    shop.bring("id,name\n1,Ann\n", "--into", "customers")
    database = sqlite3.connect(tmp_path / "a.db")
    database.executescript("""
        ALTER TABLE customers ADD COLUMN tag TEXT NOT NULL DEFAULT 'a, (b' COLLATE NOCASE /* ours, */ CHECK (tag <> '');
        ALTER TABLE customers ADD COLUMN "twice, so" TEXT -- as a joke
            AS (name || name);
    """)
    shape = "SELECT name, type, \"notnull\", dflt_value, hidden FROM pragma_table_xinfo('customers')"
    before = [row for row in database.execute(shape) if row[0] in ("tag", "twice, so")]
    database.close()
    answer = shop.bring("id,name\n1,Anna\nA-3,Cleo\n", "--into", "customers")
    assert answer.returncode == 0 and "keys of customers are texts" in answer.stderr

    def check(rows):
        database = sqlite3.connect(tmp_path / "a.db")
        assert [row for row in database.execute(shape) if row[0] in ("tag", "twice, so")] == before
        assert database.execute('SELECT id, tag, "twice, so" FROM customers ORDER BY id').fetchall() == rows
        with pytest.raises(sqlite3.IntegrityError):
            database.execute("UPDATE customers SET tag = ''")
        assert database.execute("SELECT count(*) FROM customers WHERE tag = 'A, (B'").fetchone() == (len(rows),)
        database.close()

    check([("1", "a, (b", "AnnaAnna"), ("A-3", "a, (b", "CleoCleo")])
    assert run("imports", "undo", "-s", "a.db").returncode == 0
    check([(1, "a, (b", "AnnAnn")])


def test_an_import_waits_for_one_that_makes_texts_of_keys(command, shop, tmp_path):
    import sqlite3
    import subprocess
    import time
    shop.bring("id,name\n1,Ann\n", "--into", "customers")
    (tmp_path / "g.csv").write_text("id,name\n2,Bob\n")

    def start(*arguments):
        return subprocess.Popen(
            [command, "import", "-s", "a.db", "--into", "customers", *arguments], cwd=tmp_path, stdin=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True)

    def is_writing():
        database = sqlite3.connect(tmp_path / "a.db", timeout=0, isolation_level=None)
        try:
            database.execute("BEGIN IMMEDIATE")
            return False
        except sqlite3.OperationalError:
            return True
        finally:
            database.close()

    first = start("-")
    first.stdin.write("id,name\nA-9,Zoe\n" + "".join(f"{key},x\n" for key in range(1_000, 40_000)))
    first.stdin.flush()
    for _ in range(2_000):
        if is_writing():
            break
        time.sleep(0.01)
    second = start("g.csv")
    # Where it is slow to begin, it finds texts, which is as good.
    time.sleep(0.3)
    first.stdin.close()
    second.stdin.close()
    said = [process.stderr.read() for process in (first, second)]
    assert [process.wait() for process in (first, second)] == [0, 0], said
    assert shop.rows('from customers where id in ("A-9", 1, 2) | select id, name | sort id') == [
        "1,Ann", "2,Bob", "A-9,Zoe"]
