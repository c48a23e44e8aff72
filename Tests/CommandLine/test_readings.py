"""Values that a quick reader would take for others: each is read as it is meant, rejected with a reason, or asked for."""

import datetime
import json

import openpyxl
import openpyxl.utils.datetime
import pytest

HEAD = "id,customer_id,ordered_at,amount,status\n"
COLUMNS = ["id", "customer_id", "ordered_at", "amount", "status"]
DAY = datetime.datetime(2026, 3, 1, 12, 30)


@pytest.fixture
def shop(run, tmp_path):
    class Shop:
        currency = "EUR"

        def bring(self, content, *options, name="f.csv", into="orders"):
            if isinstance(content, bytes):
                (tmp_path / name).write_bytes(content)
            elif content is not None:
                (tmp_path / name).write_text(content)
            if not (tmp_path / "a.db").exists():
                assert run("init", "a.db", "--currency", self.currency, "--time-zone", "Europe/Berlin").returncode == 0
            made = ["--create-customers"] if into != "customers" else []
            answer = run("import", "-s", "a.db", "--into", into, *made, *options, name)
            assert answer.returncode in (0, 1), answer.stderr
            return answer

        def rows(self, question="from orders | select id, amount | sort id"):
            answer = run("query", "-s", "a.db", "--as-of", "2100-01-01", "--format", "csv", question)
            assert answer.returncode == 0, answer.stderr
            return answer.stdout.splitlines()[1:]

        def reasons(self, name="f.csv.rejects.csv"):
            path = tmp_path / name
            return path.read_text() if path.exists() else ""

        def book(self, rows, formats={}, epoch=None):
            book = openpyxl.Workbook()
            if epoch:
                book.epoch = epoch
            for row in rows:
                book.active.append(row)
            for place, code in formats.items():
                book.active[place].number_format = code
            book.save(tmp_path / "f.xlsx")

        def bring_book(self, rows, formats={}, epoch=None, into="orders"):
            self.book(rows, formats, epoch)
            return self.bring(None, name="f.xlsx", into=into)

    return Shop()


def is_asked(answer, *words):
    return answer.returncode == 1 and "E0615" in answer.stderr and all(word in answer.stderr for word in words)


# Workbooks

def test_keys_that_a_spreadsheet_has_rounded_are_rejected(shop):
    answer = shop.bring_book([COLUMNS, [100000000000000001, 7, DAY, 5, "a"], [100000000000000002, 7, DAY, 5, "b"],
                              [123456789012345, 7, DAY, 5, "c"], [4, 1234567890123456789, DAY, 5, "d"]])
    assert "3 rows rejected" in answer.stderr and shop.rows() == ["123456789012345,5.00"]
    assert shop.reasons("f.xlsx.rejects.csv").count("kept the first digits alone") == 3
    shop.bring("id,name\n1.23457E+17,A\n1E5,B\n", into="customers")
    assert shop.rows('from customers where id = "1E5" | select name') == ["B"]
    assert "kept the first digits alone" in shop.reasons()


def test_amounts_of_a_workbook_keep_their_digits(shop):
    shop.bring_book([COLUMNS, [1, 7, DAY, 12345678901234.56, "a"], [2, 7, DAY, 0.1 + 0.2, "b"], [3, 7, DAY, 64.35000000000001, "c"],
                     [4, 7, DAY, 1e3, "d"]])
    assert shop.rows() == ["1,12345678901234.56", "2,0.30", "3,64.35", "4,1000.00"]


def test_formulas_that_nobody_has_worked_out_are_rejected(shop):
    answer = shop.bring_book([COLUMNS, [1, 7, DAY, "=SUM(1,2)", "a"], [2, 7, DAY, 3, "=A1"], [3, 7, DAY, 3, "c"]])
    assert "2 rows rejected" in answer.stderr and shop.rows() == ["3,3.00"]
    assert shop.reasons("f.xlsx.rejects.csv").count("has not been worked out") == 2


def test_currencies_in_the_formats_of_cells_count(shop):
    rows = [[key, 7, DAY, 5, "x"] for key in range(1, 8)]
    answer = shop.bring_book([COLUMNS, *rows], {
        "D2": '"$"#,##0.00', "D3": "[$£-809]#,##0.00", "D4": '#,##0.00\\ "USD"', "D5": '#,##0.00\\ "€"',
        "D6": "[$€-407]#,##0.00", "D7": '[Red]#,##0.00', "D8": '_-* #,##0.00\\ [$€-407]_-'})
    assert "3 rows rejected" in answer.stderr
    assert shop.rows() == ["4,5.00", "5,5.00", "6,5.00", "7,5.00"]
    assert shop.reasons("f.xlsx.rejects.csv").count("is in ") == 3


def test_fractions_of_seconds_stay(shop):
    late = datetime.datetime(2026, 12, 31, 23, 59, 59, 999000)
    shop.bring_book([COLUMNS, [1, 7, late, 1, "x"], [2, 7, datetime.datetime(2026, 3, 1, 12, 30, 0, 500000), 1, "x"], [3, 7, DAY, 1, "x"]])
    assert shop.rows("from orders | select id, ordered_at | sort id") == [
        "1,2026-12-31T23:59:59.999", "2,2026-03-01T12:30:00.5", "3,2026-03-01T12:30:00"]


def test_days_of_1904_are_counted_from_there(shop):
    answer = shop.bring_book([COLUMNS, [1, 7, 46082, 1, "x"], [2, 7, 46083, 1, "x"]],
                             epoch=openpyxl.utils.datetime.CALENDAR_MAC_1904)
    assert "days since 1904" in answer.stderr
    assert shop.rows("from orders | select id, ordered_at | sort id") == ["1,2030-03-02T00:00:00", "2,2030-03-03T00:00:00"]


def test_days_that_never_were_are_rejected(shop):
    answer = shop.bring_book([COLUMNS, [1, 7, 0, 1, "x"], [2, 7, 60, 1, "x"], [3, 7, 61, 1, "x"], [4, 7, 59, 1, "x"]],
                             {"C2": "dd.mm.yyyy", "C3": "dd.mm.yyyy", "C4": "dd.mm.yyyy", "C5": "dd.mm.yyyy"})
    assert "2 rows rejected" in answer.stderr
    assert shop.rows("from orders | select id, ordered_at | sort id") == ["3,1900-03-01T00:00:00", "4,1900-02-28T00:00:00"]


def test_zeros_that_a_format_shows_are_part_of_keys_and_texts(shop):
    shop.bring_book([["id", "name", "postcode"], [123, "A", 4109]], {"A2": "00000", "C2": "00000"}, into="customers")
    assert shop.rows("from customers | select id, postcode") == ["00123,04109"]


# Numbers

def test_a_leading_zero_is_no_group(shop):
    answer = shop.bring(HEAD + '1,7,2026-03-01,"0,990",\n2,7,2026-03-01,12.50,\n3,7,2026-03-01,7.25,\n')
    assert "1 row rejected" in answer.stderr and shop.rows() == ["2,12.50", "3,7.25"]


def test_as_many_points_as_commas_are_asked_for(shop):
    assert is_asked(shop.bring(HEAD + '1,7,2026-03-01,"0,99",\n2,7,2026-03-01,12.50,\n'), "decimal comma")


@pytest.mark.parametrize("amounts", [["1.000", "12.500"], ["1.000 €", "500 €"], ["1.234", "5.678"]])
def test_thousands_of_whoever_separates_by_commas_are_asked_for(shop, amounts):
    rows = "".join(f"{key},7,2026-03-01,{amount},\n" for key, amount in enumerate(amounts, 1))
    assert is_asked(shop.bring(HEAD + rows), "1000" if "234" not in amounts[0] else "1234")
    assert shop.bring(HEAD + rows + "9,7,2026-03-01,3.25,\n").returncode == 0 or "234" in amounts[0]


def test_yen_with_a_decimal_point_are_asked_for(shop):
    shop.currency = "JPY"
    assert is_asked(shop.bring(HEAD + "1,7,2026-03-01,1.000,\n2,7,2026-03-01,100.00,\n"))


@pytest.mark.parametrize("currency, written, amount", [
    ("USD", "$5 USD", "5.00"), ("USD", "USD $5.00", "5.00"), ("USD", "US $5", None), ("CHF", "CHF 5.-", "5.00"),
    ("CHF", "5.--", "5.00"), ("SEK", '"5,-"', "5.00"), ("SEK", '"1 005,50-"', "-1005.50"), ("CNY", "CN¥5", "5.00"),
    ("EUR", "１２３．４５", "123.45"), ("EUR", "1E+2", "100.00"), ("EUR", "1.5e1", "15.00"),
])
def test_amounts_as_people_write_them(shop, currency, written, amount):
    shop.currency = currency
    shop.bring(HEAD + f"1,7,2026-03-01,{written},\n")
    assert shop.rows("from orders | select amount") == ([amount] if amount else [])


def test_numbers_of_json_with_powers(shop):
    shop.bring('{"id":1,"customer_id":7,"ordered_at":"2026-03-01","amount":1.05E+2}\n'
               '{"id":2e1,"customer_id":7,"ordered_at":"2026-03-01","amount":1e-3}\n', name="f.jsonl")
    assert shop.rows() == ["1,105.00"] and "decimal places" in shop.reasons("f.jsonl.rejects.jsonl")


def test_keys_among_which_are_fractions_are_texts_as_they_stand(shop):
    shop.bring(HEAD + "1.0,7,2026-03-01,1,\n1.5,7,2026-03-01,2,\n2.0,7,2026-03-01,3,\n2,7,2026-03-01,4,\n")
    assert sorted(shop.rows()) == ["1.0,1.00", "1.5,2.00", "2,4.00", "2.0,3.00"]


# Dates, times, durations

@pytest.mark.parametrize("dates", [["26-03-04", "26-12-31"], ["26/03/04", "26/12/31"], ["26.03.04", "26.03.05", "26.03.06"]])
def test_which_of_two_digits_is_the_year_is_asked_for(shop, dates):
    rows = "".join(f"{key},7,{date},5,\n" for key, date in enumerate(dates, 1))
    assert is_asked(shop.bring(HEAD + rows), "which number", "ymd")
    assert shop.bring(HEAD + rows, "--date-format", "ordered_at=ymd").returncode == 0
    assert shop.rows("from orders | select year(ordered_at) | take 1") == ["2026"]


def test_years_of_two_digits_that_can_only_come_first(shop):
    shop.bring(HEAD + "1,7,99-12-31,5,\n2,7,00-01-01,5,\n")
    assert shop.rows("from orders | select id, ordered_at | sort id") == ["1,1999-12-31T00:00:00", "2,2000-01-01T00:00:00"]


def test_years_of_two_digits_that_come_last(shop):
    shop.bring(HEAD + "1,7,05.03.26,5,\n2,7,31.12.25,5,\n")
    assert shop.rows("from orders | select id, ordered_at | sort id") == ["1,2026-03-05T00:00:00", "2,2025-12-31T00:00:00"]


def test_a_midnight_is_a_day(shop):
    shop.bring('[{"id":1,"birthday":"1950-02-01T00:00:00Z"},{"id":2,"birthday":"1950-02-01T10:00:00Z"}]', name="f.json",
               into="customers")
    assert shop.rows("from customers | select id, birthday") == ["1,1950-02-01"]


def test_minutes_and_seconds_are_no_hours(shop):
    answer = shop.bring("id,customer_id,happened_at,duration\n1,7,2026-03-01,0:45\n2,7,2026-03-01,1:30:00\n",
                        into="interactions")
    assert "1 row rejected" in answer.stderr and "minutes and seconds" in shop.reasons()
    assert shop.rows("from interactions | select id, duration") == ["2,01:30:00"]


def test_numbers_since_1970_among_others_say_how_to_read_them(shop):
    shop.bring(HEAD + "1,7,1772582400,5,\n2,7,1772582400000,5,\n")
    assert "--date-format seconds" in shop.reasons()


# Encodings

@pytest.mark.parametrize("encoding, text", [
    ("cp850", "id;name;city\n1;Müller;Köln\n2;Schröder;Lübeck\n"),
    ("mac_roman", "id;name;city\n1;Müller;Köln\n2;Schröder;Lübeck\n3;Jäger;Gräfrath\n"),
    ("cp1251", "id;name\n1;Иванов\n2;Петрова\n"), ("cp1253", "id;name\n1;Παπαδόπουλος\n2;Νικολάου\n"),
    ("cp1254", "id;name\n1;Şahin\n2;Yıldız\n3;Doğan\n"), ("euc_jp", "id;name\n1;たなか\n2;スズキ\n"),
    ("cp1250", "id;name\n1;Łukasz\n2;Łucja\n"),
])
def test_encodings_that_are_not_known_here_are_no_others(shop, encoding, text):
    answer = shop.bring(text.encode(encoding), into="customers")
    assert answer.returncode == 1 and "E0611" in answer.stderr and shop.rows("from customers") == []


def test_two_encodings_in_one_file_are_none(shop):
    text = "id,name\n1,Müller\n2,Jäger\n".encode("cp1252") + "3,Schröder\n".encode()
    answer = shop.bring(text, into="customers")
    assert answer.returncode == 1 and "E0611" in answer.stderr


@pytest.mark.parametrize("encoding, text", [
    ("cp1252", "id;name;city\n1;Müller;Köln\n2;Élodie L’Hôpital;Saint-Étienne\n3;GRÜN;Zürich\n4;Åse Øye;Ålesund\n"),
    ("cp1252", "id,name\n1,Muñoz\n2,Peña\n3,Conceição\n"),
    ("gb18030", "id,name\n1,王芳\n2,T恤专卖店\n3,iPhone配件\n"), ("shift_jis", "id,name\n1,田中さん\n2,Tシャツ\n3,スズキ\n"),
    ("euc_kr", "id,name\n1,김민준\n2,이서연\n"), ("big5", "id,name\n1,陳美玲\n2,張志明\n"),
])
def test_encodings_that_are_known_still_are(shop, encoding, text):
    shop.currency = {"gb18030": "CNY", "shift_jis": "JPY", "euc_kr": "KRW", "big5": "TWD"}.get(encoding, "EUR")
    answer = shop.bring(text.encode(encoding), into="customers")
    assert answer.returncode == 0, answer.stderr
    lines = [line.split(text[2])[:2] for line in text.splitlines()[1:]]
    assert shop.rows("from customers | select id, name | sort id") == [",".join(line) for line in lines]


# Others

@pytest.mark.parametrize("yes, no", [("WAHR", "FALSCH"), ("VRAI", "FAUX"), ("VERDADERO", "FALSO"), ("j", "n"), ("1.0", "0.0")])
def test_yes_and_no_as_spreadsheets_write_them(shop, yes, no):
    shop.bring(f"id,accepts_email\n1,{yes}\n2,{no}\n", into="customers")
    assert shop.rows("from customers | select id, accepts_email | sort id") == ["1,true", "2,false"]


def test_an_address_that_two_customers_have_leads_to_none(shop, tmp_path):
    shop.bring("id,name,email\n1,A,a@x.de\n2,B,A@X.de\n3,C,c@x.de\n", into="customers")
    (tmp_path / "m.cq").write_text(
        'entity orders from "x" { id: key = "no", customer_id: key = key_of("who", "email"), ordered_at: time = "at" }\n')
    (tmp_path / "o.csv").write_text("no,who,at\n1,a@x.de,2026-03-01\n2,c@x.de,2026-03-01\n")
    shop.bring(None, "--mapping", "m.cq", name="o.csv")
    assert shop.rows("from orders | select id, customer_id") == ["2,3"]
    assert "several of customers" in shop.reasons("o.csv.rejects.csv")


def test_the_list_within_an_answer_is_named(shop):
    record = '{"id":1,"customer_id":7,"ordered_at":"2026-03-01"}'
    for count in (1, 25_000):
        answer = shop.bring('{"total":1,"data":[' + ",".join([record] * count) + "]}", name="f.json")
        assert answer.returncode == 1 and "“data”" in answer.stderr and "jq '.data'" in answer.stderr
    answer = shop.bring('{"id":1,"customer_id":7,"ordered_at":"2026-03-01","tags":[{"a":1}]}', name="g.json")
    assert answer.returncode == 0


def test_large_values_of_json_take_no_longer_than_others(shop):
    for text in ('[{"id":1},' * 200_000, "[{" * 40_000, '{"a":"' + "x" * 3_000_000 + '"}'):
        assert shop.bring(text, name="f.json").returncode == 1
    assert "follows the end" in shop.bring(json.dumps([{"id": 1}]) + " more", name="g.json").stderr
