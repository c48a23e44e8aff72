"""Exports of common programs come in right with the one natural command: answers are held against answers.py."""

import gzip
import json
import pathlib
import shutil
import subprocess
import sys
import tomllib
import zipfile
from decimal import Decimal

import answers
import openpyxl
import pytest
import zstandard

FOLDER = pathlib.Path(__file__).parent
EXPORTS = tomllib.loads((FOLDER / "exports.toml").read_text("utf-8"))


@pytest.fixture
def bring(run, tmp_path):
    """Imports an export as people have it, what it builds on first, and gives what the program said."""

    def bring(name):
        export = EXPORTS[name]
        for other in export.get("before", []):
            assert bring(other).returncode == 0
        shutil.copy(FOLDER / name, tmp_path / export["as"])
        command = ["import", "-s", "a.db", export["as"], *export.get("options", [])]
        if "source" in export:
            assert f": {export['source']}" in run(*command, "--dry-run").stderr
        said = run(*command)
        return said if "refused" not in export else again(run, export, command, said)

    return bring


def again(run, export, command, refusal):
    """A refusal names the options that it wants to have, and with them the file comes in."""
    assert refusal.returncode == 1 and export["refused"] in refusal.stderr, refusal.stderr
    assert all(option in refusal.stderr for option in export["then"] if option.startswith("--"))
    return run(*command, *export["then"])


def ask(run, question):
    said = run("query", "-s", "a.db", "--as-of", "2026-06-30", "--format", "json", question)
    assert said.returncode == 0, said.stderr
    return json.loads(said.stdout, parse_float=Decimal)


def in_any_order(rows):
    return sorted(rows, key=lambda row: [(value is not None, str(value)) for value in row.values()])


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_comes_in_right(run, bring, name):
    export = EXPORTS[name]
    assert run("init", "a.db", "--currency", export["currency"], "--time-zone", export["time-zone"]).returncode == 0
    said = bring(name)
    assert said.returncode == 0, said.stderr
    imports = json.loads(run("imports", "-s", "a.db", "--format", "json").stdout)
    rejected = sum(row["rejected"] for row in imports if row["file"] == export["as"])
    assert rejected == export.get("rejected", 0), said.stderr
    found = [in_any_order(ask(run, question)) for question in export["questions"]]
    assert found == [in_any_order(rows) for rows in answers.of(name)], said.stderr


def content(path):
    """What a file holds, however it is packed."""
    if path.suffix == ".xlsx":
        return [[[cell.value for cell in row] for row in sheet] for sheet in openpyxl.load_workbook(path)]
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return [archive.read(name) for name in archive.namelist()]
    unpack = {".gz": gzip.decompress, ".zst": zstandard.ZstdDecompressor().decompress}
    return unpack.get(path.suffix, bytes)(path.read_bytes())


def test_the_exports_are_those_that_make_makes(tmp_path):
    subprocess.run([sys.executable, FOLDER / "make", tmp_path], check=True)
    made = {path.name for path in tmp_path.iterdir()}
    assert made == set(EXPORTS)
    for name in made:
        assert content(tmp_path / name) == content(FOLDER / name), name
