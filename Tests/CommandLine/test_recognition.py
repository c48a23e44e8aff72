"""What the records of a file are, and what stands in its columns: found out, said, asked for."""

import json

import pytest


@pytest.fixture
def shop(run, tmp_path):
    """A store beside which files are written and imported."""
    assert run("init", "a.db", "--currency", "EUR").returncode == 0

    class Shop:
        def write(self, name, text):
            (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

        def bring(self, name, text, *options):
            self.write(name, text)
            return run("import", "-s", "a.db", *options, name)

        def rows(self, question):
            answer = run("query", "-s", "a.db", "--as-of", "2026-12-31", "--format", "csv", question)
            assert answer.returncode == 0, answer.stderr
            return answer.stdout.splitlines()[1:]

    return Shop()


ORDERS = "id,customer_id,ordered_at,amount\n1,7,2026-03-05,5\n"


@pytest.mark.parametrize("name, text, entity", [
    ("anything.csv", ORDERS, "orders"),
    ("customers.csv", "id,name\n1,Ann\n", "customers"),
    ("2026-06 customers export.csv", "id,name\n1,Ann\n", "customers"),
    ("客户.csv", "客户编号,姓名\n1,Ann\n", "customers"),
    ("product-list.csv", "id,name,price\n1,Pen,2.50\n", "products"),
    ("x.csv", "Nr;Kunde;Datum;Betrag\n1;17;05.03.2026;1.234,50\n", "orders"),
    ("x.csv", "客户编号,下单时间,金额\n1,2026/3/5,88.00\n", "orders"),
    ("x.jsonl", '{"customer_id":1,"opened_at":"2026-03-05","subject":"Hi","priority":"low"}\n', "tickets"),
    ("x.json", '[{"id":1,"name":"A","email":"a@example.com","birthday":"1990-01-01"}]', "customers"),
])
def test_the_entity_is_found(shop, name, text, entity):
    answer = shop.bring(name, text, *([] if entity in ("customers", "products") else ["--create-customers"]))
    assert answer.returncode == 0, answer.stderr
    assert f"1 row into {entity}: 1 added" in answer.stderr


@pytest.mark.parametrize("name, text, said", [
    ("x.csv", "id,name\n1,Ann\n", "--into customers"),
    ("x.csv", "a,b\n1,2\n", "columns of the file: a, b"),
    # The name says orders, so what is missing for orders is what is said.
    ("orders.csv", "id,customer_id,status\n1,7,paid\n", "ordered_at"),
])
def test_what_could_be_anything_is_asked_for(shop, name, text, said):
    answer = shop.bring(name, text)
    assert answer.returncode == 1 and said in answer.stderr
    assert shop.rows("from customers | aggregate { n = count() }") == ["0"]


def test_a_pipe_is_recognised_as_a_file_is(run, shop):
    answer = run("import", "-s", "a.db", "-", "--create-customers", input=ORDERS)
    assert answer.returncode == 0 and "1 row into orders" in answer.stderr
    answer = run("import", "-s", "a.db", "-", input='{"id":1,"name":"A","email":"b"}\n')
    assert answer.returncode == 1 and "--into" in answer.stderr


def test_a_dry_run_says_everything_and_writes_nothing(shop, tmp_path):
    before = (tmp_path / "a.db").read_bytes()
    answer = shop.bring("x.csv", "Nr;Kunde;Datum;Betrag\n1;17;05.03.2026;1.234,50\nx;17;31.02.2026;1\n",
                        "--create-customers", "--dry-run")
    assert answer.returncode == 0
    for part in ("x.csv is taken for orders: csv, ‘;’, decimal comma", "customer_id  key    Kunde",
                 "05.03.2026, 31.02.2026 (day, month, year)",
                 "1 added, 1 customer created", "1 row would be rejected", "nothing was written"):
        assert part in answer.stderr
    assert (tmp_path / "a.db").read_bytes() == before and not (tmp_path / "x.csv.rejects.csv").exists()


def test_the_full_command_says_the_same(run, shop, tmp_path):
    text = "Verkauf\nNr;Kunde;Datum;Betrag\n1;17;05.03.2026;1.234,50\n"
    answer = shop.bring("v.csv", text, "--create-customers", "--dry-run")
    command = next(line for line in answer.stderr.splitlines() if "in full:" in line).split("in full: ")[1]
    import shlex
    words = shlex.split(command)
    assert words[:2] == ["clientele", "import"]
    assert run(*words[1:]).returncode == 0
    assert shop.rows("from orders | select id, customer_id, ordered_at, amount") == ["1,17,2026-03-05T00:00:00,1234.50"]


def test_what_was_found_is_kept_as_a_mapping(run, shop, tmp_path):
    text = "Nr;Gast;Tag;Wert\n1;17;05.03.2026;1.234,50\n"
    options = ("--map", "id=Nr,customer_id=Gast,ordered_at=Tag,amount=Wert", "--create-customers")
    assert shop.bring("v.csv", text, *options, "--save-mapping", "m.cq").returncode == 0
    mapping = (tmp_path / "m.cq").read_text()
    assert ('entity orders from "v" {' in mapping and 'ordered_at: time = pattern("Tag", "dmy")' in mapping
            and 'param decimal: text = ","' in mapping)
    assert run("fmt", "--check", "m.cq").returncode == 0
    # Nobody loses a mapping that was edited.
    again = shop.bring("v.csv", text, *options, "--save-mapping", "m.cq")
    assert again.returncode != 0 and (tmp_path / "m.cq").read_text() == mapping
    answer = shop.bring("w.csv", "Nr;Gast;Tag;Wert\n2;17;06.03.2026;2,50\n", "--mapping", "m.cq")
    assert answer.returncode == 0, answer.stderr
    assert shop.rows("from orders | select id, amount | sort id") == ["1,1234.50", "2,2.50"]


def test_ones_own_mappings_count(run, shop, tmp_path):
    folder = tmp_path / ".config/clientele/mappings"
    folder.mkdir(parents=True)
    (folder / "kiel.cq").write_text(
        'entity customers from "Kiel" '
        '{ id: key = "Mitgliedsnummer", name: text = "Rufname", city: text = "Wohnort" }\n')
    answer = shop.bring("x.csv", "Mitgliedsnummer,Rufname,Wohnort\n5,Ann,Kiel\n", "--dry-run")
    assert "taken for customers: Kiel, csv" in answer.stderr
    (folder / "broken.cq").write_text("entity customers from\n")
    answer = shop.bring("x.csv", "Mitgliedsnummer,Rufname,Wohnort\n5,Ann,Kiel\n")
    assert answer.returncode == 0 and "broken.cq" in answer.stderr


def test_a_mapping_that_is_wrong_is_an_error(run, shop, tmp_path):
    (tmp_path / "m.cq").write_text('entity orders from "x" { id: key = Id }\n')
    answer = shop.bring("x.csv", ORDERS, "--mapping", "m.cq")
    assert answer.returncode != 0 and "E0619" in answer.stderr and "m.cq:1" in answer.stderr
    (tmp_path / "m.cq").write_text('entity orders from "x" { id: key = "id", nobody: text = "id" }\n')
    answer = shop.bring("x.csv", ORDERS, "--mapping", "m.cq")
    assert answer.returncode != 0 and "E0606" in answer.stderr
    assert shop.bring("x.csv", ORDERS, "--mapping", "nowhere.cq").returncode != 0


def test_one_file_with_several_kinds_of_records(shop, tmp_path):
    (tmp_path / "m.cq").write_text("""
        param repeated: text = "fill"
        entity customers from "Till" { id: key = key_of("mail", "email"), email: text = "mail", name: text = "who" }
        entity orders from "Till" { id: key = "slip", customer_id: key = key_of("mail", "email"), ordered_at: time = "day", amount: money = "sum" }
        entity items from "Till" { order_id: key = "slip", quantity: int = "n" }
    """)
    text = ("slip,mail,who,day,sum,n\n"
            "A1,a@example.com,Ann,2026-03-05,10,2\nA1,a@example.com,,,,3\nA2,b@example.com,Bob,2026-03-06,5,1\n")
    answer = shop.bring("t.csv", text, "--mapping", "m.cq")
    assert answer.returncode == 0, answer.stderr
    assert shop.rows("from orders | select id, customer.name, amount, n = sum(items.quantity) | sort id") == [
        "A1,Ann,10.00,5", "A2,Bob,5.00,1"]
    again = shop.bring("t.csv", text, "--mapping", "m.cq")
    assert again.returncode == 0 and shop.rows("from items | aggregate { n = count() }") == ["3"]


KINDS = """
    entity customers from "Till" { id: key = "who", name: text = "name" }
    entity orders from "Till" { id: key = "slip", customer_id: key = "who", ordered_at: time = "day" }
"""


def test_a_file_with_several_kinds_comes_in_whole_or_not_at_all(run, shop, tmp_path):
    (tmp_path / "m.cq").write_text(KINDS)
    head = "slip,who,name,day\n1,7,Ann,2026-03-05\n"
    answer = shop.bring("t.csv", head + "2,8,Bob,never\n", "--mapping", "m.cq", "--max-rejects", "0")
    assert answer.returncode == 1 and "E0617" in answer.stderr and shop.rows("from customers") == []
    # Customers are known to have bad rows before orders are.
    answer = shop.bring("u.csv", head + "2,,Bob,2026-03-06\n3,9,Cy,never\n", "--mapping", "m.cq", "--max-rejects", "1")
    assert answer.returncode == 1 and shop.rows("from customers") == []
    assert (tmp_path / "u.csv.orders.rejects.csv").exists() and not (tmp_path / "u.csv.customers.rejects.csv").exists()
    assert shop.bring("t.csv", head, "--mapping", "m.cq").returncode == 0
    assert shop.rows("from customers | select name, n = count(orders)") == ["Ann,1"]


def test_a_file_with_several_kinds_is_taken_back_at_once(run, shop, tmp_path):
    (tmp_path / "m.cq").write_text(KINDS)
    shop.bring("t.csv", "slip,who,name,day\n1,7,Ann,2026-03-05\n", "--mapping", "m.cq")
    shop.bring("t.csv", "slip,who,name,day\n1,7,Anna,2026-03-05\n2,8,Bob,2026-03-06\n", "--mapping", "m.cq")
    listed = run("imports", "-s", "a.db", "--format", "csv").stdout.splitlines()[1:]
    assert [line.split(",")[0] for line in listed] == ["1", "2", "3", "4"]
    answer = run("imports", "undo", "-s", "a.db")
    assert answer.returncode == 0 and "import 4" in answer.stderr and "import 3" in answer.stderr
    assert shop.rows("from customers | select name, n = count(orders)") == ["Ann,1"]
    # One of two that came together.
    assert run("imports", "undo", "2", "-s", "a.db").returncode == 0
    assert shop.rows("from customers | select name, n = count(orders)") == ["Ann,0"]
    assert run("imports", "undo", "-s", "a.db").returncode == 0 and shop.rows("from customers") == []


def test_too_many_rejects_import_nothing(shop, tmp_path):
    text = ORDERS + "".join(f"{key},7,never,5\n" for key in range(2, 6))
    for limit, code in (("3", 1), ("4", 0), ("79%", 1), ("80%", 0), ("0", 1)):
        answer = shop.bring("o.csv", text, "--create-customers", "--max-rejects", limit)
        assert answer.returncode == code, (limit, answer.stderr)
        if code:
            assert "E0617" in answer.stderr and len((tmp_path / "o.csv.rejects.csv").read_text().splitlines()) == 5


def test_unknown_customers_are_named(shop):
    answer = shop.bring("o.csv", ORDERS)
    assert answer.returncode == 1 and "--create-customers" in answer.stderr


def test_rejects_of_a_file_that_is_whole_now_are_gone(run, shop, tmp_path):
    rejects = tmp_path / "o.csv.rejects.csv"
    shop.bring("o.csv", ORDERS + "2,7,never,5\n", "--create-customers")
    assert rejects.exists()
    answer = shop.bring("o.csv", ORDERS + "2,7,2026-03-06,5\n")
    assert "is gone" in answer.stderr and not rejects.exists()
    shop.bring("o.csv", ORDERS + "3,7,never,5\n")
    rejects.write_text(rejects.read_text().replace("never", "2026-03-07"))
    shop.bring("o.csv", ORDERS + "4,7,2026-03-07,5\n")
    assert rejects.exists()
    assert run("import", "-s", "a.db", rejects.name).returncode == 0
    assert shop.rows("from orders | select id | sort id") == ["1", "2", "3", "4"]


def test_other_currencies_are_rejected(shop):
    answer = shop.bring("o.csv", "id,customer_id,ordered_at,amount,currency\n1,7,2026-03-05,5,EUR \n2,7,2026-03-05,6,USD\n", "--create-customers")
    assert "1 row rejected" in answer.stderr and shop.rows("from orders | select id") == ["1"]
    answer = shop.bring("o.jsonl", '{"id":3,"customer_id":7,"ordered_at":"2026-03-05","amount":5,"currency":"GBP"}\n', "--into", "orders")
    assert answer.returncode == 1 and shop.rows("from orders | select id") == ["1"]


@pytest.mark.parametrize("field", ['amount: money = scaled("amount", "0.01")', 'status: text = yes_no("status", "y")',
                                   'amount: money = key_of("amount", "email")'])
def test_conversions_that_make_no_values_of_a_field(shop, tmp_path, field):
    (tmp_path / "m.cq").write_text(
        'entity orders from "x" { id: key = "id", customer_id: key = "customer_id", ordered_at: time = "ordered_at", %s }\n' % field)
    answer = shop.bring("o.csv", ORDERS.replace("amount", "amount,status").replace(",5\n", ",5,y\n"), "--mapping", "m.cq", "--create-customers")
    assert answer.returncode == 1 and "E0619" in answer.stderr


def test_addresses_that_keys_are_found_by_are_not_repeated(shop, tmp_path):
    (tmp_path / "m.cq").write_text(
        'entity orders from "x" { id: key = "id", customer_id: key = key_of("mail", "email"), ordered_at: time = "at" }\n')
    for option in ("--dry-run", "--on-error=abort"):
        answer = shop.bring("o.csv", "id,mail,at\n1,secret@example.com,2026-03-05\n", "--mapping", "m.cq", option)
        assert "secret@example.com" not in answer.stderr


def test_rows_of_a_mapping_that_were_mended_are_records(shop, tmp_path):
    (tmp_path / "m.cq").write_text('entity customers from "x" where "role" = "user" { id: key = "id", name: text = "name" }\n')
    shop.bring("u.csv", 'id,name,role\n1,Ann,user\n2,Bob,bot\n3,"Cy,user\n', "--mapping", "m.cq")
    rejects = tmp_path / "u.csv.rejects.csv"
    assert "never closed" in rejects.read_text()
    mended = ("reject_line,reject_column,reject_value,reject_reason,reject_row,id,name,role\n"
              '4,,,a quote is opened and never closed,"3,Cy,user",,,\n5,,,x,"4,Di,bot",,,\n')
    answer = shop.bring("again.csv", mended, "--mapping", "m.cq")
    assert answer.returncode == 0 and shop.rows("from customers | select id | sort id") == ["1", "3"]


def test_what_is_tried_together_knows_what_came_before(run, shop, tmp_path):
    (tmp_path / "customers.csv").write_text("id,name\n1,Ann\nA-2,Bob\n")
    (tmp_path / "orders.csv").write_text(ORDERS + "2,A-2,2026-03-06,5\n")
    answer = run("import", "-s", "a.db", "--dry-run", "customers.csv", "orders.csv")
    assert answer.returncode == 0, answer.stderr
    assert "2 rows into customers: 2 added" in answer.stderr and "orders.csv: 2 rows into orders: 1 added" in answer.stderr
    assert shop.rows("from customers") == []
    listed = run("imports", "-s", "a.db", "--format", "csv")
    assert len(listed.stdout.splitlines()) <= 1
    (tmp_path / "m.cq").write_text("""
        entity customers from "Till" { id: key = "who", name: text = "name" }
        entity orders from "Till" { id: key = "slip", customer_id: key = "who", ordered_at: time = "day" }
    """)
    answer = shop.bring("t.csv", "slip,who,name,day\n1,7,Ann,2026-03-05\n", "--mapping", "m.cq", "--dry-run")
    assert answer.returncode == 0 and "into orders: 1 added" in answer.stderr and "rejected" not in answer.stderr
    assert shop.rows("from customers") == []


def test_a_last_record_that_is_called_total_is_no_total(shop, tmp_path):
    answer = shop.bring("c.csv", "id,name,joined_at\nA,Ann,2026-03-05\nTotal,Total SA,never\n", "--into", "customers")
    assert "1 added" in answer.stderr and "1 row rejected" in answer.stderr
