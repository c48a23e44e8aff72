"""A session with a store: answers, definitions, completion, commands of the prompt, interruption."""

import re
import sqlite3
import time

import pytest

from asking import AS_OF, SLOW, answered, completed
from terminal import ENTER, PROMPT, TAB, ctrl, pasted

def test_the_greeting_says_which_store_and_when(prompt, shop):
    terminal = prompt(greeting=True, columns=200)
    assert terminal.rows()[0] == f"Clientele. {shop}, as of 2026-06-30 (UTC). `.help` explains, Ctrl-D leaves."


@pytest.mark.parametrize("columns", [40, 80, 200])
def test_a_segment_shows_its_customers_within_the_screen(prompt, columns):
    terminal = prompt(columns=columns)
    rows = answered(terminal, "segment where recency < 30 and monetary > 20000")
    heading = rows[0].split()
    assert heading[0] == "id" and heading[-2:] == ["recency", "monetary"]
    assert ("country" in heading) == (columns > 60)
    assert max(map(len, rows)) <= columns
    last = " ".join(rows[-2:])
    assert re.search(r"\b\d+ of 1,500 customers, as of 2026-06-30 \(UTC\), in \d+ (µs|ms)$", last)
    if columns >= 80:
        shown = [row for row in rows[2:] if re.match(r" *\d+  ", row)]
        assert rows[-1].startswith(f"{len(shown)} of ")


def test_more_rows_than_the_screen_has_are_counted(prompt):
    terminal = prompt(rows=24)
    rows = answered(terminal, "segment where recency < 300")
    assert len(rows) <= 23
    assert re.search(r"^… [\d,]+ more rows", rows[-2])


def test_a_table_follows_the_width_of_the_terminal(prompt):
    terminal = prompt(columns=120)
    assert "region" in answered(terminal, "from customers | take 3 | select id, name, email, region, city, joined_at")[0]
    terminal.resize(24, 50)
    terminal.settle()
    rows = answered(terminal, "from customers | take 3 | select id, name, email, region")
    assert max(map(len, rows)) <= 50


def test_definitions_last_and_a_new_one_replaces(prompt):
    terminal = prompt()
    few = answered(terminal, "segment vip where monetary > 50000")
    many = answered(terminal, "segment vip where monetary > 5000")
    sizes = [int(rows[0].split()[1]) for rows in (few, many)]
    assert sizes[0] < sizes[1], "the second definition counts"
    assert few[0].startswith(f"vip: {sizes[0]} of 1,500 customers, as of 2026-06-30 (UTC)")
    assert answered(terminal, "from vip | aggregate { n = count() }")[2].strip() == str(sizes[1])
    assert answered(terminal, "metric half = monetary / 2") == ["defined half"]
    assert answered(terminal, "metric orders.twice = amount * 2") == ["defined orders.twice"]
    assert answered(terminal, "measure rate = count(where buyers) / count()") == ["defined rate"]
    assert "half" in answered(terminal, "from vip | sort half desc | take 1 | select id, half")[0]


def test_an_error_leaves_the_session_and_its_definitions(prompt):
    terminal = prompt()
    answered(terminal, "segment vip where monetary > 5000")
    rows = answered(terminal, "segment where recncy < 30")
    assert rows[0].startswith("error[E0301]") and any("did you mean `recency`?" in row for row in rows)
    assert answered(terminal, "from vip | aggregate { n = count() }")[0].strip() == "n"


@pytest.mark.parametrize("typed, becomes", [
    ("segment where mone", "segment where monetary"),
    ("segment where cou", None),
    ("segment where any(orders where sta", "segment where any(orders where status"),
    ("segment where sum(orders.am", "segment where sum(orders.amount"),
    ("segment where count(orders where any(items where product.cat", "segment where count(orders where any(items where product.category"),
    ("segment where seq", "segment where sequence("),
    ("segment where sequence(inter", "segment where sequence(interactions"),
    ("segment where sequence(interactions where kind = \"demo\" th", "segment where sequence(interactions where kind = \"demo\" then"),
    ("segment where sequence(interactions then ord", "segment where sequence(interactions then orders"),
    ("segment where sequence(interactions then orders withi", "segment where sequence(interactions then orders within"),
    ("segment where sequence(interactions then orders within 3 da", "segment where sequence(interactions then orders within 3 days"),
    ("segment where sequence(interactions then orders within 3 days witho", "segment where sequence(interactions then orders within 3 days without"),
    ("segment where sequence(interactions then orders without tick", "segment where sequence(interactions then orders without tickets"),
    ("segment where sequence(interactions then orders without tickets bet", "segment where sequence(interactions then orders without tickets between"),
    ("segment where sequence(interactions then orders where amo", "segment where sequence(interactions then orders where amount"),
    ("segment where max(gap(ord", "segment where max(gap(orders"),
    ("from v", "from vip"),
    ("segment where not vi", "segment where not vip"),
    ("from customers | sort half", "from customers | sort halfspend"),
    ("from customers | group by city { spend = sum(monetary) } | sort sp", "from customers | group by city { spend = sum(monetary) } | sort spend"),
    ("segment where 城", "segment where 城市"),
    ("from orders | where customer.ci", "from orders | where customer.city"),
    (".form", ".format"),
    (".format mark", ".format markdown"),
    (".fields opp", ".fields opportunities"),
])
def test_tab_completes_what_can_stand_there(prompt, typed, becomes):
    terminal = prompt(columns=120)
    answered(terminal, "segment vip where monetary > 5000")
    answered(terminal, "metric halfspend = monetary / 2")
    row, candidates = completed(terminal, typed)
    if becomes:
        assert row == becomes
    else:
        assert row == typed and any(candidate.startswith("country") for candidate in candidates)


def test_an_import_holds_and_a_new_one_replaces(prompt, tmp_path):
    library = tmp_path / "lib.cq"
    library.write_text("metric worth = monetary / frequency\nsegment big alias grand where monetary > 5000")
    terminal = prompt(columns=160)
    assert answered(terminal, f'import "{library}" as m') == [f"imported {library} as m: m.worth, m.big"]
    assert completed(terminal, "segment where m.wo")[0] == "segment where m.worth"
    assert completed(terminal, "from m.gr")[0] == "from m.grand"
    many = answered(terminal, "from m.big | aggregate { n = count() }")[2].strip()
    library.write_text("metric worth = monetary\nsegment big where monetary > 50000")
    assert answered(terminal, "from m.big | aggregate { n = count() }")[2].strip() == many
    answered(terminal, f'import "{library}" as m')
    assert int(answered(terminal, "from m.big | aggregate { n = count() }")[2]) < int(many)
    library.write_text("metric worth = monetry")
    assert answered(terminal, f'import "{library}" as m')[0].startswith("error[E0301]")
    assert answered(terminal, "from m.big | aggregate { n = count() }")[0].strip() == "n"


def test_nothing_is_completed_inside_a_text(prompt):
    terminal = prompt()
    assert completed(terminal, 'segment where city = "mone') == ('segment where city = "mone', [])


def test_after_a_dot_the_fields_of_the_records_are_listed(prompt):
    terminal = prompt()
    row, candidates = completed(terminal, "segment where any(orders.")
    assert row == "segment where any(orders."
    names = {candidate.split()[0] for candidate in candidates}
    assert {"amount", "status", "items"} <= names and "city" not in names


def test_ctrl_c_stops_a_question_and_keeps_the_session(open_prompt, shop):
    # Over columns the question takes no time to interrupt.
    terminal = open_prompt(store=shop, arguments=(*AS_OF, "--engine", "sqlite"))
    answered(terminal, "segment vip where monetary > 5000")
    terminal.send(ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(SLOW + ENTER)
    terminal.is_at(2, 0)
    terminal.settle()
    terminal.send(ctrl("c"))
    terminal.shows("interrupted")
    terminal.awaits_input()
    assert answered(terminal, "from vip | aggregate { n = count() }")[0].strip() == "n"


def test_a_database_that_is_no_store(prompt, tmp_path):
    path, model = tmp_path / "erp.sqlite", tmp_path / "erp.cq"
    database = sqlite3.connect(path)
    database.executescript("CREATE TABLE kunden(nr INTEGER PRIMARY KEY, ort TEXT); INSERT INTO kunden VALUES (1, 'Berlin'), (2, 'Köln');")
    database.close()
    model.write_text("entity kunden { key nr: int, ort: text display }\n")
    terminal = prompt(columns=200)
    refused = answered(terminal, f".open {path}")
    assert refused[0].startswith("error[E0522]") and f"`.open {path} MODEL.cq`" in refused[1]
    answered(terminal, f".open {path} {model}")
    assert answered(terminal, 'segment where ort = "Berlin"')[-1].startswith("1 of 2 customers")
    # A day of its own opens it anew, with the same model; so does its name, from now on.
    answered(terminal, ".set as-of 2026-03-31")
    assert answered(terminal, "segment where ort is known")[-1].startswith("2 of 2 customers, as of 2026-03-31")
    assert answered(terminal, f".open {path}") == [f"{path}, as of 2026-03-31 (UTC)"]
    assert "takes a store and a model" in answered(terminal, ".open a b c")[0]


def test_totals_are_on_the_screen_however_many_groups_there_are(prompt):
    terminal = prompt(columns=100, rows=24)
    for group in ["city", "city, kind", "every day(joined_at)"]:
        rows = answered(terminal, f"from customers | group by {group} with totals {{ n = count() }}")
        rules = [place for place, row in enumerate(rows) if row.startswith("──")]
        assert len(rules) == 2 and rules[1] > 4, rows
        assert re.match(r"total +(· +)?[0-9]+$", rows[-3]) and "more rows" in rows[-2]


def test_a_customer_and_a_name(prompt):
    terminal = prompt(columns=100, rows=60)
    rows = answered(terminal, ".show 12")
    assert re.match(r"id +12$", rows[0]) and any(re.match(r"orders +\d+$", row) for row in rows)
    assert answered(terminal, ".show 999999")[-1] == "there is no customer 999999"
    # What is shown is no segment, and the format stays.
    assert answered(terminal, ".why 12") == ["no segment has been asked yet: write `.why 12 in vip`"]
    assert answered(terminal, ".format") == ["format: table"]
    rows = answered(terminal, ".describe recency")
    assert rows[0].startswith("metric recency: days") and rows[-1].startswith("from ")
    assert answered(terminal, ".describe recencie") == ["nothing is called `recencie`; did you mean `recency`?"]
    rows = answered(terminal, ".describe amount")
    assert any(row.startswith("orders.amount: money") for row in rows)


def test_commands_of_the_prompt(prompt, shop, store):
    terminal = prompt(columns=160, rows=60)
    assert any(row.startswith("  .open [STORE [MODEL]]") for row in answered(terminal, ".help"))
    assert any(row.startswith("repeat_buyers") for row in answered(terminal, ".segments"))
    assert any(row.startswith("recency") for row in answered(terminal, ".metrics"))
    assert any(re.match(r"orders +amount +money", row) for row in answered(terminal, ".fields orders"))
    assert answered(terminal, ".fields order") == ["there is no entity `order`; did you mean `orders`?"]
    assert answered(terminal, ".format") == ["format: table"]
    answered(terminal, ".format json")
    assert answered(terminal, "from customers | take 1 | select id")[:2] == ["[", '{"id":1}']
    assert answered(terminal, ".open missing.db")[0].startswith("error[E0520]")
    assert answered(terminal, ".open") == [shop]
    assert answered(terminal, f".open {store}") == [f"{store}, as of 2026-06-30 (UTC)"]
    assert answered(terminal, "segment where recency < 30")[-1].startswith("0 of 0 customers")
    assert "did you mean `.format`?" in answered(terminal, ".formt")[0]
    terminal.send(".exit" + ENTER)
    assert terminal.ends() == 0


def test_ctrl_c_right_behind_enter_is_not_the_end(prompt):
    terminal = prompt()
    question = 'from customers | where city in ("Berlin", "Hamburg", "Lyon") and count(orders in last 400 days) > 1 | aggregate { n = count() }'
    for step in range(30):
        terminal.send(ctrl("l"))
        terminal.is_at(0, len(PROMPT))
        terminal.send(pasted(question))
        terminal.until(lambda: any(row.endswith("count() }") for row in terminal.rows()), "the question")
        terminal.settle()
        seen = len(terminal.received)
        terminal.send(ENTER)
        time.sleep(step * 0.003)
        terminal.send(ctrl("c"))
        terminal.until(lambda: len(terminal.received) > seen and terminal.rows()[-1:] == [PROMPT.rstrip()], "the prompt")
        assert terminal.process.isalive()
