"""Characters that steer a terminal, or deceive who reads it, down every way that leads to one: none arrives."""

import os
import re
import sqlite3
import subprocess
import unicodedata

import pexpect
import pytest

from asking import completed
from terminal import ENTER, TAB, Terminal, ctrl

HOSTILE = [
    # Escape sequences: cursor, colours, modes, title, clipboard, links, answers that the terminal would type.
    "\x1b[6661;1H", "\x1b[8;6662m", "\x1b[?6663h", "\x1b[6664t", "\x1b]0;owned6665\x07", "\x1b]52;c;c2VjcmV0\x07",
    "\x1b]8;;http://example.org/6666\x1b\\", "\x1bP$q6667\x1b\\", "\x1b[6668n", "\x1bc6669", "\x1b_6670\x1b\\", "\x1b^6671\x1b\\",
    "\x1b(0", "\x1b#8", "\x1b[6672;6673r", "\x1b]1337;SetMark6674\x07", "\x1bZ",
    # C0 and delete, each between letters.
    "a\x07b", "a\x08b", "a\x0bb", "a\x0cb", "a\x0eb", "a\x0fb", "a\x05b", "a\x7fb", "a\x01b",
    # C1, as UTF-8.
    "\u009b6675m", "\u009d0;6676\u009c", "\u0090q6677\u009c", "a\u0085b", "a\u008db",
    # Line separators, directions, no width.
    "a\u2028b", "a\u2029b", "a\u202eb", "a\u2066b\u2069", "a\u200fb", "a\u200bb", "a\ufeffb", "a\u2060b", "a\u061cb", "a\u00adb", "a\u115fb",
    "a\U000e0041b", "a\ufff9b",
]

# Several at a time, where each takes a process.
TOGETHER = ["·".join(text for text in HOSTILE[part:part + 8] if "/" not in text) for part in range(0, len(HOSTILE), 8)]


def core(text):
    """The part of a hostile text that must not arrive: its first character that is not a letter, with what follows."""
    start = next(place for place, character in enumerate(text) if not character.isascii() or ord(character) < 32 or ord(character) == 127)
    rest = text[start:]
    return (rest if rest[0] == "\x1b" else text[:start] + rest[0]).encode()


def arrived(received):
    return [text for text in HOSTILE if core(text) in received]


# What the program itself sends outside of the prompt: colours, and what progress needs.
OWN = re.compile("\x1b\\[[0-9;]*[mK]")


def foreign(received):
    """Characters that no program sends to a terminal but on purpose, whichever text they come from."""
    text = OWN.sub("", received.decode("utf-8", "surrogateescape"))
    return {character for character in text if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in "\r\n\t"}


def sql(text):
    return "'" + text.replace("'", "''") + "'"


@pytest.fixture(scope="session")
def hostile(command, tmp_path_factory):
    """A database with hostile values, column names, table names and file names, its model, and files beside it."""
    folder = tmp_path_factory.mktemp("hostile")
    path = folder / "people.db"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, city TEXT)")
    database.executemany("INSERT INTO people VALUES (?, ?, ?)", [(place + 1, f"N{text}", f"V{text}") for place, text in enumerate(HOSTILE)])
    database.commit()
    database.close()
    (folder / "model.cq").write_text('entity people { key id: int, name: text display, city: text values ("Rome") }\n')
    names = folder / "names.db"
    database = sqlite3.connect(names)
    for place, text in enumerate(HOSTILE):
        name = '"' + text.replace('"', '""') + '"'
        database.execute(f"CREATE TABLE {name[:-1]}{place}\" (id INTEGER PRIMARY KEY, {name[:-1]}c\" TEXT)")
    database.commit()
    database.close()
    return folder


@pytest.fixture
def on_terminal(command, hostile, tmp_path):
    """What a command sends to a terminal."""
    def run(*arguments, **variables):
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path),
                       "TERM": "xterm-256color", "LANG": "C.UTF-8", **variables}
        process = pexpect.spawn(command, list(arguments), env=environment, dimensions=(60, 200), timeout=60, cwd=str(hostile))
        process.expect(pexpect.EOF)
        process.close()
        assert foreign(process.before) == set(), arguments
        return process.before
    return run


ON_PEOPLE = ("-s", "people.db", "--model", "model.cq")


@pytest.mark.parametrize("format", ["table", "vertical", "csv", "tsv", "json", "jsonl", "markdown"])
def test_values_in_every_format(on_terminal, format):
    received = on_terminal("query", *ON_PEOPLE, "--format", format, "from people | select id, name, city")
    assert b"44" in received
    assert arrived(received) == []


@pytest.mark.parametrize("format", ["table", "vertical", "csv", "tsv", "json", "jsonl", "markdown"])
def test_names_of_columns(on_terminal, format):
    names = [f"`{place}{text}` = id" for place, text in enumerate(HOSTILE)]
    for part in range(0, len(names), 6):
        received = on_terminal("query", *ON_PEOPLE, "--format", format, "from people | take 1 | select " + ", ".join(names[part:part + 6]))
        assert arrived(received) == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_errors_and_notes_about_texts(on_terminal, form):
    for text in [*TOGETHER, HOSTILE[6]]:
        for question in [f"from people | select `{text}`", f'from people where city = "v{text}"', f"segment where {text}", f"segment `s{text}` where nothing",
                         f"from people where name = 'V{text}'", f"-- {text}\nsegment where", f"explain customer 1 in name = \"{text}\""]:
            assert arrived(on_terminal("query", *ON_PEOPLE, "--error-format", form, question)) == []


def test_names_of_files_and_options(on_terminal, command, hostile):
    for text in TOGETHER:
        file = hostile / f"f{text}.csv"
        file.write_text(f"id,name{text},na{text}me\n1,{text},x\nx{text},y,z\n")
        (hostile / f"f{text}.cq").write_text("segment where nothing\n")
        for arguments in [("query", "-s", f"no{text}.db", "segment where true"), ("run", *ON_PEOPLE, f"f{text}.cq"), ("run", f"no{text}.cq"), (f"command{text}",),
                          ("query", f"--{text}"), ("query", *ON_PEOPLE, "--param", f"p{text}=1", "from people"), ("lint", f"f{text}.cq"), ("fmt", "--diff", f"f{text}.cq"),
                          ("import", "-s", f"no{text}.db", file.name), ("explain", f"x{text}"), ("query", *ON_PEOPLE, "-o", f"nowhere/{text}.csv", "from people"),
                          ("query", *ON_PEOPLE, "--engine", text, "from people"), ("query", *ON_PEOPLE, "--as-of", text, "from people")]:
            assert arrived(on_terminal(*arguments)) == [], arguments


def test_imports(on_terminal, command, hostile, tmp_path):
    store = tmp_path / "s.db"
    subprocess.run([command, "init", str(store)], check=True, capture_output=True)
    for text in TOGETHER:
        file = hostile / f"g{text}.csv"
        file.write_text(f"id,name,c{text},{text}\n1,{text},x,y\nx{text},{text},{text},{text}\n7,a,b\n")
        for into in ("customers", "orders", f"no{text}"):
            received = on_terminal("import", "-s", str(store), "--into", into, file.name)
            assert arrived(received) == [], into
        assert arrived(on_terminal("import", "-s", str(store), "--into", "customers", "--map", f"name={text}", file.name)) == []
    # What is no UTF-8 at all.
    raw = hostile / "raw.csv"
    raw.write_bytes(b"id,name\x9b6675m\n1,\x9b6675m\n\x9b6675m,\x90\x9d\n")
    assert b"\x9b6675m" not in on_terminal("import", "-s", str(store), "--into", "customers", "raw.csv")


def test_drafts_of_models(on_terminal):
    received = on_terminal("model", "infer", "names.db")
    assert b"entity" in received
    assert arrived(received) == []


def test_scripts_laid_out(on_terminal, hostile):
    script = hostile / "laid.cq"
    script.write_bytes("".join(f"-- {text.replace(chr(10), '')}\n" for text in HOSTILE).encode() + b"segment a where true\n")
    for arguments in [("fmt", "--diff", "laid.cq"), ("lint", "laid.cq"), ("explain", f'segment where name = "{HOSTILE[0]}"')]:
        assert arrived(on_terminal(*arguments)) == []
    process = pexpect.spawn("/bin/sh", ["-c", '"$0" fmt < laid.cq', on_terminal.__closure__ and os.environ["CLIENTELE"]], cwd=str(hostile), dimensions=(60, 200), timeout=60)
    process.expect(pexpect.EOF)
    assert b"segment a" in process.before
    assert arrived(process.before) == []


@pytest.fixture
def hostile_prompt(open_prompt, hostile):
    def start(**options):
        return open_prompt(store=str(hostile / "people.db"), arguments=("--model", str(hostile / "model.cq")), rows=50, columns=160, **options)
    return start


def test_results_and_lists_of_the_prompt(hostile_prompt):
    prompt = hostile_prompt()
    for text in ["from people", ".set format csv", "from people", ".set format table", ".last json", ".fields", ".history", ".params", ".sql from people where city = \"V\x1b[6661;1H\""]:
        prompt.send(text.replace("\x1b", "") + ENTER)
        prompt.awaits_input()
    assert arrived(prompt.received) == []


def test_pages_of_the_pager(hostile_prompt):
    prompt = hostile_prompt(CLIENTELE_PAGER="cat")
    for text in ["from people", ".set format jsonl", "from people"]:
        prompt.send(text + ENTER)
        prompt.awaits_input()
    assert arrived(prompt.received) == []


@pytest.mark.parametrize("text", ['from people where city = "V', 'from people where city = "', 'from people where name = "N'])
def test_completed_values(hostile_prompt, text):
    assert_completion_is_harmless(hostile_prompt(), text)


@pytest.mark.parametrize("text", [".run {}/", ".import {}/f", ".run {}/f"])
def test_completed_names_of_files(hostile_prompt, hostile, text):
    (hostile / f"f{TOGETHER[0]}.cq").write_text("segment a where true\n")
    (hostile / f"f{TOGETHER[1]}.csv").write_text("id\n1\n")
    assert_completion_is_harmless(hostile_prompt(), text.format(hostile))


def assert_completion_is_harmless(prompt, text):
    prompt.send(text + TAB + TAB)
    prompt.until(lambda: len(prompt.rows()) > 2, "a list")
    prompt.send(ctrl("c"))
    prompt.awaits_input()
    assert arrived(prompt.received) == []


def test_the_greeting_names_the_store(command, hostile, open_prompt, tmp_path):
    for place, text in enumerate(TOGETHER):
        store = tmp_path / f"{place}{text}.db"
        os.link(hostile / "people.db", store)
        terminal = open_prompt(store=str(store), arguments=("--model", str(hostile / "model.cq")), ready=False)
        terminal.until(lambda: b"explains" in terminal.received, "a greeting")
        terminal.settle()
        assert arrived(terminal.received) == []
        terminal.close()


def test_what_is_pasted_and_remembered(hostile_prompt):
    for text in [*TOGETHER, HOSTILE[6]]:
        prompt = hostile_prompt()
        prompt.send("\x1b[200~" + f'from people where name = "{text}"' + "\x1b[201~")
        prompt.settle()
        prompt.send(ENTER)
        prompt.settle()
        prompt.send("from people where name")
        prompt.settle()
        prompt.send(ctrl("u") + "\x1b[A")
        prompt.settle()
        assert arrived(prompt.received) == [], repr(text)
        prompt.close()
