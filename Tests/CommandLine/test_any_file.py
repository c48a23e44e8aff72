"""Small files as people have them, each with what has to come of it. Worked by hand."""

import pytest

HEADER = "id,customer_id,ordered_at,amount\n"
ORDERS = "from orders | sort id | select id, amount, ordered_at"
PEOPLE = "from customers | sort id | select id, name"


@pytest.fixture
def brought(run, tmp_path):
    """Imports a text and asks; gives the rows and what was said."""

    def brought(text, question=ORDERS, into="orders", options=(), currency="USD", encoding="utf-8", name="f.csv"):
        (tmp_path / "a.db").unlink(missing_ok=True)
        assert run("init", "a.db", "--currency", currency).returncode == 0
        (tmp_path / name).write_bytes(text.encode(encoding))
        create = ["--create-customers"] if into == "orders" else []
        answer = run("import", "-s", "a.db", "--into", into, *create, *options, name)
        rows = run("query", "-s", "a.db", "--format", "csv", question).stdout.splitlines()[1:]
        return rows, answer.stderr, answer.returncode

    return brought


def test_empty_quotes_are_no_address(brought):
    rows, _, _ = brought('id,E-mail,Accepts e-mail\n1,"",yes\n2,a@example.com,yes\n', "from customers | sort id | select id, email, may_email", "customers")
    assert rows == ["1,,false", "2,a@example.com,true"]


def test_day_and_month_are_asked_for_or_settled(brought):
    rows, said, code = brought(HEADER + "1,1,3/5/2026,5\n")
    assert rows == [] and code == 1 and "E0615" in said and "--date-format ordered_at=dmy" in said
    rows, said, code = brought(HEADER + "1,1,3/5/2026,5\n2,1,13/5/2026,5\n")
    assert rows == ["1,5.00,2026-05-03T00:00:00", "2,5.00,2026-05-13T00:00:00"] and "day, month, year" in said
    rows, _, _ = brought(HEADER + "1,1,3/5/2026,5\n", options=["--date-format", "M/d/yyyy"])
    assert rows == ["1,5.00,2026-03-05T00:00:00"]


def test_semicolons_decimal_commas_and_days_with_points(brought):
    mapping = ["--map", "id=Nr,customer_id=Kunde,ordered_at=Datum,amount=Betrag"]
    rows, said, _ = brought("Nr;Kunde;Datum;Betrag\n1;17;05.03.2026;1.234,50\n", currency="EUR", options=mapping)
    assert rows == ["1,1234.50,2026-03-05T00:00:00"] and "decimal comma" in said


def test_chinese_exports(brought):
    rows, said, _ = brought("客户编号,下单时间,金额\n1,2026/3/5,￥88.00\n", currency="CNY", encoding="gb18030")
    assert rows == ["1,88.00,2026-03-05T00:00:00"] and "GB18030" in said


def test_only_the_header_has_a_comma_more(brought):
    assert brought("id,name,\n300,A\n", PEOPLE, "customers")[0] == ["300,A"]


@pytest.mark.parametrize("written, stored", [
    ("2026-03-05T10:00:00.1234567", "2026-03-05T10:00:00.123456"),
    ("2026-03-05 10:00:00.123456789", "2026-03-05T10:00:00.123456"),
    ("2026-03-05 10:00 UTC", "2026-03-05T10:00:00"),
    ("1772582400", "2026-03-04T00:00:00"),
    ("1772582400000", "2026-03-04T00:00:00"),
    ("45292", "2024-01-01T00:00:00"),
    ("5-Mar-2026", "2026-03-05T00:00:00"),
])
def test_times_of_programs(brought, written, stored):
    assert brought(HEADER + f"1,1,{written},5\n")[0] == [f"1,5.00,{stored}"]


def test_each_column_has_its_own_dates(brought):
    text = "id,birthday,joined_at\n1,03/04/1990,2026-03-04\n"
    question = "from customers | select id, birthday, joined_at"
    rows, said, code = brought(text, question, "customers")
    assert code == 1 and "birthday: day and month of its dates can't be told apart" in said and "1990" not in said
    rows, _, _ = brought(text, question, "customers", ["--date-format", "birthday=dd/MM/yyyy"])
    assert rows == ["1,1990-04-03,2026-03-04T00:00:00"]


def test_powers_of_ten_are_whole_numbers(brought):
    question = "from customers | sort id | select id, employees"
    rows, _, _ = brought('{"id":1,"employees":1e3}\n{"id":2,"employees":"1.2E2"}\n{"id":3,"employees":1.25e1}\n', question, "customers", name="f.jsonl")
    assert rows == ["1,1000", "2,120"]


def test_blanks_that_nobody_sees(brought):
    assert brought("id,name\n11\u00a0,Ann\u00a0\n\u300012 ,Bob\n", PEOPLE, "customers")[0] == ["11,Ann", "12,Bob"]


def test_cells_of_spreadsheets(brought):
    rows, _, _ = brought('id,name\n11,"=""00123"""\n12,\'00456\n13,\'90s\n', PEOPLE, "customers")
    assert rows == ["11,00123", "12,00456", "13,'90s"]


def test_words_for_yes_and_no(brought):
    question = "from customers | sort id | select id, accepts_email"
    rows, _, _ = brought("id,accepts_email\n1,ja\n2,nein\n3,是\n4,否\n5,YES\n6,perhaps\n", question, "customers")
    assert rows == ["1,true", "2,false", "3,true", "4,false", "5,true"]


def test_options_that_say_nothing_are_refused(brought):
    for options in (["--separator", "ab"], ["--skip", "-1"], ["--skip", "x"], ["--decimal", ";"], ["--date-format", "nothing=d/M/yyyy"]):
        rows, said, code = brought(HEADER + "1,1,2026-03-05,5\n", options=options)
        assert code != 0 and rows == [] and "error[" in said, (options, said)


ARRAY = """[
  {"id": 1, "name": "Ann, \\"the\\n first\\"",
   "city": "Köln"},
  {"id": 2, "name": "[B]{o}b"}, {"id": 3, "name": "C"}
]
"""


@pytest.mark.parametrize("text, name", [
    (ARRAY, "f.json"), (ARRAY, "f.txt"),
    ('[{"id":1,"name":"Ann, \\"the\\n first\\""},{"id":2,"name":"[B]{o}b"},{"id":3,"name":"C"}]', "f.json"),
    ('{"id":1,"name":"Ann, \\"the\\n first\\""}\n{"id":2,\n "name":"[B]{o}b"}\n{"id":3,"name":"C"}', "f.json"),
])
def test_arrays_of_objects(brought, text, name):
    rows, said, code = brought(text.replace("\n first", "\\n first"), PEOPLE, "customers", name=name)
    assert code == 0 and "3 added" in said, said
    assert rows == ['1,"Ann, ""the', ' first"""', "2,[B]{o}b", "3,C"]


def test_arrays_that_are_cut_off_and_what_is_no_object(brought, tmp_path):
    for text in ('[{"id":1,"name":"A"},', '[{"id":1,"name":"A"}', '[{"id":1,"name":"A"},{"id":2,"na'):
        rows, said, code = brought(text, PEOPLE, "customers", name="f.json")
        assert rows == [] and code == 1 and "ends in the middle" in said
    rows, said, _ = brought('[\n{"id":1,"name":"A"},\n7,\n{"id":2,"name":"B"},\n{"id":3,"birthday":"x"}\n]\n',
                            PEOPLE, "customers", name="f.json")
    assert rows == ["1,A", "2,B"] and "2 rows rejected" in said
    rejects = (tmp_path / "f.json.rejects.jsonl").read_text()
    assert '"reject_line":3' in rejects and '"reject_line":5' in rejects
    assert brought("[]", PEOPLE, "customers", name="f.json")[1].startswith("error[E0603]")


def test_keys_by_other_names(brought):
    assert brought("Customer ID,Name\n4711,Ann\n", PEOPLE, "customers")[0] == ["4711,Ann"]
    assert brought("客户号,姓名\n4711,Ann\n", PEOPLE, "customers")[0] == ["4711,Ann"]
    assert brought("Order No.,Customer,Ordered at,Amount\n8,17,2026-03-05,5\n")[0] == ["8,5.00,2026-03-05T00:00:00"]


def test_customers_need_a_key(brought):
    text = "Member,Town,Name\n4711,Rome,Ann\n4712,Rome,Bob\n"
    rows, said, code = brought(text, PEOPLE, "customers")
    assert rows == [] and code == 1 and "E0616" in said and "never empty, as far as was looked: Member, Name" in said and "--map 'id=Member'" in said
    assert brought(text, PEOPLE, "customers", ["--map", "id=Member"])[0] == ["4711,Ann", "4712,Bob"]
    rows, said, code = brought(text, PEOPLE, "customers", ["--generate-keys"])
    assert rows == ["1,Ann", "2,Bob"] and code == 0
    assert brought('{"name":"Ann"}\n', PEOPLE, "customers", name="f.jsonl")[2] == 1


REPEATED = HEADER + "1,1,2026-03-05,64.70\n1,1,2026-03-05,\n2,1,2026-03-06,5\n2,1,2026-03-06,6\n"


@pytest.mark.parametrize("which, amounts, rejected", [
    ("reject", ["64.70", "5.00"], 2), ("first", ["64.70", "5.00"], 0), ("last", ["64.70", "6.00"], 0), ("fill", ["64.70", "5.00"], 1),
])
def test_what_holds_where_keys_repeat(brought, which, amounts, rejected):
    rows, said, code = brought(REPEATED, options=["--repeated", which])
    assert [row.split(",")[1] for row in rows] == amounts and code == 0
    assert ("rejected" in said) == (rejected > 0) and f"{rejected} row" in said or rejected == 0
    turned = HEADER + "1,1,2026-03-05,\n1,1,2026-03-05,64.70\n"
    rows, _, _ = brought(turned, options=["--repeated", which])
    assert rows[0].split(",")[1] == {"reject": "", "first": "", "last": "64.70", "fill": "64.70"}[which]


def test_empty_cells_leave_what_is_stored(run, brought, tmp_path):
    brought(HEADER + "1,1,2026-03-05,64.70\n")
    (tmp_path / "g.csv").write_text(HEADER + "1,1,2026-03-06,\n")
    said = run("import", "-s", "a.db", "--into", "orders", "g.csv").stderr
    assert "1 updated" in said
    assert run("query", "-s", "a.db", "--format", "csv", ORDERS).stdout.splitlines()[1:] == ["1,64.70,2026-03-06T00:00:00"]
    assert "1 unchanged" in run("import", "-s", "a.db", "--into", "orders", "g.csv").stderr
    assert "1 updated" in run("import", "-s", "a.db", "--into", "orders", "--clear-empty", "g.csv").stderr
    assert run("query", "-s", "a.db", "--format", "csv", ORDERS).stdout.splitlines()[1:] == ["1,,2026-03-06T00:00:00"]
