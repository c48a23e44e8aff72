"""What Tab lists."""

import sqlite3

import pytest

from terminal import PROMPT, TAB, ctrl

AS_OF = ("--as-of", "2026-06-30")


@pytest.fixture
def prompt(open_prompt, shop):
    def start(**options):
        return open_prompt(store=shop, arguments=AS_OF, **options)
    return start


def listed(terminal, text):
    """The rows between the statement and where it stands again."""
    terminal.send(ctrl("u") + ctrl("l"))
    terminal.is_at(0, len(PROMPT))
    terminal.send(text)
    terminal.settle()
    terminal.send(TAB)
    statement = (PROMPT + text).rstrip()
    terminal.until(lambda: terminal.rows().count(statement) == 2, "a list and the statement again")
    last = len(terminal.rows()) - 1 - terminal.rows()[::-1].index(statement)
    return terminal.rows()[1:last]


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_names_have_their_types_and_labels_in_columns(prompt, columns):
    terminal = prompt(columns=columns)
    rows = listed(terminal, "segment where may_")
    assert [row.split()[0] for row in rows] == ["may_email", "may_text", "may_call", "may_target"]
    assert [row.split()[1] for row in rows] == ["segment"] * 4
    assert len({row.index("segment") for row in rows}) == 1
    assert len({row.index("May") for row in rows}) == 1
    assert terminal.colours(1, 0, 9) == {"default"}
    assert terminal.colours(1, 11, 20) == {"brightblack"}
    assert max(map(len, rows)) < columns


@pytest.mark.parametrize("columns", [40, 80, 132])
def test_values_have_their_counts_in_a_column(prompt, columns, shop):
    terminal = prompt(columns=columns)
    rows = listed(terminal, "segment where source = ")
    values = [row.rsplit(None, 1) for row in rows if row.startswith('"')]
    assert len(values) > 3
    database = sqlite3.connect(shop)
    counts = dict(database.execute("select source, count(*) from customers where source is not null group by source"))
    assert {name.strip('"'): int(count.replace(",", "")) for name, count in values} == counts
    assert [int(count.replace(",", "")) for _, count in values] == sorted(counts.values(), reverse=True)
    assert len({len(row) for row in rows if row.startswith('"')}) == 1, "aligned at the right"


def test_the_most_frequent_come_first_where_not_all_fit(prompt):
    terminal = prompt(columns=80)
    rows = listed(terminal, 'segment where city = "')
    counts = [int(row.split()[-1].replace(",", "")) for row in rows[:-1]]
    assert counts == sorted(counts, reverse=True) and len(counts) > 5
    assert rows[-1].startswith("… ") and rows[-1].endswith(" more")


def test_wide_values_are_aligned(prompt):
    terminal = prompt(columns=60)
    rows = listed(terminal, 'segment where city = "')
    wide = next(index for index, row in enumerate(rows) if row.startswith('"北京"'))
    other = next(index for index, row in enumerate(rows) if row.startswith('"London"') or row.startswith('"Paris"') or row.startswith('"Berlin"'))

    def end(index):
        row = terminal.screen.buffer[1 + index]
        return max(column for column in range(60) if row[column].data.strip())
    assert end(wide) == end(other)


def test_a_value_is_completed_with_its_quotes(prompt):
    terminal = prompt()
    terminal.send('segment where city = "Hamb' + TAB)
    terminal.shows(PROMPT + 'segment where city = "Hamburg"')


def test_personal_values_are_never_listed(prompt):
    terminal = prompt()
    terminal.send('segment where email = "a' + TAB)
    terminal.settle()
    assert terminal.rows()[0] == PROMPT + 'segment where email = "a'
    assert not any("@" in row for row in terminal.rows())


def test_values_stay_where_they_are_when_the_store_is_not_to_be_asked(prompt):
    terminal = prompt()
    terminal.send(".set audience off\r")
    terminal.shows("audience: off")
    terminal.send('segment where city = "Hamb' + TAB)
    terminal.settle()
    assert terminal.rows()[-1] == PROMPT + 'segment where city = "Hamb'


def test_without_colour_a_list_is_plain(prompt):
    terminal = prompt(NO_COLOR="1")
    rows = listed(terminal, "segment where may_")
    assert "segment" in rows[0]
    assert terminal.colours(1, 0, 60) == {"default"}


def test_a_list_below_a_statement_of_several_rows(prompt):
    terminal = prompt()
    terminal.send("from customers\x1b\rwhere mon")
    terminal.shows("where mon")
    terminal.send(TAB)
    terminal.until(lambda: terminal.rows().count(PROMPT + "from customers") == 2 or "monetary" in terminal.rows()[-1], "completion")
    terminal.send("e" + TAB)
    terminal.until(lambda: terminal.rows()[-1].strip() == "where monetary", "the completed word")
    assert terminal.rows()[-2] == PROMPT + "from customers"
