"""What comes into a store and what does not, and what the program says of it."""

import pytest

HEADER = "id,customer_id,ordered_at,amount,status\n"


@pytest.fixture
def bring(run, tmp_path):
    assert run("init", "shop.db").returncode == 0

    def bring(*files, into="orders", options=()):
        return run("import", "-s", "shop.db", "--into", into, "--create-customers", *options, *files)

    return bring


def count(run):
    return int(run("query", "-s", "shop.db", "from orders | aggregate { n = count() }").stdout.split()[1])


def test_a_file_of_which_nothing_came_in_is_a_failure(run, bring, tmp_path):
    (tmp_path / "bad.csv").write_text(HEADER + "1,1,never,5,\n2,1,soon,5,\n")
    (tmp_path / "good.csv").write_text(HEADER + "1,1,2026-01-01,5,\n")
    (tmp_path / "half.csv").write_text(HEADER + "2,1,2026-01-01,5,\n3,1,never,5,\n")
    (tmp_path / "empty.csv").write_text(HEADER)
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\nnonsense\n')
    answer = bring("bad.csv")
    assert answer.returncode == 1
    assert "2 rows into orders: 0 added" in answer.stderr and "error[E0614]: nothing came in from bad.csv" in answer.stderr
    assert "is not a time" in (tmp_path / "bad.csv.rejects.csv").read_text()
    assert bring("bad.jsonl").returncode == 1
    # Other files of the command come in all the same, before it and behind it.
    answer = bring("bad.csv", "good.csv", "bad.jsonl", "half.csv")
    assert answer.returncode == 1 and "from bad.csv, bad.jsonl" in answer.stderr
    assert count(run) == 2
    # Nothing to bring in is no failure, nor is what is there already.
    for file in ("empty.csv", "good.csv", "half.csv"):
        assert bring(file).returncode == 0
    (tmp_path / "keyless.csv").write_text("customer_id,ordered_at\n1,2026-01-01\n")
    assert [bring("keyless.csv").returncode for _ in range(2)] == [0, 0]
    (tmp_path / "repeated.csv").write_text(HEADER + "9,1,2026-01-01,5,\n9,1,2026-01-01,5,\n")
    answer = bring("repeated.csv")
    assert answer.returncode == 0 and "2 rows into orders: 1 added, 1 repeated" in answer.stderr


def test_the_prompt_says_it_as_well(run, bring, tmp_path):
    (tmp_path / "bad.csv").write_text(HEADER + "1,1,never,5,\n")
    answer = run("shop.db", input=".import bad.csv --into orders --create-customers\n")
    assert answer.returncode == 1 and "E0614" in answer.stderr


def test_contradicting_rows_are_rejected_with_both_lines(run, bring, tmp_path):
    (tmp_path / "twice.csv").write_text(HEADER + "1,1,2026-01-01,5,paid\n1,1,2026-01-01,6,paid\n1,1,2026-01-01,5,paid\n")
    answer = bring("twice.csv")
    assert answer.returncode == 0
    assert "3 rows into orders: 1 added, 1 repeated" in answer.stderr and "1 row rejected" in answer.stderr
    assert "contradicts line 2, which has the same key and says 5.00" in (tmp_path / "twice.csv.rejects.csv").read_text()
    assert run("query", "-s", "shop.db", "from orders | select amount").stdout == "amount\n5.00\n"
    with open(tmp_path / "twice.csv") as file:
        answer = run("import", "-s", "shop.db", "--into", "orders", "-", input=None, stdin=file)
    assert "contradicts line 2," in (tmp_path / "orders.rejects.csv").read_text()
    answer = run("import", "-s", "shop.db", "--into", "orders", "-", input=(tmp_path / "twice.csv").read_text())
    assert "contradicts an earlier row," in (tmp_path / "orders.rejects.csv").read_text()


def test_known_values_are_recognised_and_others_are_named(run, bring, tmp_path):
    statuses = ["cancelled", "Cancelled", "canceled", "REFUNDED", "refund", "paid", "", "xyz", "xyz", "o\x1b[31mdd"]
    (tmp_path / "orders.csv").write_text(HEADER + "".join(f"{n},1,2026-01-01,1,{status}\n" for n, status in enumerate(statuses, 1)))
    answer = bring("orders.csv")
    assert answer.returncode == 0
    assert "  status: 2 values not known to the model, in 3 rows: “xyz” (2 rows), “o␛[31mdd” (1 row)" in answer.stderr
    answer = run("query", "-s", "shop.db", "from orders where is_purchase = false | group by status { n = count() }")
    assert answer.stdout == "status,n\ncancelled,3\nrefunded,2\n"
    assert run("query", "-s", "shop.db", "from customers | select frequency").stdout == "frequency\n5\n"


def test_rejects_are_mended_in_the_row_that_was_kept(run, bring, tmp_path):
    (tmp_path / "orders.csv").write_text(HEADER + "110,A\n")
    assert bring("orders.csv").returncode == 1
    rejects = tmp_path / "orders.csv.rejects.csv"
    assert bring(rejects.name).returncode == 1
    assert '"110,A"' in (tmp_path / "orders.csv.rejects.csv.rejects.csv").read_text()
    rejects.write_text(rejects.read_text().replace('"110,A"', '"110,1,2026-01-01,5,paid"'))
    assert bring(rejects.name).returncode == 0
    assert count(run) == 1
