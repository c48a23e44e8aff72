"""A store from files alone: with the standard model where it has a place for them, else with one drafted from them."""

import os
import signal
import time

import pytest

CUSTOMERS = "id,name,email\n1,Ann,ann@example.com\n2,Bob,bob@example.com\n"
ORDERS = "id;customer_id;date;total\n10;1;05.03.2026;1.234,50\n11;3;06.03.2026;5,00\n"


@pytest.fixture
def files(tmp_path):
    def files(**texts):
        for name, text in texts.items():
            (tmp_path / (name + ".csv")).write_text(text)
        return [name + ".csv" for name in texts]

    return files


def rows(run, store, question):
    answer = run("query", "-s", store, "--as-of", "2026-12-31", "--format", "csv", question)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()[1:]


def test_the_standard_model_is_taken_where_it_fits(run, files):
    # Orders are named first, and imported last.
    answer = run("init", "s.db", "--currency", "EUR", "--from", *files(orders=ORDERS, customers=CUSTOMERS))
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout == "" and answer.stderr.splitlines()[-1] == "made s.db: EUR, UTC"
    assert rows(run, "s.db", "from orders | select id, customer.name, amount | sort id") == [
        "10,Ann,1234.50", "11,,5.00"]
    assert rows(run, "s.db", "from customers where monetary > 1000 | select name") == ["Ann"]


def test_a_model_is_drafted_from_what_the_files_hold(run, files):
    names = files(
        leser="leser_nr,vorname,nachname,ort,seit\nL001,Ann,Lee,Kiel,01.02.2020\nL002,Bob,Wu,Bonn,15.02.2021\n",
        ausleihen="nr,leser_nr,buch,ausgeliehen_am,gebuehr\n"
                  "1,L001,B1,2026-01-05,1.50\n2,L001,B2,2026-02-05,0\n3,L002,B1,2026-03-05,2.25\n",
        buecher="buch,titel,seiten\nB1,Faust,300\nB2,Lenz,90\n")
    answer = run("init", "b.db", "--currency", "EUR", "--from", *names)
    assert answer.returncode == 0, answer.stderr
    assert "a model drafted from the files: ausleihen, buecher, leser" in answer.stderr
    assert rows(run, "b.db", "from ausleihen | select nr, wer = leser.vorname, buch.titel, gebuehr | sort nr") == [
        "1,Ann,Faust,1.50", "2,Ann,Lenz,0.00", "3,Bob,Faust,2.25"]
    assert rows(run, "b.db", "from leser where sum(ausleihen.gebuehr) > 2 | select vorname, seit") == ["Bob,2021-02-15"]


def test_all_or_nothing(run, files, tmp_path):
    names = files(customers=CUSTOMERS, orders="id,customer_id,date\n1,1,3/5/2026\n")
    answer = run("init", "s.db", "--from", *names)
    assert answer.returncode == 1 and "E0615" in answer.stderr and "no store was made" in answer.stderr
    assert sorted(os.listdir(tmp_path)) == ["customers.csv", "orders.csv"]
    for arguments in (["s.db", "--from", "nowhere.csv"], ["s.db", "customers.csv"]):
        assert run("init", *arguments).returncode != 0
    assert not (tmp_path / "s.db").exists()


def test_a_store_is_never_replaced(run, files, tmp_path):
    names = files(customers=CUSTOMERS)
    assert run("init", "s.db", "--from", *names).returncode == 0
    before = (tmp_path / "s.db").read_bytes()
    assert run("init", "s.db", "--from", *names).returncode != 0
    assert (tmp_path / "s.db").read_bytes() == before


def test_what_came_in_can_be_taken_back(run, files):
    run("init", "s.db", "--from", *files(customers=CUSTOMERS, orders=ORDERS))
    assert run("imports", "undo", "-s", "s.db").returncode == 0
    assert rows(run, "s.db", "from customers | select id, n = count(orders) | sort id") == ["1,0", "2,0"]


@pytest.mark.parametrize("header", ["Mitglied,Vorname,", "Mitglied,Tel,Tel", "Mitglied,2024,2025"])
def test_the_first_row_is_the_header_whatever_it_says(run, files, header):
    answer = run("init", "m.db", "--from", *files(mitglieder=header + "\nM1,Ann,vip\nM2,Bob,old\nM3,Cid,new\n"))
    assert answer.returncode == 0, answer.stderr
    assert rows(run, "m.db", "from mitglieder | aggregate { n = count() }") == ["3"]


LOANS = "nr,leser_nr,ausgeliehen_am\n"


def test_files_with_the_same_columns_are_of_one_kind(run, tmp_path):
    (tmp_path / "leser.csv").write_text("leser_nr,vorname\nL001,Ann\nL002,Bob\n")
    (tmp_path / "ausleihen-2024.csv").write_text(LOANS + "1,L001,2024-01-05\n2,L002,2024-02-05\n")
    (tmp_path / "ausleihen-2025.csv").write_text("leser_nr,nr,ausgeliehen_am\nL001,3,2025-01-05\n")
    answer = run("init", "b.db", "--from", "leser.csv", "ausleihen-2024.csv", "ausleihen-2025.csv")
    assert answer.returncode == 0 and "drafted from the files: ausleihen, leser" in answer.stderr, answer.stderr
    assert rows(run, "b.db", "from leser | select vorname, n = count(ausleihen) | sort vorname") == ["Ann,2", "Bob,1"]


def test_two_files_of_one_name_are_two(run, tmp_path):
    (tmp_path / "leser.csv").write_text("leser_nr,vorname\nL001,Ann\nL002,Bob\n")
    for folder, text in (("a", LOANS + "1,L001,2024-01-05\n2,L002,2024-02-05\n"),
                         ("b", "id,leser_nr,buch\n7,L001,Faust\n8,L001,Lenz\n9,L002,Lenz\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "daten.csv").write_text(text)
    answer = run("init", "b.db", "--from", "leser.csv", "a/daten.csv", "b/daten.csv")
    assert answer.returncode == 0 and "daten, daten_2, leser" in answer.stderr, answer.stderr
    assert rows(run, "b.db", "from leser | select vorname, n = count(daten), m = count(daten_2) | sort vorname") == [
        "Ann,1,2", "Bob,1,1"]


@pytest.mark.parametrize("name, text", [
    ("leser.csv", "leser_nr,rowid,Ort,ort\nL001,r1,Kiel,x\nL002,r2,Bonn,y\n"),
    ("leser.jsonl", '{"leser_nr":"L001","rowid":"r1","Ort":"Kiel"}\n'
                    '{"leser_nr":"L002","rowid":"r2","ort":"Bonn"}\n'),
])
def test_names_that_sqlite_has_for_itself(run, tmp_path, name, text):
    (tmp_path / name).write_text(text)
    answer = run("init", "b.db", "--from", name)
    assert answer.returncode == 0, answer.stderr
    assert rows(run, "b.db", "from leser | select leser_nr, row_id, ort | sort leser_nr") == [
        "L001,r1,Kiel", "L002,r2,Bonn"]


@pytest.mark.parametrize("model, name", [
    ("entity customers { key id: key, rowid: text }", "rowid"),
    ("entity customers { key id: key, city: text, City: text }", "City"),
    ("entity customers { key id: key }\nentity Customers of customers by c { key id: key }", "Customers"),
    ("entity clientele_meta { key id: key }", "clientele_"),
])
def test_names_that_no_store_can_have(run, tmp_path, model, name):
    (tmp_path / "m.cq").write_text(model)
    answer = run("init", "n.db", "--model", "m.cq")
    assert answer.returncode == 2 and "E0541" in answer.stderr and name in answer.stderr
    assert not (tmp_path / "n.db").exists()
