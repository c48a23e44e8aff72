"""Workspaces that nobody wrote in good faith: what an editor opens when a repository is cloned."""

import os
import random
import socket

GOOD = "segment fine where recency < 30\n"


def chain(count, step, first="metric m1 = sum(orders.amount)", name="m"):
    return "\n".join([first] + [f"metric {name}{i} = " + step(i) for i in range(2, count + 1)])


def sensed(text, last):
    """Behind a code lens: the server asks how many customers it holds."""
    return f"{text}\nsegment watched where {last} > 1\n"


def classes(count, arm):
    return "classify t { " + ",\n".join(f'"c{i}" when {arm(i)}' for i in range(count)) + ', else "x" }\n'


def importing(path):
    return f'import "{path}" as a\n{GOOD}'


def fifo(folder):
    os.mkfifo(folder / "y.cq")


def link(target):
    return lambda folder: os.symlink(target, folder / "l.cq")


def link_to_fifo(folder):
    fifo(folder)
    os.symlink("y.cq", folder / "l.cq")


def sparse(folder):
    with open(folder / "big.cq", "wb") as file:
        file.truncate(3 << 30)


def socket_file(folder):
    here = os.getcwd()
    os.chdir(folder)
    try:
        socket.socket(socket.AF_UNIX).bind("s.cq")
    finally:
        os.chdir(here)


def import_chain(folder):
    for i in range(300):
        (folder / f"f{i}.cq").write_text(f'import "f{i + 1}.cq" as n\n')
    (folder / "f300.cq").write_text(GOOD)


def import_cycle(folder):
    (folder / "one.cq").write_text(importing("two.cq"))
    (folder / "two.cq").write_text(importing("one.cq"))


def import_tree(folder):
    for i in range(14):
        (folder / f"t{i}.cq").write_text(f'import "t{i + 1}.cq" as a\nimport "./t{i + 1}.cq" as b\nmetric m = a.m + b.m\n')
    (folder / "t14.cq").write_text("metric m = monetary\n")


def folders_in_a_circle(folder):
    (folder / "inner").mkdir()
    os.symlink("..", folder / "inner" / "outer")


def many_files(folder):
    for i in range(1000):
        (folder / f"g{i}.cq").write_text(f"segment s{i} where recency < {i}\n")


def binary(size):
    return lambda folder: (folder / "b.cq").write_bytes(random.Random(1).randbytes(size))


NOTHING = lambda folder: None

# A name, what is made in the folder, and the text that is open in the editor.
WORKSPACES = [
    ("a device that is imported", NOTHING, importing("/dev/zero")),
    ("a device of noise", NOTHING, importing("/dev/urandom")),
    ("a pipe", fifo, GOOD),
    ("a pipe that is imported", fifo, importing("y.cq")),
    ("a link to a device", link("/dev/zero"), importing("l.cq")),
    ("a link to a pipe", link_to_fifo, importing("l.cq")),
    ("a link to itself", link("l.cq"), importing("l.cq")),
    ("a folder that is imported", link("."), importing("l.cq")),
    ("folders in a circle", folders_in_a_circle, GOOD),
    ("a file of 3 GB", sparse, importing("big.cq")),
    ("a socket", socket_file, importing("s.cq")),
    ("bytes that are no text", binary(4 << 20), importing("b.cq")),
    ("files that import each other", import_cycle, importing("one.cq")),
    ("a long chain of imports", import_chain, importing("f0.cq")),
    ("imports that double", import_tree, importing("t0.cq")),
    ("a thousand files", many_files, GOOD),
    ("windows in windows", NOTHING, sensed(chain(40, lambda i: f"(m{i - 1} over last {i} months) + m{i - 1}"), "m40")),
    ("days before days", NOTHING, sensed(chain(40, lambda i: f"(m{i - 1} as of {2 ** i} days ago) + m{i - 1}"), "m9")),
    ("few among few", NOTHING, sensed(chain(30, lambda i: f"(m{i - 1} among frequency < {i}) + m{i - 1}", "metric m1 = rank(monetary)"), "m8")),
    ("values of records that double", NOTHING, sensed(
        chain(30, lambda i: f"v{i - 1} + v{i - 1}", "metric orders.v1 = amount", "orders.v"), "sum(orders.v9)")),
    ("all of these", NOTHING, sensed(
        chain(12, lambda i: f"v{i - 1} + v{i - 1}", "metric orders.v1 = amount", "orders.v") + "\n"
        + chain(30, lambda i: f"(m{i - 1} over last {i} weeks) + (m{i - 1} as of {i} months ago)", "metric m1 = sum(orders.v9)"), "m5")),
    ("metrics that double", NOTHING, sensed(chain(200, lambda i: f"m{i - 1} + m{i - 1}"), "m30")),
    ("a cycle of definitions", NOTHING, chain(300, lambda i: f"m{i + 1 if i < 300 else 1} + 1", "metric m1 = m2 + 1")),
    ("a chain of definitions from its end", NOTHING, "\n".join(f"metric m{i} = m{i + 1} + 1" for i in range(3000))),
    ("a chain of definitions", NOTHING, sensed(chain(1500, lambda i: f"m{i - 1} + 1"), "m1500")),
    ("5,000 classes", NOTHING, classes(5000, lambda i: f"monetary between {10 * i} and {10 * i + 9}")),
    ("5,000 classes of two values", NOTHING, classes(5000, lambda i: f"monetary > {i} and recency < {5000 - i} or frequency = {i}")),
    ("a list of 20,000 values", NOTHING, "segment s where id in (" + ", ".join(map(str, range(20000))) + ")\n"),
    ("brackets in brackets", NOTHING, "segment s where " + "(" * 50000 + "true" + ")" * 50000),
    ("a condition without an end", NOTHING, "segment s where " + " and ".join(f"recency != {i}" for i in range(5000))),
    ("a quote that is never closed", NOTHING, 'segment s where city = "' + "x" * (1 << 20)),
    ("zero bytes", NOTHING, "\0" * (1 << 18)),
    ("ten thousand mistakes", NOTHING, "segment where recencey < 3\n" * 10000),
]
