"""A question at the prompt that has to wait for its columns."""

import sqlite3

import pytest

from terminal import ENTER, ctrl

QUESTION = "from customers | where sum(orders.amount) > 50000 | aggregate { n = count() }"


@pytest.fixture
def prompt(open_prompt, tmp_path):
    """On a database whose amounts have to be computed when they are read, which takes some seconds."""
    database = sqlite3.connect(tmp_path / "slow.db")
    database.executescript("""
        create table customers (id integer primary key, filler blob);
        create table orders (id integer primary key, customer integer, at integer, paid integer,
            cents integer generated always as (paid + 0 * length(hex(zeroblob(6000 + paid)))));
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
            insert into customers select i, zeroblob(5000) from n;
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 120000)
            insert into orders select i, i % 1000 + 1, 1780000000 + i, i % 1000 from n;
        """)
    database.close()
    (tmp_path / "slow.cq").write_text("""
        entity customers { key id: int }
        entity orders of customers by "customer" at at {
          key id: int, at: time = epoch_seconds("at"), amount: int = "cents"
        }
        """)

    def start(**options):
        return open_prompt(store=str(tmp_path / "slow.db"), arguments=("--model", str(tmp_path / "slow.cq"), "--as-of", "2026-06-30"), **options)
    return start


@pytest.mark.parametrize("columns", [40, 100])
def test_a_line_says_how_far_columns_are_until_they_are_there(prompt, columns):
    terminal = prompt(columns=columns)
    terminal.send(QUESTION + ENTER)
    terminal.shows("building columns: orders")
    terminal.shows("583")
    terminal.awaits_input()
    assert not any("building" in row for row in terminal.rows())
    # In 40 columns the sentence may take two rows.
    assert any(row.startswith("1 row, as of") for row in terminal.rows()[-3:-1])


def test_ctrl_c_stops_building_and_keeps_the_session(prompt):
    terminal = prompt(columns=100)
    terminal.send(QUESTION + ENTER)
    terminal.shows("building columns: orders")
    terminal.send(ctrl("c"))
    terminal.shows("interrupted")
    terminal.awaits_input()
    assert not any("building" in row for row in terminal.rows())
    terminal.send(ctrl("l") + "from customers | where count(orders) > 100 | aggregate { n = count() }" + ENTER)
    terminal.shows("1000")
    terminal.awaits_input()
    terminal.send(ctrl("l") + QUESTION + ENTER)
    terminal.shows("583")
    terminal.awaits_input()
