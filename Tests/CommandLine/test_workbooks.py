"""Workbooks come in as what stands in their cells: a sheet is held against the values that Python put into it."""

import datetime
import io
import json
import random
import zipfile

import openpyxl
import pytest
import xlsxwriter


@pytest.fixture
def bring(run, tmp_path):
    def bring(name, data, *options):
        (tmp_path / "a.db").unlink(missing_ok=True)
        assert run("init", "a.db").returncode == 0
        (tmp_path / name).write_bytes(data)
        return run("import", "-s", "a.db", *options, name)

    return bring


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rows_of(run, question):
    return json.loads(run("query", "-s", "a.db", "--as-of", "2030-01-01", "--format", "json", question).stdout)


def random_rows(numbers, count):
    letters = 'aé李, "\'\n;&<>\t_x000D_'
    for key in range(1, count + 1):
        moment = datetime.datetime(2001, 1, 1) + datetime.timedelta(seconds=numbers.randrange(8 * 10**8))
        yield {
            "id": key,
            "name": (None if numbers.random() < 0.1
                     else "n" + "".join(numbers.choices(letters, k=numbers.randrange(12))) + "z"),
            "birthday": (None if numbers.random() < 0.1
                         else datetime.date(1905, 1, 1) + datetime.timedelta(days=numbers.randrange(40_000))),
            "employees": None if numbers.random() < 0.1 else numbers.randrange(-10**6, 10**9),
            "accepts_email": numbers.choice([None, True, False]),
            "joined_at": None if numbers.random() < 0.1 else moment,
        }


def with_openpyxl(rows, epoch=None):
    book = openpyxl.Workbook()
    if epoch:
        book.epoch = epoch
    sheet = book.active
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([value.replace("_x000D_", "") if isinstance(value, str) else value for value in row.values()])
    return saved(book)


def with_xlsxwriter(rows, **options):
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, **options})
    day, moment = book.add_format({"num_format": "d. mmmm yyyy"}), book.add_format({"num_format": "dd/mm/yy hh:mm"})
    sheet = book.add_worksheet()
    for column, name in enumerate(rows[0]):
        sheet.write_string(0, column, name)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row.values()):
            if isinstance(value, datetime.datetime):
                sheet.write_datetime(number, column, value, moment)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(number, column, datetime.datetime.combine(value, datetime.time()), day)
            elif isinstance(value, bool):
                sheet.write_boolean(number, column, value)
            elif isinstance(value, str):
                sheet.write_string(number, column, value.replace("_x000D_", ""))
            elif value is not None:
                sheet.write_number(number, column, value)
    book.close()
    return data.getvalue()


WAYS = {
    "openpyxl": with_openpyxl,
    "openpyxl, 1904": lambda rows: with_openpyxl(rows, openpyxl.utils.datetime.CALENDAR_MAC_1904),
    "xlsxwriter": with_xlsxwriter,
    "xlsxwriter, inline": lambda rows: with_xlsxwriter(rows, constant_memory=True),
    "xlsxwriter, 1904": lambda rows: with_xlsxwriter(rows, date_1904=True),
}


@pytest.mark.parametrize("way", WAYS)
def test_cells_are_what_was_put_into_them(run, bring, way):
    rows = list(random_rows(random.Random(way), 400))
    answer = bring("book.xlsx", WAYS[way](rows), "--into", "customers")
    assert answer.returncode == 0, answer.stderr
    assert "rejected" not in answer.stderr
    found = rows_of(run, "from customers | select id, name, birthday, employees, accepts_email, joined_at | sort id")
    assert len(found) == len(rows)
    for row, came in zip(rows, found):
        name = row["name"]
        expected = {
            "id": row["id"],
            "name": name and name.replace("_x000D_", "").replace("\r", "\n"),
            "birthday": row["birthday"] and row["birthday"].isoformat(),
            "employees": row["employees"],
            "accepts_email": row["accepts_email"],
            "joined_at": row["joined_at"] and row["joined_at"].isoformat(),
        }
        assert came == expected


def test_numbers_have_the_digits_that_a_spreadsheet_shows(run, bring):
    book = openpyxl.Workbook()
    book.active.append(["id", "customer_id", "ordered_at", "amount"])
    amounts = [19.9, 0.1 + 0.2, 1234.5, 1e3, 1e-2, -0.05, 123456789012.34, 4.35 * 100, 0]
    for key, amount in enumerate(amounts, 1):
        book.active.append([key, 7, datetime.date(2026, 3, key), amount])
    assert bring("orders.xlsx", saved(book), "--create-customers").returncode == 0
    found = [float(row["amount"]) for row in rows_of(run, "from orders | select amount, id | sort id")]
    assert found == [19.9, 0.3, 1234.5, 1000, 0.01, -0.05, 123456789012.34, 435, 0]


def test_a_sheet_is_chosen_and_said(run, bring):
    book = openpyxl.Workbook()
    book.active.title = "People"
    book.active.append(["id", "name"])
    book.active.append([1, "Ann"])
    other = book.create_sheet("Orders of 2026")
    for row in (["A title"], [], [None, "Order No", "Client", "Date"],
                [None, "A-1", 1, datetime.datetime(2026, 3, 5, 9, 30)],
                [None, "A-2", 1, datetime.date(2026, 3, 6)], [None, "Total"]):
        other.append(row)
    hidden = book.create_sheet("Aside", 0)
    hidden.sheet_state = "hidden"
    first = bring("book.xlsx", saved(book), "--into", "customers")
    assert first.returncode == 0 and "sheet People" in first.stderr
    second = run("import", "-s", "a.db", "book.xlsx", "--sheet", "orders of 2026")
    assert second.returncode == 0, second.stderr
    assert "2 rows into orders: 2 added" in second.stderr and "totals" in second.stderr
    assert rows_of(run, "from orders | select id, ordered_at | sort id") == [
        {"id": "A-1", "ordered_at": "2026-03-05T09:30:00"}, {"id": "A-2", "ordered_at": "2026-03-06T00:00:00"}]
    third = run("import", "-s", "a.db", "book.xlsx", "--sheet", "Nowhere")
    assert third.returncode == 1 and "E0601" in third.stderr and "Aside, People, Orders of 2026" in third.stderr


def test_rows_keep_their_numbers(run, bring, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["id", "birthday"])
    book.active["A4"], book.active["B4"] = 1, "never"
    answer = bring("c.xlsx", saved(book), "--into", "customers")
    assert answer.returncode == 1
    assert (tmp_path / "c.xlsx.rejects.csv").read_text().splitlines()[1].startswith("4,birthday,never,")


def test_lengths_of_time(run, bring):
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet, length = book.add_worksheet(), book.add_format({"num_format": "[h]:mm:ss"})
    sheet.write_row(0, 0, ["id", "customer_id", "happened_at", "duration"])
    sheet.write_row(1, 0, [1, 1])
    sheet.write_datetime(1, 2, datetime.datetime(2026, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_number(1, 3, 26.5 / 24, length)
    book.close()
    assert bring("i.xlsx", data.getvalue(), "--into", "interactions", "--create-customers").returncode == 0
    assert rows_of(run, "from interactions | where duration = 1590 minutes | select id") == [{"id": 1}]


def repacked(data, name, change):
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == name else content)
    return result.getvalue()


BAD = {
    "entities": ("xl/worksheets/sheet1.xml", lambda xml: b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml.split(b"?>", 1)[-1]),
    "truncated": ("xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2]),
    "no such text": ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b't="s"><v>', b't="s"><v>99')),
    "columns out of order": ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="B2"', b'r="A2"')),
    "rows out of order": ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<row r="2"', b'<row r="1"')),
    "far away": ("xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'r="B2"', b'r="ZZZZZ2"')),
    "no sheet": ("xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet1", b"sheet9")),
    "no XML": ("xl/workbook.xml", lambda xml: b"\x00" + xml),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_damaged_workbook_is_an_error(run, bring, fault):
    data = with_xlsxwriter([{"id": 1, "name": "Ann"}, {"id": 2, "name": "Bob"}])
    answer = bring("bad.xlsx", repacked(data, *BAD[fault]), "--into", "customers")
    assert answer.returncode == 1, answer.stderr
    assert "E0601" in answer.stderr and "bad.xlsx" in answer.stderr
    assert rows_of(run, "from customers | select id") == []


def test_long_numbers_are_kept(run, bring):
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["id", "name"])
    for row in range(3):
        sheet.write_row(row + 1, 0, [1, f"n{row}"])
    book.close()
    text = data.getvalue()

    def change(xml):
        for row, key in enumerate((b"1234567890123456", b"1234567890123457", b"1234567890123458"), 2):
            xml = xml.replace(b'<c r="A%d"><v>1</v>' % row, b'<c r="A%d"><v>%s</v>' % (row, key))
        return xml

    assert bring("c.xlsx", repacked(text, "xl/worksheets/sheet1.xml", change), "--into", "customers").returncode == 0
    assert [row["id"] for row in rows_of(run, "from customers | select id | sort id")] == [
        1234567890123456, 1234567890123457, 1234567890123458]


def test_numbers_beside_texts_with_commas(run, bring):
    book = openpyxl.Workbook()
    for row in (["id", "customer_id", "created_at", "amount", "probability"], [1, 7, "2026-03-05", "12,50", 0.125],
                [2, 7, "2026-03-06", "13,20", 1.125]):
        book.active.append(row)
    answer = bring("opportunities.xlsx", saved(book), "--create-customers")
    assert answer.returncode == 0, answer.stderr
    assert rows_of(run, "from opportunities | select amount, probability | sort probability") == [
        {"amount": 12.5, "probability": 0.125}, {"amount": 13.2, "probability": 1.125}]
    book.active.append([3, 7, "2026-03-07", 12.375, 0.5])
    answer = bring("opportunities.xlsx", saved(book), "--create-customers")
    assert answer.returncode == 1 and "E0615" in answer.stderr
