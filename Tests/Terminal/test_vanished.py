"""Files that another program takes away under an open prompt: the store's columns, and the store."""

import os
import pathlib
import subprocess

import pytest

from asking import answered

ASK = "from customers | where monetary > 10 | group by city { n = count(), s = sum(monetary) } | sort city | take 3"


@pytest.fixture
def large(command, tmp_path):
    """A store that has columns beside it, which are there."""
    path = tmp_path / "large.db"
    subprocess.run([command, "generate", str(path), "--customers", "1500"], check=True, capture_output=True)
    subprocess.run([command, "query", "-s", str(path), "--as-of", "2026-06-30", ASK], check=True, capture_output=True)
    assert list(pathlib.Path(f"{path}.columns").iterdir())
    return str(path)


# Pages that are gone, and the rest of a page, which reads as zeros without a signal.
@pytest.mark.parametrize("length", [256, 700, 4096, -1])
def test_columns_that_are_truncated_are_an_error_and_built_anew(open_prompt, large, length):
    terminal = open_prompt(store=large, arguments=("--as-of", "2026-06-30", "--no-init"), rows=40, columns=132)
    before = answered(terminal, ASK)[:5]
    for file in pathlib.Path(f"{large}.columns").iterdir():
        os.truncate(file, length if length > 0 else file.stat().st_size - 65)
    error = " ".join(answered(terminal, ASK))
    assert "error[E0534]" in error and "truncated" in error and "ask again" in error, error
    assert answered(terminal, ASK)[:5] == before
    assert answered(terminal, ASK)[:5] == before


@pytest.mark.parametrize("engine", ["columns", "sqlite"])
def test_a_store_that_is_gone_is_missed(open_prompt, large, store, engine):
    for path in (large, store):
        terminal = open_prompt(store=path, arguments=("--as-of", "2026-06-30", "--no-init", "--engine", engine), rows=40, columns=132)
        answered(terminal, ASK)
        os.rename(path, path + ".moved")
        for text in (ASK, ASK, "from customers | take 1 | select id"):
            assert "there is no file" in " ".join(answered(terminal, text))
        os.rename(path + ".moved", path)
        assert "error" not in " ".join(answered(terminal, ASK))
